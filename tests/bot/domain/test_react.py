"""Which messages and timers each decision leads to; who reads the whole journey counts its posts."""

from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.effects import (
    ClearTimer,
    LockTarget,
    MessageKind,
    PostMessage,
    RewriteMessages,
    SetTimer,
)
from bot.domain.people import Holders, Person
from bot.domain.react import REACTIONS, TOLD, react
from bot.domain.run import GO_TIMER, ROLES_TIMER, WINDOW_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from bot.domain.waiting import waiting
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def post(kind: MessageKind, subject: str = "", to: str = "") -> PostMessage:
    """A message to post."""
    return PostMessage(kind=kind, subject=subject, to=to)


def rewrite(kind: MessageKind, subject: str = "") -> RewriteMessages:
    """Messages to bring up to date."""
    return RewriteMessages(kind=kind, subject=subject)


STATUS = RewriteMessages(kind=MessageKind.STATUS)
GO_STANDS = rewrite(MessageKind.STEP, "step:4:1")
"""With Go in effect, or a step of 3.2 begun, the last step of 3.1 cannot be reopened any more."""
SILENT = {
    e.RolesBound,
    e.ItemTicked,
    e.StepCalled,
    e.StepStarted,
    e.StepFinished,
    e.GoAsked,
    e.ConfirmationAsked,
    e.CameDue,
    e.PersonIsOn,
    e.TimesTold,
    e.StepLate,
    e.RemindersQuieted,
}
"""What the status message or a question's own message shows; the log would only repeat it."""


def log(stage: Stage, back: int = 0) -> PostMessage:
    """The log's entry of the last event, or of one before it."""
    return post(MessageKind.LOG, str(len(stage.events) - back))


def test_every_event_is_shown_somewhere() -> None:
    """Each event is told by the log, or has its own message, or shows in the status alone."""
    events = {each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)}
    own_message = {
        e.DeploymentOpened,
        e.AmendmentProposed,
        e.StepFailed,
        e.Confirmed,
        e.Completed,
        e.RolledBack,
    }
    assert events - {e.Event, e.SurroundingsChanged, e.PersonLeft} == SILENT | own_message | set(TOLD)
    assert own_message <= set(REACTIONS)


def test_nothing_happened_nothing_is_said() -> None:
    """A decision without events leads to no effects."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.wake("lunch")
    assert () == stage.effects()
    assert () == react(stage.state, (), stage.plan)


def test_opened() -> None:
    """A draft posts its status and sets the window's timer."""
    stage = Stage().open()
    assert (post(MessageKind.STATUS), SetTimer(name=WINDOW_TIMER, due=p.END)) == stage.effects()


def test_opened_after_its_window() -> None:
    """A draft whose window is over, or that has none, sets no timer."""
    late = Stage()
    late.at = p.END
    assert (post(MessageKind.STATUS),) == late.open().effects()
    assert (post(MessageKind.STATUS),) == Stage(replace(p.small(), window=None)).open().effects()


def test_what_is_said_with_a_start_or_a_retry_is_told() -> None:
    """A note given with Start or Retry stands in the log; without one the step's own message says all."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5", note="the queue is drained"), p.DBA)
    started = (rewrite(MessageKind.STEP, "step:5:1"), GO_STANDS)
    assert (log(stage), *started, STATUS) == stage.effects()
    stage.do(i.FailStep(step="5", reason="the disk is full"), p.DBA)
    stage.do(i.RetryStep(step="5", note="10 GB freed"), p.DBA)
    assert log(stage) == stage.effects()[0]
    stage.do(i.StartStep(step="5"), p.DBA)
    assert (rewrite(MessageKind.STEP, "step:5:2"), GO_STANDS, STATUS) == stage.effects()


def test_submitted() -> None:
    """Each signer is asked once, directly, and the thread is told."""
    stage = Stage().to_review()
    asked = [post(MessageKind.REVIEW, "review:01234567:1", person.id) for person in p.SIGNERS]
    order = (p.PIA, p.SEC, p.OMAR, p.CARLA, p.LEE, p.QUINN, p.DREW)
    assert order == p.SIGNERS
    assert (log(stage), *asked, STATUS) == stage.effects()


def test_large_group_is_asked_in_the_thread() -> None:
    """A role with more than ten holders is asked once, in the thread."""
    crowd = tuple(Person(id=f"U5{number:02}", name=f"Member {number}") for number in range(11))
    stage = Stage(p.small(), dict(p.roles(Product_Owner=Holders(people=crowd)))).to_review()
    assert (log(stage), post(MessageKind.REVIEW, "review:01234567:1"), STATUS) == stage.effects()


def test_signed_and_approved() -> None:
    """A sign-off rewrites every signer's copy and is told; the last one tells the approval with it."""
    stage = Stage().to_review()
    stage.do(i.GiveSignOff(), p.SEC)
    assert (log(stage), rewrite(MessageKind.REVIEW), STATUS) == stage.effects()
    stage = Stage(p.small()).to_approved()
    both = post(MessageKind.LOG, f"{len(stage.events) - 1},{len(stage.events)}")
    assert (both, rewrite(MessageKind.REVIEW), STATUS) == stage.effects()


