from datetime import UTC, datetime

import pytest

from bot.domain import intents as i
from bot.domain.waiting import waiting_for
from bot.ports import Place
from bot.queries import AskedOf, Home, Listed
from commands.blocks.home import home_view
from commands.blocks.limits import view_problems
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES, stretched
from tests.commands.blocks.readable import blocks_of, named

NOW = datetime(2026, 12, 1, 21, 14, tzinfo=UTC)
URL = "https://octal.slack.example/"
ROOT = Place(channel="C0WEBSHOP", ts="1795456010.000100")
DIRECT = Place(channel="D0PIA", ts="1795456011.000200")


def listed(story: Stage, root: Place | None = ROOT) -> Listed:
    return Listed(state=story.state, plan=story.plan, root=root)


def asked(story: Stage, user: str, place: Place | None) -> AskedOf:
    asks = waiting_for(story.state, story.plan, user)
    return AskedOf(listed=listed(story), asks=tuple((each, place) for each in asks))


def test_the_tab_reads_as_agreed() -> None:
    """What waits for the reader comes first with its links, then what is running, then what is coming."""
    home = Home(
        waiting=(asked(s.stage().to_review(), p.PIA.id, DIRECT),),
        running=(listed(s.stage().to_deploying()),),
        coming=(listed(s.stage().to_review()), listed(s.stage().open(), None)),
    )
    compare("home/full", named("\n".join(blocks_of(home_view(home, NOW, URL)["blocks"]))) + "\n")


def test_a_hold_is_said_beside_the_state() -> None:
    """What is on hold is told in words, not by its mark alone."""
    story = s.stage().to_deploying()
    story.do(i.Hold(reason="looking at it"), p.OMAR)
    view = home_view(Home(waiting=(), running=(listed(story),), coming=()), NOW, URL)
    assert "*: deploying, on hold, Tue 1 Dec 23:00 CET; <#C1>" in str(view)


def test_an_empty_tab_says_so() -> None:
    """Where nothing waits, runs or comes, the tab says that."""
    home = Home(waiting=(), running=(), coming=())
    compare("home/empty", "\n".join(blocks_of(home_view(home, NOW, URL)["blocks"])) + "\n")


@pytest.mark.parametrize("words", EXTREMES.values())
def test_the_longest_tab_stays_within_the_limits(words: str) -> None:
    """Fifty of each kind with the longest names are shortened to what Slack takes, and counted."""
    message = stretched(s.status(s.stage().to_review()), words)
    one = Listed(state=message.state, plan=message.plan, root=ROOT)
    asks = waiting_for(message.state, message.plan, p.SEC.id)
    waiting = AskedOf(listed=one, asks=tuple((each, DIRECT) for each in asks * 10))
    view = home_view(Home(waiting=(waiting,) * 50, running=(one,) * 50, coming=(one,) * 50), NOW, URL)
    assert [] == view_problems({**view, "title": {"text": ""}, "close": {"text": ""}})
    assert "and 35 deployments more" in str(view)
    assert "and 30 deployments more" in str(view)
