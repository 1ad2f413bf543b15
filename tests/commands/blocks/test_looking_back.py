from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.figures import Figures, Middle, OfService
from bot.domain.state import Lifecycle
from bot.queries import Ended, Summed
from commands.blocks.kit import Content
from commands.blocks.limits import problems
from commands.blocks.looking_back import ended, stats
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks.readable import blocks_of

SINCE, UNTIL = p.T0 - timedelta(days=90), p.T0 + timedelta(hours=3)
MINUTE = timedelta(minutes=1)


def read(content: Content) -> list[str]:
    """The lines of an answer that Slack takes."""
    assert [] == problems(content.text, content.json)
    return list(blocks_of(content.json))


def closed(*states: Lifecycle, count: int | None = None, since: datetime = SINCE) -> list[str]:
    found = tuple(at_state(state).state for state in states)
    many = len(found) if count is None else count
    return read(ended(Ended(since=since, until=UNTIL, zone=p.ZONE, states=found, count=many)))


def test_what_is_over_is_listed_with_how_it_ended() -> None:
    """Each with its mark, when it ended in the plan's zone, its lead, where it was."""
    lines = closed(Lifecycle.COMPLETED, Lifecycle.CANCELLED)
    assert "*2 deployments that ended between 3 Sep 2026 and 2 Dec 2026*" == lines[0]
    assert lines[1].startswith("✅ *Web shop 4.12.0, production*: completed Wed 2 Dec 00:39 CET; lead Ana")
    assert lines[2].startswith("🚫 *Web shop 4.12.0, production*: cancelled")
    assert 3 == len(lines)


def test_what_is_left_out_is_counted_and_can_be_found() -> None:
    """More than a list holds: how many, and what to type."""
    assert closed(Lifecycle.COMPLETED, count=15)[-1].startswith("… and 14 more: `/deploy list closed ")


def test_nothing_found_says_where_it_was_looked_for() -> None:
    """A single day is named once."""
    (line,) = closed(since=UNTIL - timedelta(hours=1))
    assert line.startswith("No deployment that you ask for ended on 2 Dec 2026. `/deploy list closed ")


def test_twenty_with_the_longest_names_fit() -> None:
    """Slack takes the list."""
    state = replace(at_state(Lifecycle.COMPLETED).state, release="Ⓦ" * 300, id="W-" + "4" * 200)
    content = ended(Ended(since=SINCE, until=UNTIL, zone="", states=(state,) * 20, count=20))
    assert [] == problems(content.text, content.json)


SOME = Figures(
    outcomes={Lifecycle.COMPLETED: 9, Lifecycle.ROLLED_BACK: 1, Lifecycle.CANCELLED: 2, Lifecycle.MISSED: 1},
    deployed=10,
    failed=1,
    took=Middle(count=9, median=112 * MINUTE),
    planned=Middle(count=9, median=120 * MINUTE),
    lead=Middle(count=10, median=timedelta(days=2, hours=4)),
    restore=Middle(count=1, median=38 * MINUTE),
    late=1,
    overran=2,
    services=tuple(OfService(service=f"s{n}", deployed=9 - n, failed=int(n == 0)) for n in range(7)),
)
NOBODY = Middle(count=0, median=None)


def told(figures: Figures, service: str = "") -> list[str]:
    return read(stats(Summed(since=SINCE, until=UNTIL, zone=p.ZONE, figures=figures, service=service)))


def test_figures_are_six_lines() -> None:
    """How they ended, how many failed, how long it took, by service."""
    late = "2 ended after their window; 1 began late"
    assert [
        "*Deployments that ended between 3 Sep 2026 and 2 Dec 2026*",
        "9 completed, 1 rolled back, 2 cancelled, 1 missed their window",
        "Change failure rate 10%: 1 of 10 deployed were rolled back; time to restore 38 min (of one)",
        "From approval to live 2 d 4 h (median of 10)",
        f"From T-0 to completed 1 h 52 min (median of 9), planned 2 h; {late}",
        "Deployed: s0 9 (1 rolled back), s1 8, s2 7, s3 6, s4 5 and 2 more",
    ] == told(SOME)


def test_nothing_to_count_is_said() -> None:
    """With what looks back further."""
    empty = replace(SOME, outcomes={})
    (line,) = told(empty, "R&D")
    nothing = "No deployment of R&amp;D ended between 3 Sep 2026 and 2 Dec 2026."
    assert f"{nothing} `/deploy stats 365d` looks back a year." == line


def test_what_was_never_deployed_has_no_rate() -> None:
    """Cancelled and missed ones are told, and why nothing else is."""
    none = replace(SOME, outcomes={Lifecycle.CANCELLED: 1}, deployed=0, failed=0, services=())
    assert [
        "1 cancelled",
        "None of them was deployed: what is cancelled or missed counts in nothing else.",
    ] == told(none)[1:]


def test_what_is_not_known_is_not_made_up() -> None:
    """One deployment, rolled back before it was live; its service alone needs no line of its own."""
    one = replace(
        SOME,
        outcomes={Lifecycle.ROLLED_BACK: 1},
        deployed=1,
        lead=NOBODY,
        took=NOBODY,
        services=SOME.services[:1],
    )
    assert ["From approval to live not known of any"] == told(one, "shop")[3:]


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (59 * MINUTE / 60, "less than a minute"),
        (MINUTE, "1 min"),
        (timedelta(days=1) - MINUTE, "23 h 59 min"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=3, hours=1), "3 d 1 h"),
    ],
)
def test_times_are_said_as_people_say_them(time: timedelta, text: str) -> None:
    """Both sides of a minute and of a day."""
    found = replace(SOME, lead=Middle(count=3, median=time))
    assert f"From approval to live {text} (median of 3)" == told(found)[3]
