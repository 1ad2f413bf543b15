"""What was carried out, signed, told, noted and measured, each as a table; "" where there is nothing."""

from collections.abc import Iterator, Sequence

from bot.document.record.marks import BY_STATUS, of_step, rejected_rows
from bot.document.record.recorded import Recorded
from bot.document.record.review_told import delivered, revision
from bot.document.record.standing_in import confirmed_for, signed_for
from bot.document.record.steps_told import because
from bot.document.record.trouble_told import alert_said
from bot.document.record.writing import code, hours, listed, name, sentence, spoken, table
from bot.domain import events as e
from bot.domain.agenda.notifications import NOTICE, row_of
from bot.domain.coverage import covered
from bot.domain.notices import Notice
from bot.domain.people import Person, role_text
from bot.domain.plan import Step
from bot.domain.questions import told_row
from bot.domain.sightings import Sighting

ALERTS_SHOWN = 50


def steps(told: Recorded, of: Sequence[Step]) -> str:
    """Planned beside actual, by whom it was pressed, and what was said."""
    owners: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    for event, then in told.then:
        if isinstance(event, e.StepCalled) and (step := told.plan.step(event.step)):
            owners[step.number] = then.owner(step)
        if said := _said(event, then):
            words.setdefault(said[0], []).append(said[1])
    heads = ("Step", "Action", "Owner", "Planned", "Actual", "Result", "Tries", "By", "Said")
    rows = [
        (
            spoken(step.number),
            _action(step, told),
            owners.get(step.number) or told.owner(step),
            _planned(step, told),
            *_actual(step, told),
            sentence(*words.get(step.number, ())),
        )
        for step in of
    ]
    return table(heads, rows)


def _action(step: Step, told: Recorded) -> str:
    added = next((each for each in told.state.added if each.step.number == step.number), None)
    if added is None:
        return spoken(step.action)
    return f"{spoken(step.action)} (ad hoc, added by {name(added.given.by if added.given else None)})"


def _planned(step: Step, told: Recorded) -> str:
    if step.number in told.planned:
        return hours(*told.planned[step.number], told.state.zone, told.state.window_start)
    return "follow-up" if step.minutes is None else f"{step.minutes} min"


def _actual(step: Step, told: Recorded) -> tuple[str, ...]:
    """When it was, what came of it, how often it was tried, and who said so."""
    progress = told.state.steps.get(step.number)
    if progress is None:
        return "", of_step(step, told), "", ""
    began, ended = progress.started_at or progress.ended_at, progress.ended_at
    when = hours(began, ended, told.state.zone, told.state.actual_t0 or told.state.window_start)
    tries = str(progress.tries) if progress.was_begun else ""
    behalf = f", for {spoken(progress.for_whom or step.owner)}" if progress.on_behalf else ""
    by = f"{name(progress.by)}{behalf}" if progress.by else ""
    words = f" {progress.status}" if progress.status in BY_STATUS else ""
    return when, f"{of_step(step, told) or progress.status}{words}", tries, by


def _said(event: e.Event, told: Recorded) -> tuple[str, str] | None:
    """Of which step something was said, and what."""
    match event:
        case e.StepCalled() if event.note:
            return event.step, f"again: {told.words(event.note)}"
        case e.StepFailed():
            progress, zone = told.state.steps[event.step], told.state.zone
            when = hours(progress.started_at, event.happened_at or event.at, zone)
            return event.step, f"failed {when}: {told.words(event.reason)}"
        case e.StepSkipped():
            return event.step, f"skipped: {told.words(event.reason)}"
        case e.StepDelayed():
            return event.step, f"+{event.minutes} min {told.words(event.note)}".rstrip()
        case e.StepReopened():
            return event.step, f"reopened by {name(event.by)} {told.words(event.note)}".rstrip()
        case e.StepFinished() | e.StepStarted() if event.note:
            return event.step, told.words(event.note)
    return None


