"""Which messages and timers each decision leads to; who reads the whole journey counts its posts."""

from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.effects import ClearTimer, LookUpFiring, MessageKind, PostMessage, SetTimer
from bot.domain.people import Holders, Person
from bot.domain.react import REACTIONS, TOLD, react
from bot.domain.react_escalation import SHOWN_BY
from bot.domain.run import ROLES_TIMER, WINDOW_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from bot.domain.waiting import waiting
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.reactions import GO_STANDS, STATUS, log, post, rewrite
from tests.bot.domain.stories import Stage, at_state

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
    e.DndRead,
    e.OnCallNoted,
    e.DndNamed,
    e.StepLate,
    e.AlertsReported,
    e.BaselineRead,
    e.BeforeMeasured,
    e.MetricSaid,
    e.MetricsRead,
    e.ChartDrawn,
    e.SmokeTestsAsked,
    e.SmokeTestSent,
    e.SmokeTestsReported,
    e.RemindersQuieted,
    e.EvidenceSeen,
    e.VotersAsked,
    e.VotersAskedAgain,
    e.VotersReminded,
}
"""What the status message or a question's own message shows; the log would only repeat it."""


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
    assert events - {e.Event, e.SurroundingsChanged, e.PersonLeft} == SILENT | own_message | {
        *TOLD,
        *SHOWN_BY,
    }
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


def test_begun() -> None:
    """Begin clears the window's timer and calls the first step."""
    stage = Stage().to_pre_deployment()
    expected = (
        log(stage, 1),
        ClearTimer(name=WINDOW_TIMER),
        rewrite(MessageKind.REVIEW),
        post(MessageKind.STEP, "step:1:1"),
        LookUpFiring(services=()),
        STATUS,
    )
    assert expected == stage.effects()


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


def test_copies_from_before_are_rewritten_where_more_people_are_asked() -> None:
    """Once the time is up the next level is asked, by its call; the thread and the others read so, too."""
    stage = a.asked(plan=a.with_levels())
    a.passes(stage, 16)
    asked = [each for each in stage.effects() if isinstance(each, PostMessage) and each.to == p.OMAR.id]
    assert MessageKind.ESCALATION in {each.kind for each in asked}
    assert MessageKind.QUESTION not in {each.kind for each in asked}
    assert rewrite(MessageKind.QUESTION, "decision:1") in stage.effects()