def test_rejected() -> None:
    """A rejection rewrites every signer's copy and is told."""
    stage = Stage().to_review()
    stage.do(i.RejectSignOff(reason="untested"), p.SEC)
    assert (log(stage), rewrite(MessageKind.REVIEW), STATUS) == stage.effects()


def test_ticked() -> None:
    """A tick shows in the status alone."""
    stage = Stage().open()
    stage.do(i.TickItem(wanted="1"), p.DBA)
    assert (STATUS,) == stage.effects()


def test_begun() -> None:
    """Begin clears the window's timer and calls the first step."""
    stage = Stage().to_pre_deployment()
    expected = (
        log(stage, 1),
        ClearTimer(name=WINDOW_TIMER),
        rewrite(MessageKind.REVIEW),
        post(MessageKind.STEP, "step:1:1"),
        STATUS,
    )
    assert expected == stage.effects()


def test_started_and_finished() -> None:
    """A step's own message shows how it goes; its end calls the next, whose start ends its Reopen."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert (rewrite(MessageKind.STEP, "step:5:1"), GO_STANDS, STATUS) == stage.effects()
    stage.do(i.FinishStep(step="5"), p.DBA)
    done = rewrite(MessageKind.STEP, "step:5:1")
    assert (done, post(MessageKind.STEP, "step:6:1"), STATUS) == stage.effects()
    stage.do(i.StartStep(step="6"), p.DEV)
    assert (rewrite(MessageKind.STEP, "step:6:1"), done, STATUS) == stage.effects()


def test_failed_and_retried() -> None:
    """A failure has its own message, which the retry settles."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    step, failure = rewrite(MessageKind.STEP, "step:5:1"), post(MessageKind.FAILURE, "step:5:1")
    assert (step, GO_STANDS, failure, STATUS) == stage.effects()
    stage.do(i.RetryStep(step="5"), p.DBA)
    call, settled = post(MessageKind.STEP, "step:5:2"), rewrite(MessageKind.FAILURE, "step:5:1")
    assert (call, settled, STATUS) == stage.effects()


def test_failed_and_skipped() -> None:
    """A skip settles the call and the failure, and is told."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.SkipStep(step="5", reason="ran at noon"), p.DBA)
    settled = (rewrite(MessageKind.STEP, "step:5:1"), rewrite(MessageKind.FAILURE, "step:5:1"), GO_STANDS)
    assert (log(stage, 1), *settled, post(MessageKind.STEP, "step:6:1"), STATUS) == stage.effects()


def test_go_asked_and_given_early() -> None:
    """Go has its message; an early Go sets a timer, and its taking effect clears it."""
    stage = Stage().to_go()
    ended = (rewrite(MessageKind.STEP, "step:4:1"), rewrite(MessageKind.STEP, "step:3:1"))
    assert (*ended, post(MessageKind.GO, "go:1"), STATUS) == stage.effects()
    stage.do(i.Go(), p.ANA)
    timer = SetTimer(name=GO_TIMER, due=p.T0)
    assert (log(stage), rewrite(MessageKind.GO), timer, STATUS) == stage.effects()
    stage.wait_for_go()
    cleared = (rewrite(MessageKind.GO), ClearTimer(name=GO_TIMER), GO_STANDS)
    assert (log(stage, 1), *cleared, post(MessageKind.STEP, "step:5:1"), STATUS) == stage.effects()


def test_go_that_takes_effect_at_once_sets_no_timer() -> None:
    """A Go at T-0 or later needs no timer."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert not [effect for effect in stage.effects() if isinstance(effect, SetTimer)]


def test_hold_and_resume() -> None:
    """A hold takes Go's and Retry's buttons away, a resume brings them back."""
    stage = Stage().to_go()
    for intent in (i.Hold(reason="slow"), i.Resume()):
        stage.do(intent, p.ANA)
        assert (log(stage), rewrite(MessageKind.GO), STATUS) == stage.effects()
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.Hold(reason="slow"), p.ANA)
    assert (log(stage), rewrite(MessageKind.FAILURE, "step:5:1"), STATUS) == stage.effects()


def test_cancelled_in_review() -> None:
    """A plan that is given up takes the signers' buttons away and its timer."""
    stage = Stage().to_review()
    stage.do(i.Cancel(reason="supplier"), p.ANA)
    cleared = ClearTimer(name=WINDOW_TIMER)
    assert (log(stage), rewrite(MessageKind.REVIEW), cleared, STATUS) == stage.effects()


def test_cancelled_while_go_is_pending() -> None:
    """A pending Go and its timer go with the deployment."""
    stage = Stage(p.small()).to_go()
    stage.do(i.Go(), p.ANA)
    stage.do(i.Cancel(reason="supplier"), p.ANA)
    cleared = (rewrite(MessageKind.GO), rewrite(MessageKind.STEP, "step:1:1"), ClearTimer(name=GO_TIMER))
    assert (log(stage), *cleared, STATUS) == stage.effects()


