"""A workspace of 20,000 people: nothing is listed whole where somebody waits for an answer."""

import pytest

from tests.scenario.night import Night
from tests.scenario.test_run import before_go
from tests.waiting import until

MANY = 20_000
LISTS = ("users.list", "conversations.list", "usergroups.list")


@pytest.fixture
def others() -> int:
    """As many as a large company has."""
    return MANY


async def lists(night: Night) -> list[str]:
    """The lists that Slack was asked for, a page each."""
    return [call["method"] for call in await night.calls() if call["method"] in LISTS]


async def is_read(night: Night) -> bool:
    """Whether the last page of the workspace was read: the channels come last."""
    return "conversations.list" in await lists(night)


async def test_a_night_among_20_000_lists_nobody_whole(night: Night) -> None:
    """Typed and pressed from start to a running migration; Slack is asked for no list meanwhile."""
    await until(lambda: is_read(night), seconds=60)
    before = await lists(night)
    await before_go(night)
    await night.presses("ana", "Go")
    await night.at("23:00")
    await night.presses("dba", "Start", "your turn: step 5")
    await night.opens_home("dba")
    await night.types("ana", "list")
    await night.types("ana", "mine")
    assert before == await lists(night)
    assert len(before) > MANY / 200
