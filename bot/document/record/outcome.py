"""The head of a record: what became of the deployment in a sentence, and what was planned beside it."""

from datetime import datetime, timedelta

from bot.document.record.recorded import Recorded
from bot.document.record.writing import code, listed, name, people, sentence, spoken, table
from bot.domain import events as e
from bot.domain.back_rows import held_back
from bot.domain.change_rows import answer_of, unanswered
from bot.domain.people import Person
from bot.domain.plan import Phase
from bot.domain.question_parts import Choice, Outcome
from bot.domain.quieting import shown
from bot.domain.state import Lifecycle, StepStatus
from bot.domain.times import minutes

HEAD_DIGITS = 12
SO_FAR = "Not over yet: this is what is known so far."


def outcome(told: Recorded) -> str:
    """What it is, how it ended, who led it; then the times."""
    state = told.state
    title = f"{spoken(state.title)} ({spoken(state.id)})"
    first = f"**{title}: {state.state}.** {_ended(told)}"
    lines = [
        first if told.is_over else f"{first} {SO_FAR}{_held(told)}",
        _led(told),
        _window(told),
        _lock(told),
    ]
    return "\n\n".join(filter(None, (_unproved(told), *lines, _times(told))))


def _held(told: Recorded) -> str:
    """Since when nothing goes on, and why; "" where it does."""
    hold = told.state.hold
    return f" On hold since {told.when(hold.at)}, {name(hold.by)}: {told.words(hold.note)}." if hold else ""


def _unproved(told: Recorded) -> str:
    """A warning where what follows was changed since."""
    if not told.broken:
        return ""
    changed = f"The events that this was made from are not as they were written ({spoken(told.broken)})"
    return f"**{changed}: do not rely on what follows.**"


def _ended(told: Recorded) -> str:
    state, ended = told.state, told.state.ended
    match state.state:
        case Lifecycle.COMPLETED if ended:
            return f"Live and confirmed {told.when(ended.at)}. {_steps(told)}. {_declined(told)}".rstrip()
        case Lifecycle.ROLLED_BACK | Lifecycle.ROLLING_BACK if back := state.rollback:
            done = f"The old release is back {told.when(ended.at)}. " if told.is_over and ended else ""
            why = f"{back.severity}, {told.words(back.reason)}"
            not_back = _not_back(told) if told.is_over else ""
            who = f"{name(back.by)} decided {told.when(back.at)} to roll back ({why})"
            was = _completed_at(told)
            live = f"Live and confirmed {told.when(was)}. " if was else ""
            return f"{live}{who}{_with_whom(told, back.by)}. {done}{not_back}{_steps(told)}."
        case Lifecycle.CANCELLED if ended:
            began = "It had begun; nothing was deployed." if state.begun else "It had not begun."
            return f"{name(ended.by)} gave it up {told.when(ended.at)}: {told.words(ended.note)}. {began}"
        case Lifecycle.MISSED:
            return "The window ended and nobody had begun; it can be moved to another one, or given up."
    if state.begun:
        return f"{_steps(told)}."
    left = [event.at for event in told.events if isinstance(event, e.PreDeploymentLeft)]
    if left:
        return f"Pre-deployment was left {told.when(left[-1])}, to begin anew in another window."
    if no := state.rejected:
        return f"{name(no.by)} rejected it {told.when(no.at)}: {told.words(no.note)}. Nothing was begun."
    return "Nothing was begun."


def _completed_at(told: Recorded) -> datetime | None:
    """When what was rolled back had been completed before; `None` where it had not."""
    return next((event.at for event in reversed(told.events) if isinstance(event, e.Completed)), None)


def _with_whom(told: Recorded, last: Person) -> str:
    """Who had voted for it before: with some severities several have to agree."""
    answers = [each for each in told.state.answers if each.outcome is Outcome.ROLLBACK]
    votes = answers[-1].question.votes.values() if answers else ()
    found = [vote.by for vote in votes if vote.choice is Choice.ROLLBACK and vote.by != last]
    return f"; {people(found)} had voted for it, too" if found else ""


def _not_back(told: Recorded) -> str:
    """`Not restored: API_VERSION (still v2). Nobody said whether it is back: V1.sql. `."""
    rows = held_back(told.state, told.plan)
    said = [
        f"{spoken(row.name)} ({spoken(answer.result)})"
        for row in rows
        if (answer := answer_of(told.state, row))
    ]
    unsaid = [spoken(row.name) for row in unanswered(told.state, rows)]
    parts = (
        f"Not restored: {', '.join(said)}. " if said else "",
        f"Nobody said whether it is back: {', '.join(unsaid)}. " if unsaid else "",
    )
    return "".join(parts)


def _steps(told: Recorded) -> str:
    """`13 of 14 steps of section 3 done, 1 skipped, 1 tried more than once`."""
    steps = told.plan.steps
    known = [told.state.steps[step.number] for step in steps if step.number in told.state.steps]
    counts = (
        (sum(each.status is StepStatus.SKIPPED for each in known), "skipped"),
        (sum(each.status is StepStatus.FAILED for each in known), "failed"),
        (sum(each.tries > 1 for each in known), "tried more than once"),
    )
    done = sum(each.status is StepStatus.DONE for each in known)
    extra = [f"{count} {what}" for count, what in counts if count]
    return ", ".join([f"{done} of {len(steps)} steps of section 3 were done", *extra])


