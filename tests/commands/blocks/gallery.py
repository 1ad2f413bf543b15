"""Every message in every state it can be in, by name: golden files and limits are checked over them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache

from bot.domain import intents as i
from bot.domain.people import Holders, Person
from bot.domain.state import Lifecycle
from bot.domain.state_parts import TookBefore
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import all_said
from tests.bot.domain.stories import Stage
from tests.commands.blocks import changing, stories as s
from tests.commands.blocks.gallery_alerts import ALERTS
from tests.commands.blocks.gallery_asked import ASKED
from tests.commands.blocks.gallery_beside import BESIDE
from tests.commands.blocks.gallery_chart import CHART
from tests.commands.blocks.gallery_dnd import DND
from tests.commands.blocks.gallery_escalation import ESCALATION
from tests.commands.blocks.gallery_no_return import NO_RETURN
from tests.commands.blocks.gallery_notices import NOTICES
from tests.commands.blocks.gallery_overdue import OVERDUE
from tests.commands.blocks.gallery_people import PEOPLE
from tests.commands.blocks.gallery_presence import PRESENCE
from tests.commands.blocks.gallery_question import QUESTION
from tests.commands.blocks.gallery_record import RECORD
from tests.commands.blocks.gallery_reminders import REMINDERS
from tests.commands.blocks.gallery_rows import ROWS
from tests.commands.blocks.gallery_smoke import SMOKE
from tests.commands.blocks.gallery_timeline import TIMELINE
from tests.commands.blocks.gallery_unplanned import UNPLANNED, last_confirmation
from tests.commands.blocks.gallery_upcoming import UPCOMING
from tests.commands.blocks.gallery_value import VALUE
from tests.commands.blocks.gallery_watch import WATCH
from tests.commands.blocks.gallery_window import WINDOW


def _review() -> Stage:
    story = s.stage().to_review()
    story.do(i.GiveSignOff(comment="looks fine"), p.PIA)
    return story


def _rejected() -> Stage:
    story = _review()
    story.do(i.RejectSignOff(reason="section 4 has no way back"), p.SEC)
    return story


def _again() -> Stage:
    story = _rejected()
    story.do(i.Submit(), p.PAUL)
    return story


def _ticked() -> Stage:
    story = s.stage().to_approved()
    for item in ("1", "3"):
        story.do(i.TickItem(wanted=item), p.PAUL)
    return story


def _early_go() -> Stage:
    story = s.stage().to_go()
    story.do(i.Go(), p.ANA)
    return story


def _backup_skipped() -> Stage:
    story = s.stage().to_pre_deployment()
    story.do(i.SkipStep(step="1", reason="taken by the nightly job"), p.DBA)
    return story.walk()


def _failed() -> Stage:
    story = s.running()
    story.at += timedelta(minutes=5)
    story.do(i.FailStep(step="5", reason=s.REASON), p.DBA)
    return story


def _failed_then(intent: i.Intent) -> Stage:
    story = _failed()
    story.at += timedelta(minutes=3)
    story.do(intent, p.ANA)
    return story


def _held_go() -> Stage:
    story = s.stage().to_go()
    story.do(i.Hold(reason="the monitoring is down"), p.OMAR)
    return story


def _deviating() -> Stage:
    """Begun with items open, a step recorded for its owner, and once on hold."""
    story = s.stage().to_approved()
    story.at = p.T0 - timedelta(hours=1)
    story.do(i.Begin(override="the list is in the ticket"), p.ANA)
    story.do(i.Hold(reason="waiting for the backup"), p.OMAR)
    story.do(i.Resume(), p.ANA)
    story.do(i.FinishStep(step="1", note="by phone"), p.ANA)
    story.walk()
    story.at = p.T0
    story.do(i.Go(), p.ANA)
    story.walk()
    all_said(story)
    for checkpoint, person in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        story.do(i.Confirm(wanted=checkpoint), person)
    return story


def _gone_back_later() -> Stage:
    story = s.stage().to_completed()
    story.at += timedelta(hours=3)
    story.do(i.RequestRollback(reason="orders are charged twice"), p.ANA)
    return story


def _late() -> Stage:
    story = s.stage().to_deploying()
    story.at += timedelta(minutes=40)
    story.do(i.StartStep(step="5"), p.DBA)
    return story


def _learnt() -> Message:
    """The step that runs and the next one took otherwise before."""
    message = s.status(s.running())
    took = (("5", "Run database migrations", 16, 4), ("6", "Deploy application", 82, 10))
    learnt = tuple(TookBefore(step=n, action=a, minutes=m, runs=runs) for n, a, m, runs in took)
    return replace(message, state=replace(message.state, learnt=learnt))


def _cancelled_in_review() -> Stage:
    story = _review()
    story.do(i.Cancel(reason="not this year"), p.ANA)
    return story


def _missed_in_review() -> Stage:
    story = _review()
    story.at = p.END
    story.wake("window-ends")
    return story


def _submitted_again() -> Message:
    story = _review()
    old = s.review(story, p.SEC.id)
    story.do(i.RejectSignOff(reason="section 4 has no way back"), p.SEC)
    story.do(i.Submit(), p.PAUL)
    return replace(old, state=story.state)


def _many_signers() -> Message:
    """The change board is a group of eleven: it is asked in the thread."""
    board = tuple(Person(id=f"U2{number:02}", name=f"Member {number}") for number in range(11))
    story = Stage(s.web_shop(), dict(p.roles(CAB=Holders(people=board)))).to_review()
    return s.review(story, "")


def _finished_go_then(intent: i.Intent) -> Stage:
    story = s.stage().to_go()
    story.do(intent, p.ANA)
    return story


def _smoke_tests_done() -> Stage:
    story = s.stage().to_verifying()
    story.do(i.FinishStep(step="10", note="5 of 5"), p.QUINN)
    story.tests_pass()
    return story


def _before_confirming() -> Stage:
    story = _smoke_tests_done()
    story.do(i.Confirm(wanted="2"), p.QUINN)
    for number in ("11", "12", "13"):
        story.do(i.FinishStep(step=number), story.state.holders(_owner(story, number)).people[0])
    return story


def _owner(story: Stage, number: str) -> str:
    step = story.plan.step(number)
    assert step
    return step.owner


def _held_between_steps() -> Stage:
    story = s.running()
    story.do(i.Hold(reason="orders pile up"), p.OMAR)
    story.do(i.FinishStep(step="5"), p.DBA)
    return story


def _last_before_go() -> Stage:
    story = s.stage().to_pre_deployment()
    for number in ("1", "2", "3"):
        story.do(i.FinishStep(step=number), p.ANA)
    return story


def _last_of_deploying() -> Stage:
    story = s.stage().to_deploying()
    while "9" not in story.state.steps:
        story.do(i.FinishStep(step=list(story.state.steps)[-1]), p.ANA)
    return story


def _gone_back_while_confirming() -> Stage:
    story = s.stage().to_confirming()
    story.do(i.RequestRollback(reason="orders are charged twice"), p.ANA)
    return story


TOLD: Mapping[str, Callable[[], Message]] = {
    **BESIDE,
    "status/draft": lambda: s.status(s.stage().open()),
    "status/draft-rejected": lambda: s.status(_rejected()),
    "status/in-review": lambda: s.status(_review()),
    "status/approved": lambda: s.status(s.stage().to_approved()),
    "status/approved-ticked": lambda: s.status(_ticked()),
    "status/pre-deployment": lambda: s.status(s.stage().to_pre_deployment()),
    "status/pre-deployment-go": lambda: s.status(s.stage().to_go()),
    "status/pre-deployment-backup-skipped": lambda: s.status(_backup_skipped()),
    "status/pre-deployment-go-given": lambda: s.status(_early_go()),
    "status/pre-deployment-on-hold": lambda: s.status(_held_go()),
    "status/deploying": lambda: s.status(s.stage().to_deploying()),
    "status/deploying-running": lambda: s.status(s.running()),
    "status/deploying-learnt": _learnt,
    "status/deploying-late": lambda: s.status(_late()),
    "status/deploying-failed": lambda: s.status(_failed()),
    "status/deploying-failed-on-hold": lambda: s.status(_failed_then(i.Hold(reason="looking at it"))),
    "status/deploying-retried": lambda: s.status(_failed_then(i.RetryStep(step="5"))),
    "status/verifying": lambda: s.status(s.stage().to_verifying()),
    "status/verifying-confirmations": lambda: s.status(s.stage().to_confirming()),
    "status/deploying-on-hold": lambda: s.status(_held_between_steps()),
    "status/verifying-confirmation-asked": lambda: s.status(_smoke_tests_done()),
    "status/verifying-last-step": lambda: s.status(_before_confirming()),
    "status/completed": lambda: s.status(s.stage().to_completed()),
    "status/rolling-back": lambda: s.status(s.stage().to_rolling_back()),
    "status/rolled-back": lambda: s.status(s.stage().to_rolled_back()),
    "status/cancelled": lambda: s.status(s.stage().to_cancelled()),
    "status/missed": lambda: s.status(s.stage().to_missed()),
    "review/asked": lambda: s.review(_review(), p.SEC.id),
    "review/asked-again": lambda: s.review(_again(), p.SEC.id),
    "review/approved-by-me": lambda: s.review(_review(), p.PIA.id),
    "review/approved-by-all": lambda: s.review(s.stage().to_approved(), p.SEC.id),
    "review/rejected": lambda: s.review(_rejected(), p.PIA.id),
    "review/cancelled": lambda: s.review(_cancelled_in_review(), p.SEC.id),
    "review/missed": lambda: s.review(_missed_in_review(), p.SEC.id),
    "review/submitted-again": _submitted_again,
    "review/in-the-thread": _many_signers,
    "review/not-mine-any-more": lambda: s.review(_review(), p.STRANGER.id),
    "review/asked-since-amended": lambda: s.review(changing.amended(), p.SEC.id),
    "review/amended-and-mine-stands": lambda: changing.before(
        changing.amended(), s.review(s.stage().to_approved(), p.OMAR.id)
    ),
    "review/amended-and-mine-fell": lambda: changing.before(
        changing.amended(), s.review(s.stage().to_approved(), p.SEC.id)
    ),
    "review/asked-since-moved": lambda: s.review(changing.moved(), p.OMAR.id),
    "review/asked-since-withdrawn": lambda: s.review(changing.withdrawn(), p.SEC.id),
    "amendment/asked": lambda: s.amendment(changing.proposed()),
    "amendment/all-fall": lambda: s.amendment(changing.proposed_early()),
    "amendment/nothing-falls": lambda: s.amendment(changing.marks_alone()),
    "amendment/taken": lambda: s.amendment(changing.amended()),
    "amendment/shown-anew": lambda: s.amendment(changing.shown_anew()),
    "amendment/too-late": lambda: s.amendment(changing.begun_with_a_proposal()),
    "status/in-review-amended": lambda: s.status(changing.amended()),
    "review/emergency": lambda: s.review(changing.emergency(), p.OMAR.id),
    "review/emergency-late": lambda: s.review(changing.overdue(), p.CARLA.id),
    "review/standard-over": lambda: s.review(changing.standard("2026-11-30"), p.CARLA.id),
    "status/approved-emergency": lambda: s.status(changing.emergency_approved()),
    "status/in-review-standard": lambda: s.status(changing.standard("2026-12-31")),
    "log/approved-emergency": lambda: s.told(changing.emergency_approved()),
    "log/standard": lambda: s.told(changing.standard("2026-12-31")),
    "log/overdue": lambda: s.told(changing.overdue()),
    "log/amended": lambda: s.told(changing.amended()),
    "log/rescheduled": lambda: s.told(changing.moved()),
    "log/withdrawn": lambda: s.told(changing.withdrawn()),
    "step/called": lambda: s.step(s.stage().to_deploying(), "5"),
    "step/called-again": lambda: s.step(_failed_then(i.RetryStep(step="5")), "5", 2),
    "step/called-before-go": lambda: s.step(s.stage().to_pre_deployment(), "1"),
    "step/called-smoke-tests": lambda: s.step(s.stage().to_verifying(), "10"),
    "step/called-on-the-way-back": lambda: s.step(s.stage().to_rolling_back(), "R2"),
    "step/called-follow-up": lambda: s.step(s.stage().to_rolled_back(), "R7"),
    "step/called-last-before-go": lambda: s.step(_last_before_go(), "4"),
    "step/called-last-of-deploying": lambda: s.step(_last_of_deploying(), "9"),
    "step/called-last": lambda: s.step(_before_confirming(), "14"),
    "step/running": lambda: s.step(s.running(), "5"),
    "step/done": lambda: s.step(s.stage().to_go(), "1"),
    "step/done-on-behalf": lambda: s.step(s.on_behalf(), "5"),
    "step/failed": lambda: s.step(_failed(), "5"),
    "step/skipped": lambda: s.step(_failed_then(i.SkipStep(step="5", reason="done by hand")), "5"),
    "step/superseded": lambda: s.step(_failed_then(i.RetryStep(step="5")), "5"),
    "step/settled-by-rollback": lambda: s.step(s.stage().to_rolling_back(), "5"),
    "step/settled-by-cancel": lambda: s.step(s.stage().to_cancelled(), "1"),
    "failure/asked": lambda: s.failure(_failed(), "5"),
    "failure/asked-on-hold": lambda: s.failure(_failed_then(i.Hold(reason="looking at it")), "5"),
    "failure/retried": lambda: s.failure(_failed_then(i.RetryStep(step="5")), "5"),
    "failure/skipped": lambda: s.failure(_failed_then(i.SkipStep(step="5", reason="done by hand")), "5"),
    "failure/rolled-back": lambda: s.failure(_failed_then(i.RequestRollback(reason="no use")), "5"),
    "go/asked": lambda: s.go(s.stage().to_go()),
    "go/asked-with-an-item-open": lambda: s.go(_backup_skipped()),
    "go/on-hold": lambda: s.go(_held_go()),
    "go/given-early": lambda: s.go(_early_go()),
    "go/cancelled": lambda: s.go(_finished_go_then(i.Cancel(reason="the supplier is down"))),
    "go/given": lambda: s.go(s.stage().to_deploying()),
    "confirm/smoke-tests": lambda: s.confirm(s.stage().to_confirming(), 2),
    "confirm/deployment": lambda: s.confirm(s.stage().to_confirming(), 1),
    "confirm/release": lambda: s.confirm(last_confirmation(), 4),
    "confirm/rolled-back": lambda: s.confirm(_gone_back_while_confirming(), 2),
    "confirm/confirmed": lambda: s.confirm(s.stage().to_completed(), 2),
    "ending/completed": lambda: s.ending(s.stage().to_completed(), Lifecycle.COMPLETED),
    "ending/completed-with-deviations": lambda: s.ending(_deviating(), Lifecycle.COMPLETED),
    "ending/completed-then-rolled-back": lambda: s.ending(_gone_back_later(), Lifecycle.COMPLETED),
    "ending/completed-emergency": lambda: s.ending(changing.completed_late(), Lifecycle.COMPLETED),
    "log/completed-emergency": lambda: s.told(changing.completed_late()),
    "ending/rolled-back": lambda: s.ending(s.stage().to_rolled_back(), Lifecycle.ROLLED_BACK),
    "log/rejected": lambda: s.told(_rejected()),
    "log/failed": lambda: s.told(_failed()),
    "log/rolling-back": lambda: s.told(s.stage().to_rolling_back()),
    **UNPLANNED,
    **NOTICES,
    **PEOPLE,
    **REMINDERS,
    **PRESENCE,
    **DND,
    **OVERDUE,
    **UPCOMING,
    **WATCH,
    **SMOKE,
    **WINDOW,
    **NO_RETURN,
    **ALERTS,
    **ESCALATION,
    **QUESTION,
    **ASKED,
    **VALUE,
    **ROWS,
    **TIMELINE,
    **CHART,
    **RECORD,
}
GALLERY: Mapping[str, Callable[[], Message]] = {name: cache(tell) for name, tell in TOLD.items()}
"""The same, each played once: a message is looked at from many sides, and nobody changes it."""


def names(kind: str) -> list[str]:
    """The messages of one kind."""
    return [name for name in GALLERY if name.startswith(f"{kind}/")]
