import pytest

from bot.domain.deliveries import DeliveryNews, DeliveryReported
from bot.domain.monitors import Monitor
from bot.domain.notices_progress import with_notice
from bot.domain.plan import Channel
from commands.blocks.deliveries import reported
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_notices_progress import given

MISSED = {f"{name}@octal.example": "550 no such user" for name in ("ana", "ben", "carla", "dev")}


SAID, FIRST = "“Deployment scheduled”", "ana@octal.example (550 no such user)"
AGAIN = "`/deploy resend WEB-DEPLOY-041` sends it again"


@pytest.mark.parametrize(
    ("news", "notice", "expected"),
    [
        ("failing", 1, "Email does not work: refused. What is to be said there is tried again"),
        ("working", 1, "Email works again"),
        ("skipped", 1, f"{SAID} is not sent by email any more: it could not be sent while it was news"),
        ("undelivered", 1, f"{SAID} could not be sent by email: refused. {AGAIN}"),
        ("undelivered", 0, f"What was to be said could not be sent by email: refused. {AGAIN}"),
    ],
)
def test_it_says_how_a_way_fares(news: str, notice: int, expected: str) -> None:
    """And what becomes of a message on it."""
    stage = Stage().open()
    state = with_notice(stage.state, given(1))
    event = DeliveryReported(
        at=p.T0, by=None, way=Channel.EMAIL, news=DeliveryNews(news), notice=notice, why="refused"
    )
    assert expected == reported(event, state, stage.plan)


def test_addresses_are_named() -> None:
    """The first three, with the server's words."""
    stage = Stage().open()
    state = with_notice(stage.state, given(1))
    event = DeliveryReported(
        at=p.T0, by=None, way=Channel.EMAIL, news=DeliveryNews.MISSED, notice=1, missed=MISSED
    )
    said = reported(event, state, stage.plan)
    assert said.startswith(
        "“Deployment scheduled” was sent by email, but not to ana@octal.example (550 no such user)"
    )
    assert ("carla" in said, "dev" in said) == (True, False)


def test_a_page_is_named_by_its_level() -> None:
    """Nobody said anything in it."""
    stage = Stage().open()
    refused = DeliveryNews.UNDELIVERED
    event = DeliveryReported(at=p.T0, by=None, way=Monitor.PAGERDUTY, news=refused, level="L1", why="odd")
    assert f"The page of L1 could not be sent by PagerDuty: odd. {AGAIN}" == reported(
        event, stage.state, stage.plan
    )
