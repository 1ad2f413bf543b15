"""Whatever those called do or leave, in any order and at any minute: somebody is asked, and nobody twice."""

from hypothesis import given, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import agenda
from bot.domain.people import Holders, Person
from bot.domain.waiting import Ask, waiting
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage

LEAVES = None
ACTS = (LEAVES, i.Acknowledge(), i.PassOn(), i.AddNote(text="at it"), i.Escalate(reason="it gets worse"))
WHO = (la.ON_CALL, la.SECOND, la.MANAGER, la.CTO, p.ANA, p.SAM, p.DBA)
HOLDERS = st.sampled_from(
    (
        Holders(),
        Holders(people=(la.ON_CALL,)),
        Holders(people=(la.MANAGER, la.SECOND), deputies=(la.CTO,)),
        Holders(deputies=(la.CTO,)),
        Holders(unknown=("Bea (+49 1)",)),
    )
)
WHEN = st.sampled_from(("First response", "> 30 min issue", "Critical outage", ""))
WALK = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(WHO), st.integers(0, 20)), min_size=1, max_size=25
)


def somebody_is_asked(stage: Stage) -> bool:
    """Whether somebody is waited for, and the clock looks after it."""
    asked = [each for each in waiting(stage.state, stage.plan) if each.ask in {Ask.ESCALATION, Ask.IN_CHARGE}]
    due = [entry for entry in agenda(stage.state, stage.plan) if entry.rule.name.startswith("escalation")]
    return bool(asked and asked[0].people and due)


@given(st.lists(st.tuples(HOLDERS, WHEN), max_size=3), WALK)
def test_somebody_is_asked_and_nobody_twice(
    held: list[tuple[Holders, str]], walk: list[tuple[i.Intent | None, Person, int]]
) -> None:
    """Levels missing, held by nobody or by telephone, answered, passed on, silent, gone; the lead stays."""
    names = ("On call", "Manager", "CTO")
    rows = [la.row(f"L{n}", names[n - 1], when) for n, (_, when) in enumerate(held, 1)]
    roles = {names[n].replace(" ", "_"): holders for n, (holders, _) in enumerate(held)}
    plan = la.plan_with(*rows) if rows else p.web_shop()
    stage = la.escalated(plan, **roles)
    assert somebody_is_asked(stage)
    for intent, who, minutes in walk:
        la.passes(stage, minutes)
        if intent:
            if who.id not in stage.state.left:  # A closed account acts no more.
                stage.ask(intent, who)
        elif who not in {p.ANA, p.SAM}:
            stage.leaves(who)
            assert all(each.id != who.id for each in la.ladder(stage).asked)
        assert somebody_is_asked(stage)
        called = [
            person.id for each in stage.last if isinstance(each, e.LevelCalled) for person in each.people
        ]
        assert sorted(called) == sorted(set(called))
