"""Messages of what does not go to plan: side by side, reopened, added, restored; part of the gallery."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import intents as i
from bot.domain.state import Lifecycle
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import all_said
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def _side_by_side(*calls: str) -> Stage:
    """A 3.1 whose steps wait for nothing; these are started, and the last of them failed."""
    plan = s.web_shop()
    first, *rest = plan.phases
    at_once = replace(first, steps=tuple(replace(step, after=("-",)) for step in first.steps))
    story = Stage(replace(plan, phases=(at_once, *rest))).to_pre_deployment()
    for number in calls:
        story.do(i.StartStep(step=number), p.ANA)
    if calls:
        story.do(i.FailStep(step=calls[-1], reason=s.REASON), p.ANA)
    return story


def _two_failed() -> Stage:
    story = _side_by_side("1", "2")
    story.do(i.FailStep(step="4", reason="no answer"), p.ANA)
    return story


def _two_side_by_side() -> Stage:
    story = _side_by_side()
    story.do(i.FinishStep(step="3"), p.DEV)
    story.do(i.FinishStep(step="4"), p.PAUL)
    return story


def _confirmed_on_hold() -> Stage:
    story = last_confirmation()
    story.do(i.Hold(reason="the support calls"), p.OMAR)
    story.do(i.Confirm(wanted="4"), p.PIA)
    return story


def _reopened(number: str, story: Stage) -> Stage:
    story.do(i.ReopenStep(step=number, note="the wrong window"), p.ANA)
    return story


def _go_taken_back() -> Message:
    story = s.stage().to_go()
    old = s.go(story)
    return replace(old, state=_reopened("4", story).state)


def _confirmation_taken_back() -> Message:
    story = s.stage().to_confirming()
    old = s.confirm(story, 3)
    return replace(old, state=_reopened("14", story).state)


def _noted() -> Stage:
    story = s.running()
    story.do(i.AddNote(text=s.REASON), p.OMAR)
    return story


def _added(story: Stage) -> Stage:
    step = i.AddStep(after="5", action="Restart the order queue", owner="U03", minutes=7)
    story.do(replace(step, reason="it stands still"), p.ANA)
    return story


def _ad_hoc_called() -> Stage:
    story = _added(s.running())
    story.do(i.FinishStep(step="5"), p.DBA)
    return story


def _completed_ad_hoc() -> Stage:
    story = all_said(_added(s.running()).walk())
    for checkpoint, person in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        story.do(i.Confirm(wanted=checkpoint), person)
    return story


def _back_failed() -> Stage:
    story = s.stage().to_rolling_back()
    story.do(i.FinishStep(step="R2"), p.DEV)
    story.do(i.FailStep(step="R3", reason=s.REASON), p.DBA)
    return story


def _restoring() -> Stage:
    story = _back_failed()
    story.do(i.RestoreFromBackup(step="R3", reason="the rows are damaged"), p.ANA)
    return story


def last_confirmation() -> Stage:
    """Everything is confirmed but the release."""
    story = s.stage().to_confirming()
    for checkpoint, person in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR)):
        story.do(i.Confirm(wanted=checkpoint), person)
    return story


def _undoing() -> Stage:
    """Given up while maintenance mode is on."""
    story = s.stage().to_pre_deployment()
    for number in ("1", "2", "3"):
        story.do(i.FinishStep(step=number), p.ANA)
    story.do(i.Cancel(reason=s.REASON), p.ANA)
    return story


def _undoing_failed() -> Stage:
    story = _undoing()
    story.do(i.FailStep(step="R6", reason="the switch hangs"), p.DEV)
    return story


def _go_given_up() -> Message:
    story = s.stage().to_go()
    old = s.go(story)
    story.do(i.Cancel(reason=s.REASON), p.ANA)
    return replace(old, state=story.state)


def _being_moved() -> Stage:
    """Moved by two days while maintenance mode is on."""
    story = s.stage().to_pre_deployment()
    for number in ("1", "2", "3"):
        story.do(i.FinishStep(step=number), p.ANA)
    story.moves(timedelta(days=2))
    story.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - local
    return story


def _moved() -> Stage:
    story = _being_moved()
    story.do(i.FinishStep(step="R6"), p.DEV)
    return story


UNPLANNED: Mapping[str, Callable[[], Message]] = {
    "status/pre-deployment-side-by-side": lambda: s.status(_two_side_by_side()),
    "status/pre-deployment-four-at-once-two-failed": lambda: s.status(_two_failed()),
    "status/pre-deployment-four-at-once-one-failed": lambda: s.status(_side_by_side("1", "2")),
    "status/verifying-all-confirmed-on-hold": lambda: s.status(_confirmed_on_hold()),
    "step/called-side-by-side": lambda: s.step(_two_side_by_side(), "2"),
    "step/reopened": lambda: s.step(_reopened("5", s.on_behalf()), "5", 2),
    "step/taken-back": lambda: s.step(_reopened("5", s.on_behalf()), "5"),
    "step/not-called-any-more": lambda: s.step(_reopened("5", s.on_behalf()), "6"),
    "step/done-and-built-on": lambda: s.step(s.stage().to_deploying(), "4"),
    "go/taken-back": _go_taken_back,
    "confirm/taken-back": _confirmation_taken_back,
    "log/reopened": lambda: s.told(_reopened("5", s.on_behalf())),
    "log/reopened-after-go-was-asked": lambda: s.told(_reopened("4", s.stage().to_go())),
    "log/reopened-after-verifying-began": lambda: s.told(_reopened("9", s.stage().to_verifying())),
    "log/reopened-while-confirming": lambda: s.told(_reopened("14", s.stage().to_confirming())),
    "status/pre-deployment-being-cancelled": lambda: s.status(_undoing()),
    "status/pre-deployment-being-cancelled-failed": lambda: s.status(_undoing_failed()),
    "step/called-to-undo": lambda: s.step(_undoing(), "R6"),
    "step/stopped-by-cancel": lambda: s.step(_undoing(), "4"),
    "failure/undoing": lambda: s.failure(_undoing_failed(), "R6"),
    "go/being-cancelled": _go_given_up,
    "log/being-cancelled": lambda: s.told(_undoing()),
    "status/pre-deployment-being-moved": lambda: s.status(_being_moved()),
    "status/in-review-moved": lambda: s.status(_moved()),
    "step/called-to-undo-before-it-is-moved": lambda: s.step(_being_moved(), "R6"),
    "step/called-again-after-it-was-moved": lambda: s.step(_moved(), "1"),
    "step/undone-before-it-was-moved": lambda: s.step(_moved(), "R6"),
    "log/being-moved": lambda: s.told(_being_moved()),
    "log/moved": lambda: s.told(_moved()),
    "log/note": lambda: s.told(_noted()),
    "step/called-ad-hoc": lambda: s.step(_ad_hoc_called(), "5a"),
    "step/called-to-restore": lambda: s.step(_restoring(), "R3a"),
    "failure/asked-on-the-way-back": lambda: s.failure(_back_failed(), "R3"),
    "failure/restored": lambda: s.failure(_restoring(), "R3"),
    "ending/completed-ad-hoc": lambda: s.ending(_completed_ad_hoc(), Lifecycle.COMPLETED),
    "log/added": lambda: s.told(_added(s.running())),
    "log/restoring": lambda: s.told(_restoring()),
}
"""By name, as in the gallery."""
