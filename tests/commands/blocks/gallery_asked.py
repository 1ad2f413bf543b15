"""The rollback question as people meet it at night: who is asked, what speaks for it, what they answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time, timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.agenda.question import HALF, STILL
from bot.domain.effects import MessageKind
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Story
from bot.domain.people import Holders, Person
from bot.domain.plan import Dashboard, Plan, Severity
from bot.domain.question_parts import Choice
from bot.domain.questions import decision_subject
from bot.domain.raising import raise_question
from bot.ports import Message
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

MINUTE = timedelta(minutes=1)
ERRORS = Evidence(
    kind=EvidenceKind.ALERT,
    subject="errors",
    text="Error rate 7.2 % (limit 5, before 0.4), during step 6",
    since=p.T0 + 14 * MINUTE,
    severity=Severity.CRITICAL,
    url="https://grafana.example.com/d/errors",
)
DISK = Evidence(
    kind=EvidenceKind.ALERT,
    subject="disk",
    text="Disk 91 % full",
    since=p.T0 + 9 * MINUTE,
    severity=Severity.HIGH,
)
AGAIN = i.CastVote(choice=Choice.CONTINUE, reason="the caches are warming up", ask_again=time(23, 50))
CROWD = p.CAST
DASHBOARDS = tuple(
    Dashboard(name=f"Service {number} of the web shop", url=f"https://grafana.example.com/d/{number}", line=0)
    for number in range(20)
)


def _plan() -> Plan:
    return a.with_levels(s.web_shop())


def _showing(*dashboards: Dashboard) -> Plan:
    return replace(_plan(), dashboards=dashboards)


def _running(plan: Plan | None = None, *, on: tuple[Person, ...] = (), **roles: Holders) -> Stage:
    """Step 5 is done, step 6 runs since twelve minutes past T-0."""
    stage = Stage(plan or _plan(), dict(p.roles(**roles))).to_deploying()
    for person in on:
        stage.do(i.SayOn(), person)
    stage.at = p.T0 + 11 * MINUTE
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.at += MINUTE
    stage.do(i.StartStep(step="6"), p.DEV)
    return stage


def raised(stage: Stage, *evidence: Evidence) -> Stage:
    """Monitors report this."""
    story = Story(stage.state)
    raise_question(story, stage.facts(None), evidence)
    stage.takes(story.events)
    return stage


def _on_it() -> Stage:
    """The first level was called as time was up, and took charge, but does not decide."""
    stage = _passes(_asked(DISK), 16)
    stage.do(i.Acknowledge(), p.OMAR)
    return stage


def _asked(*evidence: Evidence, plan: Plan | None = None, on: tuple[Person, ...] = ()) -> Stage:
    """Monitors ask, fifteen minutes past T-0."""
    stage = _running(plan, on=on)
    stage.at = p.T0 + 15 * MINUTE
    return raised(stage, *evidence)


def _then(stage: Stage, *answers: tuple[Person, i.Intent]) -> Stage:
    """A minute apart, these answer."""
    for who, intent in answers:
        stage.at += MINUTE
        stage.do(intent, who)
    return stage


def _passes(stage: Stage, minutes: int) -> Stage:
    """So much time passes; the clock does what is due."""
    end = stage.at + minutes * MINUTE
    while (due := next_due(stage.state, stage.plan)) and due <= end:
        stage.at = max(stage.at, due)
        stage.wake(AGENDA_TIMER)
    stage.at = end
    return stage


def _message(stage: Stage, to: Person | None = None, round_: int = 1) -> Message:
    return s.message(stage, MessageKind.QUESTION, decision_subject(round_), to.id if to else "")


def _reminder(stage: Stage, rule: str, to: Person) -> Message:
    subject = next(each for each in reversed(tuple(stage.state.came_due)) if each.startswith(f"{rule} "))
    return s.message(stage, MessageKind.REMINDER, subject, to.id)


def _of_a_crowd() -> Stage:
    """Thirteen said that they are on, and are asked in the thread."""
    stage = Stage(_plan(), dict(p.roles(DevOps=Holders(people=CROWD)))).to_deploying()
    for person in CROWD:
        stage.do(i.SayOn(), person)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += 5 * MINUTE
    return raised(stage, replace(DISK, severity=Severity.MEDIUM))


def _by_a_crowd() -> Stage:
    """Twelve of them have answered."""
    return _then(_of_a_crowd(), *((who, AGAIN if n % 3 else a.ROLLBACK) for n, who in enumerate(CROWD[:12])))


def _much_evidence() -> Stage:
    found = tuple(
        replace(DISK, subject=f"disk-{n}", text=f"Disk of db-{n} 91 % full", is_over=not n % 4)
        for n in range(20)
    )
    return raised(_asked(*found[1:]), *found)


def _lowered() -> Stage:
    less = i.ChangeSeverity(severity=Severity.MEDIUM, reason="one page alone is slow")
    return _then(_asked(ERRORS, on=(p.ANA, p.DEV, p.DBA)), (p.LEE, AGAIN), (p.ANA, less))


def _failed() -> Stage:
    """The step that runs failed, and somebody asks whether to go back."""
    stage = _asked(DISK)
    return _then(stage, (p.DEV, i.FailStep(step="6", reason=s.REASON)))


def _waiting_step() -> Stage:
    """Step 7 is called, not begun."""
    stage = _running()
    stage.do(i.FinishStep(step="6"), p.DEV)
    stage.at = p.T0 + 15 * MINUTE
    return raised(stage, ERRORS)


def _completed() -> Stage:
    stage = Stage(_plan()).to_completed()
    stage.at += 30 * MINUTE
    return _then(raised(stage, replace(ERRORS, since=stage.at)), (p.LEE, a.CONTINUE))


def _no_way_back_for_all() -> Stage:
    """A migration that cannot be reversed ran, and a step that nothing undoes was added."""
    plan = _plan()
    final = (replace(plan.migrations[0], reversible=False), *plan.migrations[1:])
    stage = _running(replace(plan, migrations=final))
    stage.do(i.AddStep(after="6", action="Rebuild the search index", owner=p.DEV.id, minutes=5), p.ANA)
    stage.do(i.FinishStep(step="6"), p.DEV)
    stage.do(i.StartStep(step="6a"), p.DEV)
    stage.at = p.T0 + 15 * MINUTE
    return raised(stage, ERRORS)


def _before_migrations() -> Stage:
    """Only step 5 was begun: not all of 6.3 is called for."""
    stage = Stage(_plan()).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += 15 * MINUTE
    return raised(stage, DISK)


def _confirming() -> Stage:
    stage = Stage(_plan()).to_confirming()
    return raised(stage, replace(ERRORS, since=stage.at))


HIGH = (p.LEE, AGAIN), (p.ANA, a.ROLLBACK)
HELD = i.Hold(reason="the network team looks")
ASKED: Mapping[str, Callable[[], Message]] = {
    "question/alerts": lambda: _message(_asked(ERRORS, DISK)),
    "question/alerts-direct": lambda: _message(_asked(ERRORS, DISK), p.ANA),
    "question/alerts-one-over": lambda: _message(raised(_asked(ERRORS, DISK), replace(ERRORS, is_over=True))),
    "question/silent-two-minutes": lambda: _message(_passes(_asked(ERRORS), 2)),
    "question/silent-then-objected": lambda: _message(_passes(_then(_asked(ERRORS), HIGH[0]), 2)),
    "question/high-time-is-up": lambda: _message(_passes(_then(_asked(DISK), HIGH[0]), 15)),
    "question/high-deputy-voted": lambda: _message(_then(_asked(DISK), (p.SAM, a.ROLLBACK))),
    "question/high-vote-changed": lambda: _message(_then(_asked(DISK), (p.LEE, a.ROLLBACK), HIGH[0])),
    "question/escalated-and-decided": lambda: _message(_then(_asked(DISK), *HIGH, (p.OMAR, a.ROLLBACK))),
    "question/medium-of-those-on": lambda: _message(_lowered()),
    "question/medium-of-many": lambda: _message(_by_a_crowd()),
    "question/medium-of-a-crowd": lambda: _message(_of_a_crowd()),
    "question/much-evidence": lambda: _message(_much_evidence()),
    "question/many-dashboards": lambda: _message(_asked(DISK, plan=_showing(*DASHBOARDS))),
    "question/without-dashboards": lambda: _message(_asked(DISK, plan=_showing())),
    "question/a-step-failed": lambda: _message(_failed()),
    "question/step-not-begun": lambda: _message(_waiting_step()),
    "question/on-hold": lambda: _message(_then(_asked(DISK), (p.OMAR, HELD))),
    "question/completed": lambda: _message(_completed()),
    "question/not-all-comes-back": lambda: _message(_no_way_back_for_all()),
    "question/not-all-is-undone": lambda: _message(_before_migrations()),
    "question/asked-again": lambda: _message(
        _passes(_then(_asked(DISK), (p.LEE, AGAIN), (p.ANA, AGAIN)), 40), round_=2
    ),
    "question/continued-and-asked-again": lambda: _message(
        _passes(_then(_asked(DISK), (p.LEE, AGAIN), (p.ANA, AGAIN)), 40)
    ),
    "reminder/question-half": lambda: _reminder(_passes(_asked(DISK), 8), HALF, p.ANA),
    "reminder/question-still": lambda: _reminder(_passes(_on_it(), 4), STILL, p.OMAR),
    "reminder/question-behind": lambda: _reminder(_passes(_asked(DISK), 14), HALF, p.ANA),
    "reminder/question-not-mine": lambda: _reminder(
        _then(_passes(_asked(DISK), 8), (p.ANA, a.ROLLBACK)), HALF, p.ANA
    ),
    "reminder/question-severity-changed": lambda: _reminder(
        _then(
            _passes(_asked(DISK), 8),
            (p.ANA, i.ChangeSeverity(severity=Severity.CRITICAL, reason="orders are lost")),
        ),
        HALF,
        p.ANA,
    ),
    "reminder/question-decided": lambda: _reminder(
        _then(_passes(_asked(DISK), 8), (p.ANA, a.ROLLBACK), (p.LEE, a.ROLLBACK)), HALF, p.ANA
    ),
    "status/deploying-roll-back": lambda: s.status(_then(_asked(DISK), HIGH[0])),
    "status/deploying-roll-back-at-once": lambda: s.status(_asked(ERRORS)),
    "status/deploying-roll-back-escalated": lambda: s.status(_then(_asked(DISK), *HIGH)),
    "status/deploying-roll-back-on-hold": lambda: s.status(_then(_asked(DISK), (p.OMAR, HELD))),
    "status/deploying-roll-back-failed": lambda: s.status(_failed()),
    "status/completed-roll-back": lambda: s.status(_completed()),
    "step/called-not-begun-roll-back": lambda: s.step(_waiting_step(), "7"),
    "failure/asked-roll-back": lambda: s.failure(_failed(), "6"),
    "confirm/roll-back": lambda: s.confirm(_confirming(), 2),
}
"""Every one of them is asked about a rollback, or beside it."""
