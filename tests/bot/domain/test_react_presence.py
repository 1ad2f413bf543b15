from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter

from bot.domain import events as e, intents as i
from bot.domain.agenda.presence import ASKED, DEPUTIES, LEAD_TOLD, subject_of
from bot.domain.agenda_events import Fate, key
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Holders, Person
from bot.domain.progress import current_steps
from bot.domain.react_presence import not_needed, person_acted, person_is_on
from bot.domain.state import Lifecycle
from bot.domain.state_parts import Given
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes
from tests.bot.domain.stories import HOUR_BEFORE, at_state


def test_all_that_names_who_is_missing_is_rewritten() -> None:
    """Their own request, not another's; the lead's and the deputies' messages, and Go's question."""
    state = at_state(Lifecycle.PRE_DEPLOYMENT).state
    own, other = (key(ASKED, subject_of(state, person.id)) for person in (p.DBA, p.DEV))
    named = [key(rule, subject_of(state)) for rule in (LEAD_TOLD, DEPUTIES)]
    state = replace(state, go_asked=True, came_due=dict.fromkeys((own, other, *named), Fate.ON_TIME))
    effects = person_is_on(state, e.PersonIsOn(at=p.T0, by=p.DBA), p.web_shop())
    reminders = [RewriteMessages(kind=MessageKind.REMINDER, subject=each) for each in (own, *named)]
    assert [*reminders, RewriteMessages(kind=MessageKind.GO)] == effects


def test_the_status_shows_it() -> None:
    """The thread does not repeat it."""
    stage = at_state(Lifecycle.APPROVED)
    stage.do(i.SayOn(), p.DBA)
    assert (RewriteMessages(kind=MessageKind.STATUS),) == stage.effects()


def test_who_is_on_hears_of_a_cancellation() -> None:
    """Directly, once; not who said nothing, nor whoever cancelled it, and the thread has the log."""
    stage = at_state(Lifecycle.APPROVED)
    for person in (p.DBA, p.ANA):
        stage.do(i.SayOn(), person)
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    posts = [each for each in stage.effects() if isinstance(each, PostMessage)]
    told = PostMessage(kind=MessageKind.ENDING, subject="cancelled", to=p.DBA.id)
    assert [told] == [each for each in posts if each.kind is MessageKind.ENDING]
    by_sam = e.Cancelled(at=stage.at, by=p.SAM, reason="")
    assert [replace(told, to=p.ANA.id), told] == sorted(
        not_needed(stage.state, by_sam, stage.plan), key=attrgetter("to")
    )


def test_the_thread_says_who_is_released() -> None:
    """In the log, with what released them."""
    stage = at_state(Lifecycle.VERIFYING)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert isinstance(stage.last[-1], e.PeopleReleased)
    logs = [each.subject for each in stage.effects() if isinstance(each, PostMessage) and each.subject]
    assert str(len(stage.events)) in logs[0].split(",")


def test_whoever_acts_is_asked_no_more() -> None:
    """With the first thing that they do; whoever said that they are on was heard of before."""
    stage = at_state(Lifecycle.APPROVED)
    own = key(ASKED, subject_of(stage.state, p.ANA.id))
    event = e.Begun(at=p.T0, by=p.ANA)
    state = replace(stage.state, came_due={own: Fate.ON_TIME}, begun=Given(by=p.ANA, at=p.T0))
    assert [RewriteMessages(kind=MessageKind.REMINDER, subject=own)] == person_acted(state, event)
    assert [] == person_acted(replace(state, on={p.ANA.id: p.T0}), event)
    assert [] == person_acted(replace(state, begun=None), event)


def test_who_is_stood_in_for_reads_it() -> None:
    """Their request is settled by what their deputy does."""
    state = at_state(Lifecycle.APPROVED).state
    asked, other = (key(ASKED, subject_of(state, person.id)) for person in (p.DBA, p.DEV))
    roles = p.roles(DBA=Holders(people=(p.DBA,), deputies=(p.NED,)))
    state = replace(state, came_due=dict.fromkeys((asked, other), Fate.ON_TIME), roles=roles)
    expected = [RewriteMessages(kind=MessageKind.REMINDER, subject=asked)]
    assert expected == person_is_on(state, e.PersonIsOn(at=p.T0, by=p.NED), p.web_shop())


def test_a_press_rewrites_few_of_what_was_asked() -> None:
    """Of seven who were asked their own, and the two that name who is missing; later acts rewrite none."""
    stage = passes(at_state(Lifecycle.APPROVED), HOUR_BEFORE)
    rewritten = []

    def does(intent: i.Intent, by: Person) -> None:
        stage.do(intent, by)
        rewritten.append(_questions_rewritten(stage.effects()))

    does(i.Begin(override="the list is in the ticket"), p.ANA)
    while stage.state.state is not Lifecycle.VERIFYING:
        for step in current_steps(stage.state, stage.plan):
            for intent in (i.StartStep(step=step.number), i.FinishStep(step=step.number)):
                does(intent, stage.state.holders(step.owner).people[0])
        if stage.state.go_asked and not stage.state.go:
            stage.at = p.T0
            does(i.Go(), p.ANA)
    assert 7 == sum(sent.startswith(ASKED) for sent in stage.state.came_due)
    assert [3, 0] == list(dict.fromkeys(rewritten))
    assert 7 == rewritten.count(3)


def _questions_rewritten(effects: Iterable[Effect]) -> int:
    """How many of the questions whether people will be there, and of what names who is missing."""
    return sum(
        isinstance(each, RewriteMessages) and each.subject.startswith((ASKED, LEAD_TOLD, DEPUTIES))
        for each in effects
    )
