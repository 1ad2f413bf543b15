"""The web shop's plan as values, its people, and smaller plans: what the tests of the domain play with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.people import Holders, Person, role_text
from bot.domain.plan import (
    Channel,
    ChecklistItem,
    Checkpoint,
    CheckpointKind,
    FeatureFlag,
    Notification,
    NotificationTime,
    Phase,
    Plan,
    Release,
    SignOffRow,
    Step,
    StepPhase,
    Window,
)
from bot.domain.state import AUTHOR, LEAD

T0 = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)
"""The planned T-0: Tue 1 Dec 23:00 CET."""

END = T0 + timedelta(hours=2)
ZONE = "Europe/Berlin"

ANA = Person(id="U01", name="Ana Ruiz")
SAM = Person(id="U02", name="Sam Ito")
DEV = Person(id="U03", name="Devi Rao")
DBA = Person(id="U04", name="Dora Nagy")
LEE = Person(id="U05", name="Lee Park")
QUINN = Person(id="U06", name="Quinn Adler")
PIA = Person(id="U07", name="Pia Moreau")
SEC = Person(id="U08", name="Sefa Yilmaz")
OMAR = Person(id="U09", name="Omar Haddad")
CARLA = Person(id="U10", name="Carla Reyes")
PAUL = Person(id="U11", name="Paul Novak")
DREW = Person(id="U12", name="Drew Lindqvist")
TESS = Person(id="U13", name="Tess Okafor")
NED = Person(id="U14", name="Ned Holm")
STRANGER = Person(id="U99", name="Ray Quist")

CAST = (ANA, SAM, DEV, DBA, LEE, QUINN, PIA, SEC, OMAR, CARLA, PAUL, DREW, TESS)
SIGNERS = (PIA, SEC, OMAR, CARLA, LEE, QUINN, DREW)


def roles(**changed: Holders) -> Mapping[str, Holders]:
    """Who stands for the roles of the web shop's plan; `changed` goes by role with `_` for the space."""
    found = {
        LEAD: Holders(people=(ANA,), deputies=(SAM,)),
        "DevOps": Holders(people=(DEV,)),
        "DevOps Engineer": Holders(people=(DEV,)),
        "DBA": Holders(people=(DBA,)),
        "Dev Lead": Holders(people=(LEE,)),
        "QA": Holders(people=(QUINN,)),
        "QA Lead": Holders(people=(QUINN,)),
        "Product Owner": Holders(people=(PIA,)),
        "Security Lead": Holders(people=(SEC,)),
        "Ops": Holders(people=(OMAR,)),
        "Ops Manager": Holders(people=(OMAR,)),
        "CAB": Holders(people=(CARLA,)),
        "PM": Holders(people=(PAUL,)),
        "DevOps Lead": Holders(people=(DREW,)),
        "All": Holders(people=(ANA, DEV, DBA, LEE, QUINN)),
        AUTHOR: Holders(people=(TESS,)),
    }
    found |= {role.replace("_", " "): holders for role, holders in changed.items()}
    return {role_text(role): holders for role, holders in found.items()}


def item(number: int, text: str, done_by_step: str | None = None) -> ChecklistItem:
    """An item of the checklists."""
    return ChecklistItem(
        number=number, text=text, group="Technical Readiness", done_by_step=done_by_step, line=0
    )


def flag(name: str, change: str = "false → true") -> FeatureFlag:
    """A row of 5.2."""
    return FeatureFlag(name=name, change=change, effect="", line=0)


def row(number: int, label: str, role: str = "") -> SignOffRow:
    """A sign-off of 2.2, or of 10 where the label is the role."""
    return SignOffRow(number=number, label=label, role=role or label, name="", deputy="", covers=(), line=0)


def step(number: str, action: str, owner: str, minutes: int | None, phase: Phase) -> Step:
    """A step of section 3 or 6.3; `None` minutes make a follow-up."""
    return Step(
        number=number,
        phase=phase,
        action=action,
        owner=owner,
        minutes=minutes,
        undone_by_rollback=None,
        after=(),
        expects=(),
        undoes=(),
        line=0,
    )


def phase_of(
    phase: Phase, rows: Sequence[tuple[str, str, str, int | None]], offset: int | None = None
) -> StepPhase:
    """A phase of section 3, or 6.3, from rows of number, action, owner and minutes."""
    steps = tuple(step(number, action, owner, minutes, phase) for number, action, owner, minutes in rows)
    return StepPhase(phase=phase, title=phase.value, offset_minutes=offset, steps=steps, line=0)