def signoffs(told: Recorded) -> str:
    """Who approved what, for which revision, and which sections that stands for."""
    heads = ("Sign-off", "Role", "Covers", "Given by", "When", "Comment", "Revision")
    whose = {
        event.row: signed_for(event, then)
        for event, then in told.then
        if isinstance(event, e.SignedOff | e.SignOffRejected)
    }
    rows = [_signoff(row.number, whose.get(row.number, ""), told) for row in told.plan.signoffs]
    taken_back = "\n".join(f"- {line}" for line in _taken_back(told))
    return "\n\n".join(filter(None, (table(heads, rows), taken_back)))


def _taken_back(told: Recorded) -> Iterator[str]:
    """Each no, and each yes that was taken back, whatever came of it later."""
    for event, then in told.then:
        if isinstance(event, e.SignOffRejected | e.SignOffWithdrawn):
            did = "rejected" if isinstance(event, e.SignOffRejected) else "withdrew"
            by = f"{name(event.by)}{signed_for(event, then)}"
            yield f"{told.when(event.at)}: {by} {did} {told.row(event.row)}{because(then, event.reason)}"


def _signoff(number: int, whose: str, told: Recorded) -> tuple[str, ...]:
    state = told.state
    row = next(each for each in told.plan.signoffs if each.number == number)
    given = state.signoffs.get(number)
    first = (spoken(row.label), spoken(row.role), listed(map(spoken, covered(row))))
    if given:
        of = revision(state.approved[number]) if number in state.approved else ""
        return (*first, f"{name(given.by)}{whose}", told.when(given.at), told.words(given.note), of)
    if state.rejected and number in rejected_rows(told):
        rejected = f"rejected by {name(state.rejected.by)}{whose}"
        return (*first, rejected, told.when(state.rejected.at), told.words(state.rejected.note), "")
    return (*first, "**not given**" if state.submitted else "", "", "", "")


def confirmations(told: Recorded) -> str:
    """Who confirmed what afterwards, for whom, and past what."""
    confirmed = {
        event.checkpoint: (event, then) for event, then in told.then if isinstance(event, e.Confirmed)
    }
    rows = []
    for each in told.plan.checkpoints:
        said = ("**not confirmed**", "", "")
        if each.number in told.state.confirmations and each.number in confirmed:
            event, then = confirmed[each.number]
            by = f"{name(event.by)}{confirmed_for(event, then)}"
            said = (by, told.when(event.at), sentence(*_gone_past(event, told)))
        rows.append((spoken(each.name), *said))
    heads = ("Confirmation", "By", "When", "Past what spoke against it")
    return table(heads, rows if told.state.confirmations_asked else ())


def _gone_past(confirmed: e.Confirmed, told: Recorded) -> Iterator[str]:
    """What somebody went past as they confirmed, and why."""
    for event in told.events:
        of = f"{confirmed.name}, "
        if isinstance(event, e.Overridden) and event.at == confirmed.at and event.what.startswith(of):
            yield f"{spoken(event.what.removeprefix(of))}{because(told, event.reason)}"


def notices(told: Recorded) -> str:
    """Each row of 9.1 and what was told beside: to whom, when, how, and why not."""
    rows = []
    notices_of = {told_row(row.number): row for row in told.plan.notifications}
    for notice in told.state.notices:
        row = notices_of.get(notice.about)
        source = f"row {row.number} ({spoken(row.time.text) if row.time else ''})" if row else notice.kind
        rows.append(_notice(notice, source, told))
    given = {notice.about for notice in told.state.notices}
    for about, row in notices_of.items():
        if about not in given and told.state.submitted:
            source = f"row {row.number} ({spoken(row.time.text) if row.time else ''})"
            why = _untold(row.number, told)
            rows.append((source, spoken(row.audience), told.words(row.message), "", "**not sent**", "", why))
    heads = ("Of 9.1", "Audience", "Message", "When", "By", "Who", "Remarks")
    return table(heads, rows if told.state.submitted else ())