def test_missed() -> None:
    """A missed window is told and takes the signers' buttons away."""
    stage = Stage().to_review()
    stage.at = p.END
    stage.wake(WINDOW_TIMER)
    assert (log(stage), rewrite(MessageKind.REVIEW), STATUS) == stage.effects()


def test_rollback_settles_the_running_step() -> None:
    """The decision takes the buttons of the step that ran and of its failure, and calls R1."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    settled = (rewrite(MessageKind.STEP, "step:5:1"), rewrite(MessageKind.FAILURE, "step:5:1"))
    locked = LockTarget(by=p.ANA, at=stage.at, reason="errors")
    numbers = (len(stage.events) - back for back in (3, 2, 0))
    told = post(MessageKind.LOG, ",".join(map(str, numbers)))
    called = post(MessageKind.STEP, "step:R1:1")
    assert (told, *settled, locked, called, STATUS) == stage.effects()


def test_rollback_settles_a_pending_go_and_confirmations() -> None:
    """A pending Go's timer, and checkpoints that were asked for, are settled by the decision."""
    stage = Stage().to_go()
    stage.do(i.Go(), p.ANA)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert {rewrite(MessageKind.GO), ClearTimer(name=GO_TIMER)} <= set(stage.effects())
    stage = Stage().to_confirming()
    stage.do(i.Confirm(), p.QUINN)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    confirmations = {effect for effect in stage.effects() if isinstance(effect, RewriteMessages)}
    assert {rewrite(MessageKind.CONFIRM, "confirm:1"), rewrite(MessageKind.CONFIRM, "confirm:3")} == {
        effect for effect in confirmations if effect.kind is MessageKind.CONFIRM
    }


def test_rollback_after_completion() -> None:
    """The ending that offered a rollback is rewritten, and the way back gets an ending of its own."""
    stage = at_state(Lifecycle.COMPLETED)
    assert post(MessageKind.ENDING, "completed") in stage.effects()
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert rewrite(MessageKind.ENDING, "completed") in stage.effects()
    stage.walk(Lifecycle.ROLLED_BACK)
    assert post(MessageKind.ENDING, "rolled back") in stage.effects()
    assert post(MessageKind.STEP, "step:R7:1") in stage.effects()


def test_confirmations() -> None:
    """A checkpoint has its message; its confirmation rewrites that, and the last one posts the ending."""
    stage = Stage(p.small()).to_confirming()
    assert post(MessageKind.CONFIRM, "confirm:1") in stage.effects()
    stage.do(i.Confirm(), p.QUINN)
    ending = post(MessageKind.ENDING, "completed")
    last = rewrite(MessageKind.STEP, "step:3:1")
    assert (rewrite(MessageKind.CONFIRM, "confirm:1"), last, ending, STATUS) == stage.effects()


def test_new_holder_of_a_signing_role_is_asked() -> None:
    """Who comes to sign during the review is asked, and the others' copies are brought up to date."""
    stage = Stage(p.small()).to_review()
    stage.roles = dict(p.roles(Product_Owner=Holders(people=(p.SEC,))))
    stage.wake(ROLES_TIMER)
    asked = post(MessageKind.REVIEW, "review:01234567:1", p.SEC.id)
    assert (asked, rewrite(MessageKind.REVIEW), STATUS) == stage.effects()


def test_new_owner_is_shown_in_the_call() -> None:
    """Who comes to own a step that is called is named in its message."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.roles = dict(p.roles(DBA=Holders(people=(p.LEE,))))
    stage.wake(ROLES_TIMER)
    assert (rewrite(MessageKind.STEP, "step:5:1"), STATUS) == stage.effects()


def told_once(stage: Stage) -> list[PostMessage]:
    """All that is posted in a story."""
    return [effect for effect in stage.history if isinstance(effect, PostMessage)]


def test_journey_posts_twice_to_the_channel() -> None:
    """From start to Completed the channel gets the status and the ending; the rest is thread or direct."""
    posts = told_once(Stage().to_completed())
    channel = [each for each in posts if each.kind in {MessageKind.STATUS, MessageKind.ENDING}]
    assert [post(MessageKind.STATUS), post(MessageKind.ENDING, "completed")] == channel
    assert len(set(posts)) == len(posts)
    assert {each.kind for each in posts if each.to} == {MessageKind.REVIEW}


def test_every_open_question_has_its_message() -> None:
    """In each state every open question was posted; Submit, Begin and Resume are the status message's."""
    kinds = {
        "review": MessageKind.REVIEW,
        "step": MessageKind.STEP,
        "go": MessageKind.GO,
        "confirm": MessageKind.CONFIRM,
    }
    for state in Lifecycle:
        stage = at_state(state)
        subjects = {(each.kind, each.subject) for each in told_once(stage)}
        for asked in waiting(stage.state, stage.plan):
            kind = kinds.get(asked.question.partition(":")[0])
            assert stale(stage.state, asked.question, None) is None
            assert kind is None or (kind, asked.question) in subjects