def checkpoint(number: int, name: str, kind: CheckpointKind, role: str = "") -> Checkpoint:
    """A row of the post-deployment confirmation."""
    return Checkpoint(number=number, name=name, kind=kind, role=role, line=0)


PREPARING = phase_of(
    Phase.PRE_DEPLOYMENT,
    (
        ("1", "Create deployment backup", "DBA", 15),
        ("2", "Verify target environment", "DevOps", 10),
        ("3", "Enable maintenance mode", "DevOps", 2),
        ("4", "Notify stakeholders", "PM", 5),
    ),
    offset=-60,
)
DEPLOYING = phase_of(
    Phase.DEPLOYMENT,
    (
        ("5", "Run database migrations", "DBA", 10),
        ("6", "Deploy application", "DevOps", 15),
        ("7", "Update load balancer", "DevOps", 5),
        ("8", "Clear caches", "DevOps", 2),
        ("9", "Warm up application", "DevOps", 5),
    ),
    offset=0,
)
VERIFYING = phase_of(
    Phase.POST_DEPLOYMENT,
    (
        ("10", "Run smoke tests", "QA", 15),
        ("11", "Verify monitoring/alerts", "Ops", 10),
        ("12", "Disable maintenance mode", "DevOps", 2),
        ("13", "Notify stakeholders", "PM", 5),
        ("14", "Monitor for 30 min", "Ops", 30),
    ),
    offset=30,
)
_GOING_BACK = phase_of(
    Phase.ROLLBACK,
    (
        ("R1", "Enable maintenance mode", "DevOps", 2),
        ("R2", "Rollback application", "DevOps", 10),
        ("R3", "Rollback database", "DBA", 15),
        ("R4", "Restore configuration", "DevOps", 5),
        ("R5", "Run smoke tests", "QA", 10),
        ("R6", "Disable maintenance mode", "DevOps", 2),
        ("R7", "Post-mortem meeting", "All", None),
    ),
)
_UNDOES: Mapping[str, tuple[str, ...]] = {"R2": ("6", "always"), "R3": ("5", "always"), "R4": ("always",)}
GOING_BACK = replace(
    _GOING_BACK,
    steps=tuple(replace(each, undoes=_UNDOES.get(each.number, ())) for each in _GOING_BACK.steps),
)
"""A rollback walks all of it, whatever was executed, but for maintenance mode where that is on."""


def web_shop() -> Plan:
    """The web shop's blue-green release, its window from 23:00 to 01:00 in Berlin."""
    return Plan(
        title="Deployment Plan: Web shop",
        document_id="WEB-DEPLOY-041",
        author="Tess Okafor",
        traceability="",
        release=Release(
            name="Web shop",
            version="4.12.0",
            deployment_type="Blue-Green",
            environment="production",
            service="Web shop",
            base_url="",
            change_type="Normal",
            customer_impact="",
            line=0,
        ),
        window=Window(start=T0, end=END, zone=ZONE, line=0),
        team=(),
        checklist=(
            item(1, "All code merged to release branch"),
            item(2, "Backup completed", done_by_step="1"),
            item(3, "Support team briefed"),
        ),
        signoffs=(
            row(1, "UAT Sign-off", "Product Owner"),
            row(2, "Security Sign-off", "Security Lead"),
            row(3, "Operations Sign-off", "Ops Manager"),
            row(4, "Change Advisory Board", "CAB"),
            row(5, "Dev Lead"),
            row(6, "QA Lead"),
            row(7, "DevOps Lead"),
            row(8, "Product Owner"),
        ),
        phases=(PREPARING, DEPLOYING, VERIFYING),
        migrations=(),
        migration_commands=(),
        validations=(),
        variables=(),
        flags=(),
        triggers=(),
        decisions=(),
        rollback=GOING_BACK,
        rollback_commands=(),
        smoke_tests=(),
        smoke_commands=(),
        metrics=(),
        dashboards=(),
        notifications=(),
        contacts=(),
        checkpoints=(
            checkpoint(1, "Deployment Complete", CheckpointKind.DEPLOYMENT),
            checkpoint(2, "Smoke Tests Pass", CheckpointKind.SMOKE_TESTS),
            checkpoint(3, "Monitoring Normal", CheckpointKind.MONITORING),
            checkpoint(4, "Release Approved", CheckpointKind.RELEASE),
        ),
        unread=(),
    )


