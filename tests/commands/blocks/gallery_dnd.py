"""Do Not Disturb: what the lead and those who have it on read, in every state it can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import intents as i
from bot.domain.agenda_events import key
from bot.domain.dnd_events import Quiet
from bot.domain.effects import MessageKind
from bot.domain.people import Group, Holders, Person
from bot.domain.plan import TeamMember
from bot.domain.react_dnd import DND_LEAD, DND_OWN
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes, settle
from tests.bot.domain.quiet import MINUTE, TEAM, answered, begun, hours, quiet_for
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

CONTACT = TeamMember(
    role="DBA", name="Dora Nagy", contact="+49 170 1234567", responsibility="", deputy="", line=0
)
AT_GO = hours(p.T0, 30)


def looked_up(quiet: Mapping[str, Quiet] | None = None, **changed: Holders) -> Stage:
    """Two hours before the window Slack says who has it on: the DBA at T-0. The DBA has a deputy."""
    held = {"DBA": Holders(people=(p.DBA,), deputies=(p.NED,)), **changed}
    stage = Stage(replace(s.web_shop(), team=(CONTACT,)), dict(p.roles(**held)))
    stage.at = p.T0 - 1800 * MINUTE
    stage.to_approved()
    passes(stage, p.T0 - 120 * MINUTE)
    found = quiet_for(p.DBA, during=AT_GO) if quiet is None else quiet
    stage.do(i.NoteDnd(asked=tuple(found), quiet=found), None)
    return settle(stage)


def _lead(stage: Stage, to: Person = p.ANA, number: int = 0) -> Message:
    return _message(stage, key(DND_LEAD, f"{number}"), to)


def _own(stage: Stage, person: Person, subject: str = "") -> Message:
    return _message(stage, key(DND_OWN, subject or f"{stage.state.on_round}:{person.id}"), person)


def _message(stage: Stage, subject: str, to: Person) -> Message:
    kind = MessageKind.REMINDER
    return Message(kind=kind, subject=subject, to=to.id, state=stage.state, plan=stage.plan)


def _everybody() -> Stage:
    return looked_up(quiet=quiet_for(*TEAM))


def _group() -> Stage:
    people = tuple(Person(id=f"U2{n:02}", name=f"Op {n}") for n in range(3))
    group = Group(id="S1", handle="ops", members=tuple(person.id for person in people))
    return looked_up(quiet=quiet_for(*people), Ops=Holders(people=people, groups=(group,)))


def _pair() -> Stage:
    return looked_up(
        quiet=quiet_for(p.DBA, p.NED, during=AT_GO), DBA=Holders(people=(p.DBA, p.NED), deputies=(p.LEE,))
    )


def _turned_off() -> Stage:
    return answered(looked_up())


def _cancelled() -> Stage:
    stage = looked_up()
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    return stage


def _moved() -> Stage:
    stage = looked_up()
    by = 2880 * MINUTE
    stage.moves(by).do(i.Reschedule(start=(p.T0 + by).replace(tzinfo=None)), p.ANA)
    return stage


def _amended() -> Stage:
    stage = looked_up()
    stage.do(i.WithdrawSignOff(), p.PIA)
    return stage


def _long() -> Stage:
    stage = _everybody()
    name = "Administrator of the relational databases of the whole company " * 3
    steps = {step.number: replace(step, action=name) for step in stage.plan.steps}
    phases = tuple(
        replace(phase, steps=tuple(steps[step.number] for step in phase.steps)) for phase in stage.plan.phases
    )
    stage._plan = replace(stage._plan, phases=phases)
    return stage


DND: Mapping[str, Callable[[], Message]] = {
    "reminder/dnd-lead": lambda: _lead(looked_up()),
    "reminder/dnd-lead-everybody": lambda: _lead(_everybody()),
    "reminder/dnd-lead-long": lambda: _lead(_long()),
    "reminder/dnd-lead-group": lambda: _lead(_group()),
    "reminder/dnd-lead-pair": lambda: _lead(_pair()),
    "reminder/dnd-lead-themself": lambda: _lead(looked_up(quiet=quiet_for(p.ANA)), p.SAM),
    "reminder/dnd-lead-none": lambda: _lead(_turned_off()),
    "reminder/dnd-lead-cancelled": lambda: _lead(_cancelled()),
    "reminder/dnd-lead-moved": lambda: _lead(_moved()),
    "reminder/dnd-own": lambda: _own(looked_up(), p.DBA),
    "reminder/dnd-own-more": lambda: _own(_everybody(), p.DEV),
    "reminder/dnd-own-long": lambda: _own(_long(), p.DEV),
    "reminder/dnd-own-lead": lambda: _own(_everybody(), p.ANA),
    "reminder/dnd-own-off": lambda: _own(_turned_off(), p.DBA),
    "reminder/dnd-own-cancelled": lambda: _own(_cancelled(), p.DBA),
    "reminder/dnd-own-moved": lambda: _own(_moved(), p.DBA, "0:U04"),
    "reminder/dnd-own-in-review": lambda: _own(_amended(), p.DBA),
    "go/dnd": lambda: s.go(begun(looked_up()).walk()),
    "status/dnd": lambda: s.status(looked_up()),
    "status/dnd-everybody": lambda: s.status(_everybody()),
}
