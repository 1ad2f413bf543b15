"""Alerts: what the thread, the status message and Go's question say of them, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.alerts import Alert, AlertSource, AlertStatus, Loose
from bot.domain.effects import MessageKind
from bot.domain.plan import Severity
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import alert, expecting, heard, later, resolves
from tests.bot.domain.quiet import begun
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

MONDAY = p.T0 - timedelta(hours=38)
DISK = replace(alert("Disk of orders-db", MONDAY), severity=Severity.MEDIUM)


def measured(stage: Stage, title: str = "HighErrorRate") -> Alert:
    """An alert with all that a monitor may say, since a minute."""
    return replace(
        alert(title, stage.at - timedelta(minutes=1), severity=Severity.CRITICAL),
        value="7.2 %",
        url="https://grafana.example.com/alerting/grafana/r1/view",
    )


def deploying() -> Stage:
    """Step 5 is done, step 6 runs since three minutes; the disk is full since Monday."""
    stage = begun(heard(s.stage().to_approved(), DISK)).walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    later(stage, 10).do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.StartStep(step="6"), p.DEV)
    return later(stage, 3)


def fired() -> Stage:
    """Two alerts fire during step 6."""
    stage = deploying()
    return heard(stage, measured(stage), alert("QueueIsLong", stage.at))


def storm() -> Stage:
    """Forty fire at once."""
    stage = deploying()
    return heard(stage, measured(stage), *(alert(f"PodDown-{n}", stage.at) for n in range(39)))


def beyond() -> Stage:
    """More than are kept."""
    stage = deploying()
    return heard(stage, *(alert(f"PodDown-{n}", stage.at) for n in range(140)))


def expected() -> Stage:
    """One that step 6 expects, and one that nobody does, acknowledged there."""
    stage = begun(Stage(expecting(s.web_shop(), s6="BlueTargetsDraining")).to_approved()).walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    later(stage, 10).do(i.FinishStep(step="5"), p.DBA)
    later(stage, 2).do(i.StartStep(step="6"), p.DEV)
    heard(stage, replace(measured(stage), status=AlertStatus.ACKNOWLEDGED))
    return heard(stage, alert("BlueTargetsDraining", stage.at))


def only_old() -> Stage:
    """Nothing new fires."""
    return deploying()


def over() -> Stage:
    """Both are over, and the disk, too."""
    stage = resolves(later(fired(), 4), "HighErrorRate", "QueueIsLong")
    return resolves(later(stage, 2), "Disk of orders-db")


def one_over() -> Stage:
    """One of two is over."""
    return resolves(later(fired(), 4), "QueueIsLong")


def before_go() -> Stage:
    """Go is asked for; the disk is full since Monday, and something fires since a minute."""
    stage = begun(heard(s.stage().to_approved(), DISK)).walk()
    return heard(stage, measured(stage))


def nothing_fires() -> Stage:
    """Go is asked for, and PagerDuty was asked what fires."""
    stage = s.stage().to_pre_deployment()
    both = (AlertSource.PAGERDUTY, AlertSource.GRAFANA)
    stage.do(i.NoteBaseline(alerts=(), asked=both), None)
    return stage.walk()


def attached() -> Stage:
    """The lead ties an alert."""
    stage = deploying()
    stage.loose = (Loose(number=7, alert=measured(stage, "Disk *full*")),)
    stage.do(i.AttachAlert(wanted="7"), p.ANA)
    return stage


def thread(stage: Stage) -> Message:
    """The thread's message."""
    return s.message(stage, MessageKind.ALERTS)


ALERTS: Mapping[str, Callable[[], Message]] = {
    "alerts/fired": lambda: thread(fired()),
    "alerts/storm": lambda: thread(storm()),
    "alerts/beyond": lambda: thread(beyond()),
    "alerts/expected": lambda: thread(expected()),
    "alerts/only-old": lambda: thread(only_old()),
    "alerts/one-over": lambda: thread(one_over()),
    "alerts/over": lambda: thread(over()),
    "alerts/attached": lambda: thread(attached()),
    "status/deploying-alerts": lambda: s.status(fired()),
    "status/deploying-expected-alerts": lambda: s.status(expected()),
    "go/asked-while-alerts-fire": lambda: s.go(before_go()),
    "go/asked-and-nothing-fires": lambda: s.go(nothing_fires()),
    "log/alert-attached": lambda: s.told(attached()),
}
