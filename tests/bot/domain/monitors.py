"""What monitors say in the tests of the domain, and a deployment that hears it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import intents as i
from bot.domain.alerts import Alert, AlertSource, AlertStatus, Loose, Matched
from bot.domain.lifecycle import RULES
from bot.domain.people import Person
from bot.domain.plan import Dashboard, Plan, Severity, StepPhase, Variable
from bot.domain.run import NOT_BEGUN
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

FIRING, RESOLVED = AlertStatus.FIRING, AlertStatus.RESOLVED
WHY = "label service=web-shop, the Service of 1.1"


def alert(
    title: str = "HighErrorRate",
    at: datetime = p.T0,
    *,
    key: str = "",
    status: AlertStatus = FIRING,
    changed: datetime | None = None,
    severity: Severity | None = None,
    labels: Mapping[str, str] | None = None,
    source: AlertSource = AlertSource.GRAFANA,
    incident_key: str = "",
) -> Alert:
    """A report; its key is its title where none is given, and it changed when it fired."""
    return Alert(
        source=source,
        key=key or title,
        status=status,
        title=title,
        fired_at=at,
        changed_at=changed or at,
        severity=severity,
        labels=labels or {},
        incident_key=incident_key,
    )


def later(stage: Stage, minutes: float = 1) -> Stage:
    """So much later."""
    stage.at += timedelta(minutes=minutes)
    return stage


def heard(stage: Stage, *alerts: Alert) -> Stage:
    """The deployment hears of these at its own minute."""
    stage.do(i.ReportAlerts(alerts=tuple(Matched(alert=each, why=WHY) for each in alerts)), None)
    return stage


def fires(stage: Stage, *titles: str, severity: Severity | None = None) -> Stage:
    """These fire now."""
    return heard(stage, *(alert(title, stage.at, severity=severity) for title in titles))


def resolves(stage: Stage, *titles: str) -> Stage:
    """These are over now; they fired a minute ago."""
    ago = stage.at - timedelta(minutes=1)
    return heard(stage, *(alert(each, ago, status=RESOLVED, changed=stage.at) for each in titles))


def dashboard(url: str, name: str = "Alerts") -> Dashboard:
    """A row of 8.2."""
    return Dashboard(name=name, url=url, line=0)


def variable(service: str) -> Variable:
    """A row of 5.1."""
    return Variable(name="TTL", old_value="1", new_value="2", service=service, line=0)


def watched(plan: Plan | None = None) -> Plan:
    """The web shop with what its alerts are found by."""
    return replace(
        plan or p.web_shop(),
        dashboards=(
            dashboard("https://grafana.example.com/d/web-shop/overview?orgId=1", "Web shop"),
            dashboard("https://logs.example.com/web-shop", "Logs"),
            dashboard("https://example.pagerduty.com/service-directory/PWEBSHOP"),
        ),
        variables=(variable("web-shop"), variable("checkout-api, cart-api")),
    )


def expecting(plan: Plan, **expects: str) -> Plan:
    """The plan whose steps (`s7`, `R2`) expect alerts."""
    by_number = {number.removeprefix("s"): (title,) for number, title in expects.items()}

    def with_expects(phase: StepPhase) -> StepPhase:
        steps = (replace(step, expects=by_number.get(step.number, ())) for step in phase.steps)
        return replace(phase, steps=tuple(steps))

    rollback = with_expects(plan.rollback) if plan.rollback else None
    return replace(plan, phases=tuple(map(with_expects, plan.phases)), rollback=rollback)


FIRES = (Matched(alert=alert(), why=WHY),)
LOOSE = (Loose(number=7, alert=alert()),)
ASKS = dict.fromkeys((Lifecycle.VERIFYING, Lifecycle.COMPLETED), " RollbackAsked VotersAsked")
"""What is deployed can be rolled back."""
EVENTS: Mapping[str, str] = {
    **{f"ReportAlerts {state}": f"AlertsReported{ASKS.get(state, '')}" for state in Lifecycle},
    **{
        f"NoteBaseline {state}": f"AlertsReported BaselineRead{ASKS.get(state, '')}"
        for state in Lifecycle
        if state not in {*NOT_BEGUN, Lifecycle.MISSED}
    },
    **{
        f"AttachAlert {state}": f"AlertAttached{ASKS.get(state, '')}" for state in RULES[i.AttachAlert].states
    },
}
"""What comes of the intents about alerts, in each state that takes them."""
SIMPLE: Mapping[type[i.Intent], tuple[i.Intent, Person, Person]] = {
    i.ReportAlerts: (i.ReportAlerts(alerts=FIRES), p.ANA, p.ANA),
    i.NoteBaseline: (i.NoteBaseline(alerts=FIRES, asked=(AlertSource.GRAFANA,)), p.ANA, p.ANA),
    i.AttachAlert: (i.AttachAlert(wanted="7"), p.SAM, p.DBA),
}
"""Those intents, with who may and who may not."""
