"""Who will be there: what people are asked and told, in every state it can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.presence import ASKED, DEPUTIES, LEAD_TOLD, MOVED, TELEPHONE, subject_of
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind
from bot.domain.people import Group, Holders, Person
from bot.domain.plan import Plan, TeamMember
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

HOUR = timedelta(hours=1)
CONTACT = TeamMember(
    role="DBA", name="Dora Nagy", contact="+49 170 1234567", responsibility="", deputy="", line=0
)


def asked(plan: Plan | None = None, **changed: Holders) -> Stage:
    """A day before the window everybody is asked; the DBA has a deputy."""
    held = {"DBA": Holders(people=(p.DBA,), deputies=(p.NED,)), **changed}
    stage = Stage(plan or s.web_shop(), dict(p.roles(**held)))
    stage.at = p.T0 - 30 * HOUR
    stage.to_approved()
    stage.at = p.T0 - 24 * HOUR
    stage.wake(AGENDA_TIMER)
    return stage


def named(*on: Person, **changed: Holders) -> Stage:
    """Two hours before the window whoever has not said that they are on is named."""
    stage = asked(replace(s.web_shop(), team=(CONTACT,)), **changed)
    stage.at = p.T0 - 12 * HOUR
    for person in on:
        stage.do(i.SayOn(), person)
    stage.at = p.T0 - 2 * HOUR
    stage.wake(AGENDA_TIMER)
    return stage


def _message(stage: Stage, rule: str, to: str, subject: str = "") -> Message:
    subject = subject or subject_of(stage.state, to if rule in {ASKED, MOVED} else "")
    return Message(
        kind=MessageKind.REMINDER, subject=key(rule, subject), to=to, state=stage.state, plan=stage.plan
    )


def _on() -> Stage:
    stage = asked()
    stage.at += HOUR
    stage.do(i.SayOn(), p.DBA)
    return stage


def _cancelled() -> Stage:
    stage = asked()
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    return stage


def _moved(before: timedelta = 24 * HOUR, by: timedelta = 48 * HOUR) -> Message:
    stage = asked()
    stage.at = p.T0 - before
    stage.moves(by).do(i.Reschedule(start=(p.T0 + by).replace(tzinfo=None)), p.ANA)
    return _message(stage, MOVED, p.DBA.id)


def _asked_before() -> Message:
    stage = asked()
    before = subject_of(stage.state, p.DBA.id)
    stage.moves(48 * HOUR).do(i.Reschedule(start=(p.T0 + 48 * HOUR).replace(tzinfo=None)), p.ANA)
    return _message(stage, ASKED, p.DBA.id, before)


def _handed() -> Message:
    stage = asked()
    stage.do(i.HandOver(role="PM", to=p.NED.id), p.ANA)
    return _message(stage, ASKED, p.PAUL.id)


def _many(*on: Person) -> Message:
    people = tuple(Person(id=f"U2{n:02}", name=f"Op {n}") for n in range(12))
    group = Group(id="S1", handle="ops", members=tuple(person.id for person in people))
    stage = asked(Ops=Holders(people=people, groups=(group,)))
    for _ in on:
        stage.do(i.SayOn(), people[0])
    return _message(stage, ASKED, "", subject_of(stage.state))


def _long() -> Message:
    stage = asked()
    name = "Administrator of the relational databases of the whole company " * 3
    steps = {step.number: replace(step, action=name) for step in stage.plan.steps}
    phases = tuple(
        replace(phase, steps=tuple(steps[step.number] for step in phase.steps)) for phase in stage.plan.phases
    )
    message = _message(stage, ASKED, p.DEV.id)
    return replace(message, plan=replace(stage.plan, phases=phases))


def _telephone() -> Message:
    return _message(asked(DBA=Holders(unknown=("Bo Berg (+49 170 7654321)",))), TELEPHONE, p.ANA.id)


def _stood_in() -> Stage:
    stage = named(p.DEV, p.PAUL)
    stage.do(i.SayOn(), p.NED)
    return stage


def _all_on() -> Stage:
    stage = named(p.DEV, p.PAUL, p.QUINN, p.OMAR, p.PIA, p.ANA)
    stage.do(i.SayOn(), p.DBA)
    return stage


def _cancelled_long() -> Message:
    stage = asked()
    stage.do(i.Cancel(reason="the supplier's data centre is without power and nobody answers " * 5), p.ANA)
    state = replace(
        stage.state, release="Customer relationship management and billing " * 3, environment="x" * 60
    )
    return replace(s.message(stage, MessageKind.ENDING, "cancelled", p.DBA.id), state=state)


def _released() -> Stage:
    """The project manager's last step is over."""
    stage = s.stage().to_verifying()
    for step, person in (("10", p.QUINN), ("11", p.OMAR), ("12", p.DEV), ("13", p.PAUL)):
        stage.do(i.FinishStep(step=step), person)
    return stage


PRESENCE: Mapping[str, Callable[[], Message]] = {
    "reminder/on-asked": lambda: _message(asked(), ASKED, p.DBA.id),
    "reminder/on-asked-lead": lambda: _message(asked(), ASKED, p.ANA.id),
    "reminder/on-asked-who-confirms": lambda: _message(asked(), ASKED, p.PIA.id),
    "reminder/on-asked-long": _long,
    "reminder/on-asked-in-thread": _many,
    "reminder/on-asked-in-thread-on": lambda: _many(p.OMAR),
    "reminder/on-asked-on": lambda: _message(_on(), ASKED, p.DBA.id),
    "reminder/on-asked-handed": _handed,
    "reminder/on-asked-moved": _asked_before,
    "reminder/on-asked-cancelled": lambda: _message(_cancelled(), ASKED, p.DBA.id),
    "reminder/on-telephone": _telephone,
    "reminder/on-telephone-none": lambda: _message(asked(), TELEPHONE, p.ANA.id),
    "reminder/on-missing": lambda: _message(named(p.DEV, p.PAUL, p.QUINN), LEAD_TOLD, p.ANA.id),
    "reminder/on-missing-others": lambda: _message(named(p.DEV, p.ANA), LEAD_TOLD, p.ANA.id),
    "reminder/on-missing-none": lambda: _message(_all_on(), LEAD_TOLD, p.ANA.id),
    "reminder/on-missing-cancelled": lambda: _message(_cancelled(), LEAD_TOLD, p.ANA.id),
    "reminder/on-deputy": lambda: _message(named(p.DEV), DEPUTIES, p.NED.id),
    "reminder/on-deputy-on": lambda: _message(_stood_in(), DEPUTIES, p.NED.id),
    "reminder/on-deputy-not-needed": lambda: _message(_all_on(), DEPUTIES, p.NED.id),
    "reminder/on-deputy-cancelled": lambda: _message(_cancelled(), DEPUTIES, p.NED.id),
    "reminder/on-telephone-cancelled": lambda: _message(_cancelled(), TELEPHONE, p.ANA.id),
    "reminder/on-moved": _moved,
    "reminder/on-moved-soon": lambda: _moved(20 * HOUR, 2 * HOUR),
    "reminder/on-moved-at-the-last-minute": lambda: _moved(HOUR / 2, HOUR),
    "reminder/on-moved-cancelled": lambda: _message(_cancelled(), MOVED, p.DBA.id),
    "ending/cancelled": lambda: s.message(_cancelled(), MessageKind.ENDING, "cancelled", p.DBA.id),
    "ending/cancelled-long": _cancelled_long,
    "log/people-released": lambda: s.told(_released()),
    "status/not-confirmed": lambda: s.status(named(p.DEV, p.PAUL, p.QUINN)),
}
