"""What a deployment makes of alerts: joined to its steps, old or new, expected or not."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain import events as e
from bot.domain.alerts import Alert, AlertSource, AlertStatus, Loose, Matched, is_ours
from bot.domain.expecting import naming
from bot.domain.facts import Decision, Facts, incomplete, unknown
from bot.domain.intents import AttachAlert, NoteBaseline, ReportAlerts
from bot.domain.picking import fold, pick
from bot.domain.plan import Phase
from bot.domain.sightings import WEIGHTS, Alerts, Sighting
from bot.domain.state import Deployment, StepStatus

_PROGRESS = {AlertStatus.FIRING: 0, AlertStatus.ACKNOWLEDGED: 1, AlertStatus.RESOLVED: 2}
"""What comes later where two reports are of one instant."""
NAMED = 3
"""How many alerts a refusal names."""


def report(state: Deployment, intent: ReportAlerts, facts: Facts) -> Decision:
    """Take what is news; a report that came before, or one that is older than what is known, is none."""
    event = _reported(state, intent.alerts, facts)
    return (event,) if event else ()


def note_baseline(state: Deployment, intent: NoteBaseline, facts: Facts) -> Decision:
    """What fires as it begins; who was asked is kept, also where nothing does, and who is late joins them."""
    if state.begun is None:
        return ()
    event = _reported(state, intent.alerts, facts)
    reported = (event,) if event else ()
    is_first = state.alerts.asked_at is None or state.alerts.asked_at < state.begun.at
    before = () if is_first else state.alerts.asked
    asked = tuple(source for source in AlertSource if source in {*before, *intent.asked})
    if asked == before and not is_first:
        return reported
    return (*reported, e.BaselineRead(at=facts.now, by=None, asked=asked))


def _reported(state: Deployment, alerts: Iterable[Matched], facts: Facts) -> e.AlertsReported | None:
    newest: dict[str, Matched] = {}
    for each in alerts:
        known = newest.get(each.alert.key)
        if not is_ours(each.alert) and (known is None or _rank(known.alert) < _rank(each.alert)):
            newest[each.alert.key] = each
    news = [each for each in newest.values() if _is_news(state, each.alert)]
    if not news:
        return None
    unheard = sum(each.alert.status.is_over and each.alert.key not in state.alerts.known for each in news)
    kept, more = Alerts.worst(_sighting(state, each, facts) for each in news)
    return e.AlertsReported(
        at=facts.now,
        by=None,
        alerts=kept,
        more=more,
        gone=min(unheard, state.alerts.beyond),
    )


def attach(state: Deployment, intent: AttachAlert, facts: Facts) -> Decision:
    """Tie an alert that concerns no deployment to this one."""
    if not intent.wanted:
        return incomplete(f"Which one? {_listed(facts.loose)}")
    found = _picked(intent.wanted, facts.loose)
    if isinstance(found, str):
        return unknown(f"{found}. {_listed(facts.loose)}")
    sighting = _sighting(state, Matched(alert=found.alert, why="tied by hand"), facts)
    return (
        e.AlertAttached(
            at=facts.now,
            by=facts.actor,
            number=found.number,
            alert=sighting,
        ),
    )


def _picked(wanted: str, loose: Sequence[Loose]) -> Loose | str:
    """The one that is meant by its number, or by words that its title begins with or holds; or why none."""
    text = wanted.strip().removeprefix("#")
    if text.isascii() and text.isdigit():
        numbered = [each for each in loose if each.number == int(text)]
        none = f"No alert without a deployment has the number {text}: it may be tied already"
        return numbered[0] if numbered else none
    picked = pick(text, loose, lambda each: each.number, lambda each: (each.alert.title,))
    if picked.rows and not picked.rest:
        return picked.rows[0]
    words = fold(text)
    holding = [each for each in loose if words in fold(each.alert.title)]
    if len(holding) == 1:
        return holding[0]
    return f"“{text}” could be several of them: say its number" if holding else f"None is called “{text}”"


def _listed(loose: Sequence[Loose]) -> str:
    if not loose:
        return "In the last day no alert came in that concerns no deployment: there is nothing to tie."
    named = "; ".join(f"{each.number} {each.alert.title}" for each in loose[:NAMED])
    more = f", and {len(loose) - NAMED} more: `/deploy alerts` lists them" if len(loose) > NAMED else ""
    return f"Without a deployment are: {named}{more}."


def _rank(alert: Alert) -> tuple[datetime, int]:
    return alert.changed_at, _PROGRESS[alert.status]


def _is_news(state: Deployment, alert: Alert) -> bool:
    known = state.alerts.known.get(alert.key)
    return known is None or (known.changed_at, _PROGRESS[known.status]) < _rank(alert)


def _sighting(state: Deployment, matched: Matched, facts: Facts) -> Sighting:
    """The alert as it stands now, with what is kept of it from before."""
    alert, known = matched.alert, state.alerts.known.get(matched.alert.key)
    fired_at = min(alert.fired_at, facts.now)
    return Sighting(
        key=alert.key,
        source=alert.source,
        title=alert.title,
        status=alert.status,
        fired_at=fired_at,
        changed_at=alert.changed_at,
        noted_at=known.noted_at if known else facts.now,
        why=known.why if known else matched.why,
        severity=alert.severity or (known.severity if known else None),
        url=alert.url,
        value=alert.value,
        step=known.step if known else step_at(state, fired_at),
        change=known.change if known else change_before(state, facts, fired_at),
        is_old=_is_old(state, alert, fired_at, known),
        expected=naming(facts.plan, alert),
        by=known.by if known else facts.actor,
        over_at=facts.now if alert.status.is_over else None,
    )


def _is_old(state: Deployment, alert: Alert, fired_at: datetime, known: Sighting | None) -> bool:
    """Whether nobody is asked about it: it fired before anything was done, and did not worsen or return."""
    if known is None:
        first = first_step_at(state)
        return first is None or fired_at < first
    returned = not known.is_live and not alert.status.is_over
    worsened = WEIGHTS[alert.severity or known.severity] > known.weight
    return known.is_old and not ((returned or worsened) and first_step_at(state) is not None)


def first_step_at(state: Deployment) -> datetime | None:
    """When the first step of the run was begun, `None` before that."""
    begun = [each.started_at or each.called_at for each in state.steps.values() if each.was_begun]
    return min(begun, default=None)


def step_at(state: Deployment, at: datetime) -> str:
    """The number of the step that ran at an instant, of several the one started last; "" for none."""
    running = [
        (each.started_at, number)
        for number, each in state.steps.items()
        if each.started_at and each.started_at <= at and (each.ended_at is None or at < each.ended_at)
    ]
    return max(running)[1] if running else ""


def change_before(state: Deployment, facts: Facts, at: datetime) -> str:
    """The number of the step that was the last to change anything before an instant; "" for none."""
    changes = {
        step.number
        for step in (*facts.plan.steps, *facts.plan.rollback_steps)
        if step.phase is not Phase.PRE_DEPLOYMENT
    }
    ended = [
        (each.ended_at, number)
        for number, each in state.steps.items()
        if number in changes and each.status is StepStatus.DONE and each.ended_at and each.ended_at <= at
    ]
    return max(ended)[1] if ended else ""
