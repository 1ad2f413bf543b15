from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.state import Lifecycle
from bot.queries import Known
from commands.blocks.limits import problems
from commands.blocks.listing import open_list
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks.readable import blocks_of


def known(name: str, hours: float, length: float = 2, zone: str = p.ZONE) -> Known:
    """An approved deployment whose window begins so many hours after 23:00."""
    stage = at_state(Lifecycle.APPROVED)
    start = p.T0 + timedelta(hours=hours)
    end = start + timedelta(hours=length)
    state = replace(stage.state, id=f"{name.upper()}-1", release=name, zone=zone)
    state = replace(state, window_start=start, window_end=end)
    return Known(state=state, plan=stage.plan)


def shown(*deployments: Known) -> list[str]:
    """The lines of the list, without its title."""
    return list(blocks_of(open_list(deployments).json))[1:]


def test_an_evening_ends_in_the_morning() -> None:
    """A window that begins before six belongs to the evening before, from six on to the new day."""
    lines = shown(known("Search", 7), known("Billing", 6.98), known("Ledger", -2))
    assert ["*Tue 1 Dec*", "*Wed 2 Dec*"] == [line for line in lines if line.startswith("*")]
    names = [line.split("*")[1].split()[0] for line in lines if "⚪" in line]
    assert ["Ledger", "Billing", "Search"] == names
    assert "Search" in lines[-1]
    assert "approved, 21:00–23:00 CET; lead Ana Ruiz; <#C1> `LEDGER-1`" in lines[1]


def test_what_has_no_window_comes_last() -> None:
    """A plan whose date is not said yet stands under a title of its own."""
    state = replace(known("Search", 0).state, window_start=None, window_end=None, roles={})
    lines = shown(Known(state=state, plan=p.web_shop()), known("Ledger", 0))
    assert ["*Tue 1 Dec*", "*Without a window*"] == [line for line in lines if line.startswith("*")]
    assert "approved; no lead" in lines[-1]


def test_a_hold_is_said_beside_the_state() -> None:
    """What is on hold is told in words, not by its mark alone."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.Hold(reason="looking at it"), p.OMAR)
    (_, line) = shown(Known(state=stage.state, plan=stage.plan))
    assert "*: deploying, on hold, 23:00–01:00 CET; lead Ana Ruiz" in line


@pytest.mark.parametrize("count", [10, 50])
def test_ten_teams_and_fifty_fit(count: int) -> None:
    """Slack takes the list of ten, and of fifty, and every one of them is in it."""
    content = open_list([known(f"Team {number}", number / 30) for number in range(count)])
    assert [] == problems(content.text, content.json)
    assert count == sum("⚪" in line for line in blocks_of(content.json))


def test_each_evening_stands_there_once() -> None:
    """Teams in three zones whose windows alternate stand each under the evening they call it, by the hour."""
    tokyo = known("Ledger", -0.5, zone="Asia/Tokyo")
    new_york = known("Search", 5, zone="America/New_York")
    lines = shown(known("Billing", 0), tokyo, new_york, known("Mail", -1))
    found = [line.split("*")[1].split(" 4.")[0] for line in lines]
    assert ["Tue 1 Dec", "Mail", "Billing", "Search", "Wed 2 Dec", "Ledger"] == found
    assert "06:30–08:30 JST" in lines[-1]
    assert "22:00–00:00 EST" in lines[3]
