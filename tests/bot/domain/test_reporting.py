from bot.domain.deliveries import DeliveryNews, DeliveryReported
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.evolve import evolve
from bot.domain.facts import Facts
from bot.domain.intents import ReportDelivery
from bot.domain.monitors import Monitor
from bot.domain.plan import Channel
from bot.domain.react import react
from bot.domain.reporting import report
from bot.domain.state import Deployment
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def told(
    state: Deployment, news: DeliveryNews, way: Channel = Channel.EMAIL
) -> tuple[Deployment, tuple[DeliveryNews, ...]]:
    """The state after the news, and what of them is a fact."""
    facts = Facts(now=p.T0, actor=None, plan=Stage().open().plan)
    events = report(state, ReportDelivery(way=way, news=news, why="refused"), facts)
    assert isinstance(events, tuple)
    for event in events:
        state = evolve(state, event)
    return state, tuple(event.news for event in events if isinstance(event, DeliveryReported))


def test_an_outage_is_told_once_and_its_end_once() -> None:
    """However often it is reported; each way for itself."""
    state = Stage().open().state
    heard: list[DeliveryNews] = []
    for news in ("working", "failing", "failing", "working", "working"):
        state, events = told(state, DeliveryNews(news))
        heard += events
    assert [DeliveryNews.FAILING, DeliveryNews.WORKING] == heard
    assert () == state.failing


def test_one_way_works_while_another_does_not() -> None:
    """The status page is no mail server."""
    state, _ = told(Stage().open().state, DeliveryNews.FAILING)
    state, _ = told(state, DeliveryNews.FAILING, Channel.STATUS_PAGE)
    state, _ = told(state, DeliveryNews.UNDELIVERED)
    assert (Channel.EMAIL, Channel.STATUS_PAGE) == state.failing
    state, _ = told(state, DeliveryNews.WORKING)
    assert (Channel.STATUS_PAGE,) == state.failing


def test_the_lead_hears_of_what_nobody_got() -> None:
    """In a message of their own; the thread has it all."""
    stage = Stage().open()
    event = DeliveryReported(at=p.T0, by=None, way=Channel.EMAIL, news=DeliveryNews.UNDELIVERED)
    effects = react(stage.state, [(7, event)], stage.plan)
    posted = [effect.to for effect in effects if isinstance(effect, PostMessage)]
    assert ["", *(lead.id for lead in stage.state.lead.people)] == posted
    assert {(MessageKind.LOG, "7")} == {
        (effect.kind, effect.subject) for effect in effects if isinstance(effect, PostMessage)
    }


def test_which_levels_page_it_is_is_kept() -> None:
    """The log and the ladder name it."""
    facts = Facts(now=p.T0, actor=None, plan=Stage().open().plan)
    news = ReportDelivery(way=Monitor.PAGERDUTY, news=DeliveryNews.UNDELIVERED, why="odd", level="L1")
    events = report(Stage().open().state, news, facts)
    assert isinstance(events, tuple)
    [event] = events
    assert isinstance(event, DeliveryReported)
    assert ("L1", "odd") == (event.level, event.why)