def _declined(told: Recorded) -> str:
    """Whether anybody had to decide about a rollback, and that nobody decided for one."""
    question = told.state.question
    if question:
        since = f"since {told.when(question.opened_at)}, and not decided"
        return f"{_answered(told)} Whether to roll back is asked {since}.".lstrip()
    return _answered(told) or "Nobody asked for a rollback."


def _answered(told: Recorded) -> str:
    outcomes = [answer.outcome for answer in told.state.answers]
    if not outcomes:
        return ""
    counts = (
        (outcomes.count(Outcome.CONTINUE), "it was decided to go on"),
        (outcomes.count(Outcome.FELL_AWAY), "it was over before anybody decided"),
    )
    if len(outcomes) == 1:
        said = next(what for count, what in counts if count)
        return f"Whether to roll back was asked once: {said}."
    said = listed(f"{what} {times(count)}" for count, what in counts if count)
    return f"Whether to roll back was asked {times(len(outcomes))}: {said}."


def times(count: int) -> str:
    """`once`, `3 times`."""
    return "once" if count == 1 else f"{count} times"


def _led(told: Recorded) -> str:
    state, plan = told.state, told.document
    impact = plan.release.customer_impact
    lead = people(state.lead.people) if state.lead.people else listed(map(spoken, state.lead.unknown))
    parts = (
        f"Deployment Lead: {lead}",
        f"begun by {name(state.begun.by)}" if state.begun else "",
        f"Go said by {name(state.go.by)} {told.when(state.go.at)}" if state.go else "",
        f"plan: {spoken(plan.document_id)}, written by {spoken(plan.author)}",
        f"type: {spoken(plan.release.deployment_type)}" if plan.release.deployment_type else "",
        f"change: {spoken(plan.release.change_type)}" if plan.release.change_type else "",
        f"what users notice, by the plan: {spoken(impact)}" if impact else "",
    )
    return f"{sentence(*parts)}."


def _lock(told: Recorded) -> str:
    """What the rollback locked, and who released it."""
    locked, unlocked = told.state.locked, told.state.unlocked
    if locked is None:
        return ""
    target = spoken(str(told.state.target))
    since = told.when(locked.at)
    if unlocked is None:
        return f"{target} is locked since {since}: nothing else begins there until it is released."
    why = f": {told.words(unlocked.note)}" if unlocked.note else ""
    released = f"{name(unlocked.by)} released it{why}"
    return f"{target} was locked from {since} to {told.when(unlocked.at)}; {released}."


def _window(told: Recorded) -> str:
    """From when to when; what it was extended to stands beside what was planned."""
    state, window = told.state, told.document.window
    if state.window_start is None or state.window_end is None:
        return ""
    planned = window.end if window else state.window_end
    longer = f", extended to {told.when(state.window_end)}" if state.window_end != planned else ""
    return f"Window: {told.when(state.window_start)} to {told.when(planned)}{longer}."


def _times(told: Recorded) -> str:
    state, window = told.state, told.document.window
    planned = told.planned
    after_go = {step.number for step in told.document.steps if step.phase is not Phase.PRE_DEPLOYMENT}
    verifying = [step for step in told.document.steps if step.phase is Phase.POST_DEPLOYMENT]
    ends = [planned[number][1] for number in after_go if number in planned]
    end = max(ends, default=None)
    goes_to_plan = state.state is Lifecycle.COMPLETED or not told.is_over
    is_back, completed = state.rollback is not None, _completed_at(told)
    starts = [planned[step.number][0] for step in told.document.steps if step.number in planned]
    rows = (
        ("Pre-deployment begins", min(starts, default=None), state.begun.at if state.begun else None),
        ("Deploying begins (T-0)", window.start if window else None, state.actual_t0),
        (
            "Verifying begins",
            planned[verifying[0].number][0] if verifying and planned else None,
            state.verifying_at,
        ),
        *([("Completed", end, completed)] if is_back and completed else []),
        ("Rollback decided", None, state.rollback.at if state.rollback else None),
        ("Over", end if goes_to_plan else None, state.ended.at if state.ended else None),
    )
    kept = [(what, plan, actual) for what, plan, actual in rows if plan or actual]
    return table(
        ("", "Planned", "Actual", "Difference"),
        [(what, told.when(plan), told.when(actual), _later(plan, actual)) for what, plan, actual in kept],
    )


def _later(plan: datetime | None, actual: datetime | None) -> str:
    """`1 h 19 min later`; "" where it was as planned, to the minute, or was not planned."""
    late = round((actual - plan) / timedelta(minutes=1)) if plan and actual else 0
    return f"{minutes(abs(late))} {'later' if late > 0 else 'earlier'}" if late else ""


def about(told: Recorded) -> str:
    """By what the record can be proved, and how it is to be read."""
    state, plan = told.state, told.document
    zone = spoken(state.zone) if state.zone else "UTC, as the plan names no zone"
    hidden = "" if shown(plan) is plan else ", and secrets that are hidden"
    made = f"Made from the {len(told.events)} events of {spoken(state.id)} up to {told.when(told.at)}."
    chain = f"Each event's hash covers the one before; the last is {code(told.head)}."
    audit = code(f"tminus audit {state.id} --head {told.head[:HEAD_DIGITS]}")
    proof = f"{audit} proves that the chain is whole and has this event, and that the state follows from it."
    text = f"The plan above is revision {code(state.revision)}, but for marks{hidden}, and this section."
    times = f"Times are those of the plan's zone ({zone}) with UTC beside."
    names = "Names are as they were when something was said; what was chatted in the thread is no part of it."
    return "\n".join(f"- {line}" for line in (f"{made} {chain} {proof}", text, f"{times} {names}"))
