from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.effects import LookUpDnd, MessageKind, RewriteMessages
from bot.domain.people import Holders, Person
from bot.domain.react_dnd import DND_LEAD, DND_OWN, dnd_followed
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes
from tests.bot.domain.quiet import MINUTE, answered, begun, quiet_for, told
from tests.bot.domain.stories import Stage, at_state


def named() -> Stage:
    """The DBA and the DevOps engineer were named two hours before the window."""
    stage = at_state(Lifecycle.APPROVED)
    passes(stage, p.T0 - 120 * MINUTE)
    return answered(stage, **quiet_for(p.DBA, p.DEV))


def rewritten(stage: Stage) -> list[str]:
    """Which messages about it the last decision brings up to date."""
    subjects = [each.subject for each in stage.effects() if isinstance(each, RewriteMessages)]
    return [subject for subject in subjects if subject.startswith("dnd-")]


ALL = [f"{DND_OWN} 0:U04", f"{DND_OWN} 0:U03", f"{DND_LEAD} 0"]


def test_what_was_said_is_kept_true() -> None:
    """A new answer, a role handed over, a moved window and the end are shown by every message."""
    stage = answered(named(), **quiet_for(p.DEV))
    assert ALL == rewritten(stage)
    stage.do(i.HandOver(role="PM", to=p.NED.id), p.ANA)
    assert ALL == rewritten(stage)
    stage.moves(2880 * MINUTE).do(i.Reschedule(start=(p.T0 + 2880 * MINUTE).replace(tzinfo=None)), p.ANA)
    assert ALL == rewritten(stage)
    stage.do(i.Cancel(reason="no"), p.ANA)
    assert ALL == rewritten(stage)


def test_an_approval_that_is_given_again_is_shown() -> None:
    """While it lacked, the messages said that it is in review."""
    stage = named()
    for intent in (i.WithdrawSignOff(), i.GiveSignOff()):
        stage.do(intent, p.PIA)
        assert ALL == rewritten(stage)


def test_a_call_is_shown_to_whom_it_calls() -> None:
    """And to the lead; not where something else happens to a step."""
    stage = named()
    begun(stage)
    assert [f"{DND_OWN} 0:U04", f"{DND_LEAD} 0"] == rewritten(stage)
    stage.do(i.StartStep(step="1"), p.DBA)
    assert [] == rewritten(stage)


def test_whoever_takes_over_is_looked_up() -> None:
    """From the first reading on; before it they are among all."""
    early = at_state(Lifecycle.APPROVED)
    early.do(i.HandOver(role="PM", to=p.NED.id), p.ANA)
    assert LookUpDnd(people=(p.NED.id,)) not in early.effects()
    stage = named()
    stage.do(i.HandOver(role="PM", to=p.NED.id), p.ANA)
    assert LookUpDnd(people=(p.NED.id,)) in stage.effects()


def test_where_nobody_was_named_nothing_is_rewritten() -> None:
    """Nothing was said, so nothing is stale."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert [] == dnd_followed(stage.state, stage.events, stage.plan)


@pytest.mark.parametrize(
    ("lead", "quiet", "expected"),
    [
        (Holders(people=(p.ANA,), deputies=(p.SAM,)), (p.ANA,), ["dnd-lead U02", "dnd-own U01"]),
        (Holders(people=(p.ANA,)), (p.ANA,), ["dnd-own U01"]),
        (
            Holders(people=(p.ANA,), deputies=(p.SAM,)),
            (p.ANA, p.DBA),
            ["dnd-lead U01", "dnd-lead U02", "dnd-own U04", "dnd-own U01"],
        ),
        (Holders(deputies=(p.SAM,)), (p.DBA,), ["dnd-lead U02", "dnd-own U04"]),
        (Holders(), (p.DBA,), ["dnd-lead", "dnd-own U04"]),
    ],
    ids=["lead-alone", "no-deputy", "lead-and-another", "deputy-leads", "nobody-leads"],
)
def test_who_hears_of_it(lead: Holders, quiet: tuple[Person, ...], expected: list[str]) -> None:
    """The lead, else who deputises, else the thread; of the lead the deputies; nobody of themself alone."""
    stage = at_state(Lifecycle.APPROVED)
    stage._state = replace(stage.state, roles=p.roles(Deployment_Lead=lead))
    assert expected == told(answered(stage, **quiet_for(*quiet)))


def test_a_large_group_is_told_by_the_lead() -> None:
    """More than ten direct messages for one step are too many."""
    many = tuple(Person(id=f"U1{n:02}", name=f"Op {n}") for n in range(11))
    stage = Stage(roles=dict(p.roles(DBA=Holders(people=many)))).to_approved()
    stage.do(i.NoteDnd(asked=tuple(person.id for person in many), quiet=quiet_for(*many)), None)
    assert ["dnd-lead U01"] == told(stage)


def test_the_question_for_go_shows_it() -> None:
    """While it is open, whether anybody was named or not."""
    stage = answered(named(), **quiet_for(p.DEV))
    go = RewriteMessages(kind=MessageKind.GO)
    assert go not in stage.effects()
    begun(stage).walk()
    answered(stage)
    assert go in stage.effects()