def side_by_side() -> Plan:
    """The web shop with backup and check side by side in 3.1, and two steps of the way back."""
    after = {"1": ("-",), "2": ("-",), "3": ("2",), "4": ("1", "3"), "R3": ("R1",), "R4": ("R2", "R3")}
    plan = web_shop()
    assert plan.rollback
    first, *rest = (_with_after(phase, after) for phase in (*plan.phases, plan.rollback))
    return replace(plan, phases=(first, *rest[:-1]), rollback=rest[-1])


def _with_after(phase: StepPhase, after: Mapping[str, tuple[str, ...]]) -> StepPhase:
    steps = tuple(replace(step, after=after.get(step.number, ())) for step in phase.steps)
    return replace(phase, steps=steps)


def of_type(change_type: str, plan: Plan) -> Plan:
    """The plan as another kind of change."""
    return replace(plan, release=replace(plan.release, change_type=change_type))


def told_at(number: int, text: str, message: str, audience: str, *channels: Channel) -> Notification:
    """A row of 9.1: `text` is T-24h, T+30min, T+done, or an instant."""
    offset = re.fullmatch(r"T([+-]\d+)(h|min)?", text)
    minutes = int(offset[1]) * (60 if offset[2] == "h" else 1) if offset else None
    is_clock = not text.startswith("T")
    return Notification(
        number=number,
        time=NotificationTime(
            text=text,
            offset_minutes=minutes,
            when_done=text == "T+done",
            clock=datetime.fromisoformat(text) if is_clock else None,
        ),
        message=message,
        audience=audience,
        channels=channels,
        channels_text=" + ".join(channels),
        line=0,
    )


NOTIFICATIONS = (
    told_at(1, "T-24h", "Deployment scheduled", "All stakeholders", Channel.EMAIL),
    told_at(2, "T-1h", "Deployment starting soon", "Tech team", Channel.SLACK),
    told_at(3, "T-0", "Deployment in progress", "All", Channel.STATUS_PAGE),
    told_at(4, "T+done", "Deployment complete", "All", Channel.EMAIL, Channel.SLACK),
)
"""Section 9.1 of the seed."""


def announced(*rows: Notification, plan: Plan | None = None) -> Plan:
    """A plan with a communication plan: the seed's, or these rows."""
    return replace(plan or small(), notifications=rows or NOTIFICATIONS)


def notifying() -> Plan:
    """The web shop's plan with nothing but steps that notify, before T-0 and after."""
    plan = web_shop()
    phases = (
        replace(
            phase,
            steps=tuple(replace(step, action=f"Notify stakeholders: {step.action}") for step in phase.steps),
        )
        if phase.phase is not Phase.DEPLOYMENT
        else phase
        for phase in plan.phases
    )
    return replace(
        plan, phases=tuple(phases), checklist=tuple(replace(i, done_by_step=None) for i in plan.checklist)
    )


def small() -> Plan:
    """A plan with one of each: a sign-off, an item, a step in each phase, a way back, a checkpoint."""
    return replace(
        web_shop(),
        checklist=(item(1, "Support team briefed"),),
        signoffs=(row(1, "UAT Sign-off", "Product Owner"),),
        phases=(
            phase_of(Phase.PRE_DEPLOYMENT, (("1", "Create deployment backup", "DBA", 15),), offset=-60),
            phase_of(Phase.DEPLOYMENT, (("2", "Deploy application", "DevOps", 15),), offset=0),
            phase_of(Phase.POST_DEPLOYMENT, (("3", "Run smoke tests", "QA", 15),), offset=30),
        ),
        rollback=phase_of(
            Phase.ROLLBACK, (("R1", "Rollback application", "DevOps", 10), ("R2", "Post-mortem", "All", None))
        ),
        checkpoints=(checkpoint(1, "Smoke Tests Pass", CheckpointKind.SMOKE_TESTS),),
    )


def maintenance() -> Plan:
    """A plan of one step before Go, and the one that undoes it."""
    on, off = "Enable maintenance mode", "Disable maintenance mode"
    return replace(
        small(),
        phases=(phase_of(Phase.PRE_DEPLOYMENT, (("1", on, "DevOps", 2),), offset=-60),),
        rollback=phase_of(Phase.ROLLBACK, (("R1", off, "DevOps", 2),)),
        checkpoints=(),
    )


def without_steps(plan: Plan, *phases: Phase) -> Plan:
    """The plan with these phases of section 3 empty."""
    return replace(plan, phases=tuple(replace(p, steps=()) if p.phase in phases else p for p in plan.phases))
