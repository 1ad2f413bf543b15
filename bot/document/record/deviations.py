"""What did not go by the plan, and who decided that."""

from collections.abc import Iterator, Mapping

from bot.document.record.changes_told import not_as_planned
from bot.document.record.recorded import Recorded
from bot.document.record.review_told import changed, revision, went_past
from bot.document.record.smoke_told import departed
from bot.document.record.steps_told import because, came_with_its_end, ends_told
from bot.document.record.writing import listed, name, spoken
from bot.domain import events as e
from bot.domain.changes_events import AnswerGiven
from bot.domain.checklist import open_items
from bot.domain.times import clock, minutes

OF_ANSWERS: Mapping[type[e.Event], tuple[str, str, str]] = {
    e.DataValidated: ("the data of 4.3", "as expected", "all as planned"),
    e.ConfigurationConfirmed: ("the configuration of 5", "changed", "all as planned"),
    e.MigrationsReversed: ("the migrations of 4.1", "back", "what was named is back"),
    e.ConfigurationRestored: ("the configuration of 5", "back", "what was named is back"),
}
"""What each kind of answer is about, how a row of it should be, and what is said where nothing is amiss."""


def deviations(told: Recorded) -> str:
    """One line each, in the order in which they happened; then what was never done, and never arrived."""
    ends = ends_told(told.events)
    lines = [
        f"{told.when(event.at)}: {text}"
        for event, then in told.then
        if not came_with_its_end(event, ends) and (text := _deviation(event, then))
    ]
    lines += [*_left(told)]
    return "\n".join(f"- {line}" for line in lines)


def _deviation(event: e.Event, told: Recorded) -> str:
    """What an event departs from; "" for most."""
    by = name(event.by)
    match event:
        case e.Overridden():
            return f"{by} went past {went_past(event, told)}{because(told, event.reason)}"
        case e.StepFinished(on_behalf=True) | e.StepStarted(on_behalf=True) | e.StepDelayed(on_behalf=True):
            return _on_behalf(event, event.note, told)
        case e.StepFailed(on_behalf=True) | e.StepSkipped(on_behalf=True):
            return _on_behalf(event, event.reason, told)
        case e.StepFailed():
            return f"{told.step(event.step)}, failed{because(told, event.reason)} ({by})"
        case e.StepSkipped():
            return f"{by} skipped {told.step(event.step)}{because(told, event.reason)}"
        case e.StepReopened():
            return f"{by} reopened {told.step(event.step)}{because(told, event.note)}"
        case e.StepDelayed():
            more = minutes(event.minutes)
            return f"{told.step(event.step)}, took {more} longer, said {by}{because(told, event.note)}"
        case e.StepAdded():
            return f"{by} added {told.step(event.added.number)}{because(told, event.reason)}"
        case e.RestoreDecided():
            return f"{by} had {told.step(event.restore)}, take the place of {told.step(event.step)}"
        case _:
            return _of_the_run(event, by, told)


def _of_the_run(event: e.Event, by: str, told: Recorded) -> str:
    match event:
        case e.Amended() if not isinstance(event, e.Rescheduled):
            return f"{by} amended the plan to revision {revision(event.revision)}: {changed(event.changes)}"
        case e.Rescheduled():
            return f"{by} moved the window to {told.when(event.window_start)}"
        case e.WindowExtended():
            return f"{by} extended the window by {minutes(event.minutes)}{because(told, event.reason)}"
        case e.CarriedOn():
            return f"{by} went on though a rollback would have ended after the window"
        case e.Held():
            return f"{by} held it{because(told, event.reason)}"
        case e.RoleHanded():
            was = ", ".join(map(name, event.was)) or "nobody"
            role = spoken(event.role)
            return f"{role} was handed from {was} to {name(event.to)} by {by}{because(told, event.reason)}"
        case e.PersonLeft(is_news=True):
            return f"{name(event.person)} left Slack"
        case e.PreDeploymentLeft():
            called = f" after steps {listed(map(spoken, event.steps))} were called" if event.steps else ""
            return f"pre-deployment was left{called}, to begin anew in another window"
        case e.CaughtUp():
            return f"T-Minus had been away since {told.when(event.since)}"
    return _of_what_was_seen(event, by, told)


def _of_what_was_seen(event: e.Event, by: str, told: Recorded) -> str:
    """What was not as the plan expects it, or was said by somebody else than the plan has it."""
    match event:
        case e.Confirmed() if event.for_whom:
            return f"{by} confirmed {told.checkpoint(event.checkpoint)} for {spoken(event.for_whom)}"
        case (
            e.DataValidated()
            | e.ConfigurationConfirmed()
            | e.MigrationsReversed()
            | e.ConfigurationRestored()
        ):
            return _answered(event, by, told)
        case e.MetricSaid() if event.for_whom or not event.is_normal:
            how = "normal" if event.is_normal else "not normal"
            whose = f" for {spoken(event.for_whom)}" if event.for_whom else ""
            return f"{by} said{whose} that {spoken(event.name)} is {how}{because(told, event.note)}"
        case e.NoticeGiven() if not event.ways:
            why = f" ({'; '.join(map(spoken, event.failings))})" if event.failings else ""
            return f"{spoken(event.audience.name)} were not told: {told.words(event.message)}{why}"
        case _:
            return departed(event, told)


def _answered(event: AnswerGiven, by: str, told: Recorded) -> str:
    """Rows of 4 and 5 that are not as planned, or not back; and for whom it was answered."""
    wrong, (part, how, fine) = not_as_planned(event, told), OF_ANSWERS[type(event)]
    whose = f" on behalf of {spoken(event.for_whom)}" if event.on_behalf and event.for_whom else ""
    if not wrong and not whose:
        return ""
    return f"{by} answered about {part}{whose}: {f'not {how}: {wrong}' if wrong else fine}"


def _on_behalf(
    event: e.StepStarted | e.StepFinished | e.StepFailed | e.StepSkipped | e.StepDelayed,
    words: str,
    told: Recorded,
) -> str:
    """A press on somebody's behalf has both names."""
    step = told.plan.step(event.step)
    owner = spoken(event.for_whom or (step.owner if step else "its owner"))
    how = {
        e.StepStarted: "as started",
        e.StepFinished: "as done",
        e.StepFailed: "as failed",
        e.StepSkipped: "as skipped",
        e.StepDelayed: "as taking longer",
    }[type(event)]
    at = None if isinstance(event, e.StepDelayed) else event.happened_at
    when = f" at {clock(at, told.state.zone)}" if at else ""
    said = f"{told.step(event.step)}, {how}{when} on behalf of {owner}{because(told, words)}"
    return f"{name(event.by)} recorded {said}"


def _left(told: Recorded) -> Iterator[str]:
    """Checklist items that nobody ticked though it began, and messages that reached nobody."""
    if told.state.begun:
        for item in open_items(told.state, told.plan):
            yield f"Never ticked: {told.item(item.number)}"
    for letter in told.undelivered:
        yield f"Could not be delivered: {spoken(letter)}"
