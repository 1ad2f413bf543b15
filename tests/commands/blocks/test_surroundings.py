from dataclasses import replace

import pytest

from bot.domain.state import Deployment, Lifecycle
from bot.domain.surroundings import Neighbour, Part, Surroundings
from commands.blocks.surroundings import beside, conflicts, lock, target
from tests.bot.domain import around as a, plans as p
from tests.bot.domain.stories import at_state

BILLING = Neighbour(
    id="BILLING-1",
    title="Billing 2.3",
    start=p.T0,
    end=p.END,
    overlaps=True,
    is_rival=False,
    runs=False,
    shared=(Part(person=p.DBA, role="DBA"),),
)
SEARCH = replace(BILLING, id="SEARCH-1", title="Search 7", shared=())
SHOP = replace(SEARCH, id="SHOP-1", title="Shop 4.11", is_rival=True)

LOCKED = (
    "⚠️ Web shop, production is *locked* since Tue 1 Dec 18:00 CET, rolled back by Tess Okafor: "
    "“error rate 7 %”"
)
UNTIL = "until Thu 3 Dec 01:00 CET: “stocktaking”"

LINES: dict[str, tuple[Surroundings, str, str]] = {
    "nothing": (Surroundings(), "", ""),
    "a stranger": (Surroundings(neighbours=(SEARCH,)), "Same night: Search 7", ""),
    "the same DBA": (
        Surroundings(neighbours=(BILLING, SEARCH), more=3),
        "⚠️ Same night: Billing 2.3 (same DBA: Dora Nagy), Search 7 and 3 more",
        "⚠️ Dora Nagy also in Billing 2.3",
    ),
    "two people": (
        Surroundings(neighbours=(replace(BILLING, shared=(*BILLING.shared, Part(person=p.DEV, role="QA"))),)),
        "⚠️ Same night: Billing 2.3 (same DBA: Dora Nagy and 1 more)",
        "⚠️ Dora Nagy also in Billing 2.3",
    ),
    "the same window": (
        Surroundings(neighbours=(SHOP,)),
        "⚠️ Shop 4.11 has the same window there",
        "⚠️ same window as SHOP-1",
    ),
    "one that runs": (
        Surroundings(neighbours=(replace(SHOP, runs=True, overlaps=False),)),
        "⚠️ Shop 4.11 is *under way* there",
        "⚠️ SHOP-1 is under way there",
    ),
    "later, for the same target": (
        Surroundings(neighbours=(replace(SHOP, overlaps=False),)),
        "Same night: Shop 4.11",
        "",
    ),
    "a lock": (
        Surroundings(lock=a.lock()),
        LOCKED,
        "⚠️ locked",
    ),
    "two freezes": (
        Surroundings(freezes=(a.freeze(1), a.freeze(2))),
        f"⚠️ Freeze 1 {UNTIL}; freeze 2 {UNTIL}",
        "⚠️ freeze 1; freeze 2",
    ),
}


def with_(surroundings: Surroundings) -> Deployment:
    """The web shop with these surroundings."""
    return replace(at_state(Lifecycle.DRAFT).state, surroundings=surroundings)


@pytest.mark.parametrize("name", LINES)
def test_what_stands_beside_it_is_one_line(name: str) -> None:
    """What bars the way comes first, with a mark; then who else is up, and who is in both."""
    surroundings, line, short = LINES[name]
    assert line == beside(with_(surroundings))
    assert short == conflicts(with_(surroundings))


def test_within_a_line_it_begins_small() -> None:
    """Behind something else in its line it has no capital of its own; names stay as they are written."""
    freeze = with_(Surroundings(freezes=(a.freeze(1),), neighbours=(SEARCH,)))
    assert f"⚠️ freeze 1 {UNTIL}; same night: Search 7" == beside(freeze, amid=True)
    assert "same night: Search 7" == beside(with_(Surroundings(neighbours=(SEARCH,))), amid=True)
    small = with_(Surroundings(neighbours=(replace(SHOP, title="shop 4.11"),)))
    assert "⚠️ shop 4.11 has the same window there" == beside(small)


def test_a_rolled_back_one_says_what_it_holds() -> None:
    """A lock says how it is released, a released one by whom and why; without a lock there is nothing."""
    state = at_state(Lifecycle.ROLLED_BACK).state
    assert "🔒 Web shop, production is locked until it is released" in lock(state)
    assert "" == lock(replace(state, locked=None))


def test_names_do_nothing_in_a_line() -> None:
    """Service and environment are written by people: marks in them are neutral, long ones are cut."""
    named = target(replace(a.WEB, service="<!channel> *shop* " + "x" * 90))
    assert "<!channel>" not in named
    assert len(named) < 120