def _notice(notice: Notice, source: str, told: Recorded) -> tuple[str, ...]:
    reports = [
        delivered(event, told)
        for event in told.events
        if isinstance(event, e.DeliveryReported) and event.notice == notice.number
    ]
    late = f"late: {spoken(notice.late_because)}" if notice.is_late else ""
    edited = _edited(notice, told)
    return (
        spoken(source),
        spoken(notice.audience.name),
        told.words(notice.message),
        told.when(notice.at),
        listed(map(str, notice.ways)) if notice.ways else "**not sent**",
        name(notice.by),
        sentence(late, edited, *map(spoken, notice.failings), *reports),
    )


def _edited(notice: Notice, told: Recorded) -> str:
    edits = [
        event
        for event in told.events
        if isinstance(event, e.NoticeEdited) and told_row(event.row) == notice.about and event.at <= notice.at
    ]
    return f"edited by {name(edits[-1].by)} {told.when(edits[-1].at)}" if edits else ""


def _untold(row: int, told: Recorded) -> str:
    """What became of a row that nobody was told."""
    for event in told.events:
        is_notice = isinstance(event, e.CameDue) and event.rule.startswith(NOTICE)
        found = row_of(event.subject, told.plan) if isinstance(event, e.CameDue) and is_notice else None
        if isinstance(event, e.CameDue) and found and found.number == row:
            return f"due {told.when(event.due_at)}: {event.fate}"
    return "its time did not come" if told.is_over else "not due yet"


def values(told: Recorded) -> str:
    """What placeholders in commands stand for."""
    found = told.state.values
    rows = [
        (code("{" + key + "}"), code(given.note), name(given.by), told.when(given.at))
        for key, given in found.items()
    ]
    return table(("Placeholder", "Value", "Noted by", "When"), rows)


def alerts(told: Recorded) -> str:
    """Every alert of the run, and whether it counted."""
    known: dict[str, Sighting] = {}
    for event in told.events:
        if isinstance(event, e.AlertsReported):
            known |= {each.key: each for each in event.alerts}
        elif isinstance(event, e.AlertAttached):
            known[event.alert.key] = event.alert
    found = [*{**known, **told.state.alerts.known}.values()]
    rows = [_alert(each, told) for each in found[:ALERTS_SHOWN]]
    shown = table(("Alert", "Severity", "Fired", "Over", "Counted", "Why it is of this deployment"), rows)
    more = len(found) - ALERTS_SHOWN + told.state.alerts.beyond
    return f"{shown}\n\nBesides, {more} more were counted." if more > 0 else shown


def _alert(alert: Sighting, told: Recorded) -> tuple[str, ...]:
    by = f"tied by {name(alert.by)}" if alert.by else spoken(alert.why)
    expected = f"no: expected by step {', '.join(map(spoken, alert.expected))}" if alert.expected else "yes"
    return (
        alert_said(alert),
        f"{alert.severity or ''}",
        told.when(alert.fired_at),
        told.when(alert.over_at) or "still fires",
        "no: known before" if alert.is_old else expected,
        by,
    )


def roles(told: Recorded) -> str:
    """Who stood for what, one after the other, with their ids: names change."""
    team = {role_text(member.role): (member.role, member.name) for member in told.plan.team}
    signing = {role_text(row.role): (row.role, row.name) for row in told.plan.signoffs}
    rows = [
        (spoken(role), spoken(planned), _stood_for(role, told), _people(told.state.holders(role).deputies))
        for role, planned in {
            **team,
            **{key: row for key, row in signing.items() if key not in team},
        }.values()
    ]
    return table(("Role", "In the plan", "Who stood for it", "Deputies in the end"), rows)


def _people(found: Sequence[Person]) -> str:
    return ", ".join(f"{spoken(each.name)} ({each.id})" for each in found)


def _stood_for(role: str, told: Recorded) -> str:
    found: list[str] = []
    last = ""
    for event, state in zip(told.events, told.states, strict=True):
        holders = state.holders(role)
        named = ", ".join(filter(None, (_people(holders.people), *map(spoken, holders.unknown))))
        if named and named != last:
            found.append(f"from {told.when(event.at)} {named}" if found else named)
            last = named
    return sentence(*found)
