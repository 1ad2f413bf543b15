from datetime import timedelta

import pytest

from bot.domain import intents as i, questions as q
from bot.domain.plan import Severity
from bot.domain.state import Lifecycle
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import Content, actions, button
from commands.blocks.views import FORMS, reason_view
from commands.presses import BUTTONS
from commands.rows_of_form import CHOOSE, NOTHING_SAID
from sandbox.model import Json
from tests.bot import web_shop as w
from tests.bot.domain.stories import at_state
from tests.commands.room import Room


def test_the_buttons_that_ask_why_are_those_that_have_a_form() -> None:
    """A button with a form can be typed, and one that can only be pressed needs no form."""
    typed = {action for action, pressed in BUTTONS.items() if pressed.typed}
    assert set(FORMS) == typed - {ActionId.NOTE_VALUE, ActionId.NOTE_ROWS, ActionId.TICK_TEST}


def test_every_button_does_something() -> None:
    """Each action is an intent, but for menus, and for what is read or filled in first."""
    first = {ActionId.OPEN_PLAN, ActionId.WAY_BACK, ActionId.PROPOSE, ActionId.HAND, ActionId.ADD_STEP}
    handed = {ActionId.HAND_RECORD}
    assert set(ActionId) - {ActionId.MENU, ActionId.MORE} - first - handed == set(BUTTONS)


async def opened(room: Room, who: str, action: ActionId, question: str, subject: str = "") -> Json:
    value = ButtonValue(deployment=w.ID, question=question, subject=subject)
    message = room.shows(Content(text="x", blocks=actions(button(action, "Press", value))))
    view: Json = (await room.presses(who, action, message))["view"]
    return view


async def test_a_form_takes_a_value_for_each_field(room: Room) -> None:
    """What was left empty is asked for still; a refusal stands under the first field."""
    await room.begun()
    await room.play.do("dba", i.FinishStep(step="1"))
    view = await opened(room, "dba", ActionId.NOTE_VALUE, "value:backup_id:1", "backup_id")
    refused = await room.submits("dba", view, {"value-backup_id": "TBD"})
    assert {"value-backup_id": "That says no value of {backup_id}."} == refused["errors"]
    empty = await room.submits("dba", view, {"value-backup_id": " "})
    assert ["value-backup_id"] == list(empty["errors"])
    await room.submits("dba", view, {"value-backup_id": " bk-7 "})
    assert "bk-7" == (await room.state()).values["backup_id"].note


async def test_a_form_about_rows_takes_a_choice_for_each(room: Room) -> None:
    """What was left open is asked for still; what is wrong stands under its row, a refusal first."""
    await room.deploying()
    await room.play.do("dba", i.FinishStep(step="5"))
    view = await opened(room, "dba", ActionId.NOTE_ROWS, "data:5:1", "V1,V2,V3")
    unsaid = await room.submits("dba", view, {})
    assert {"value-V1": NOTHING_SAID} == unsaid["errors"]
    unchosen = await room.submits("dba", view, {"value-V2": "visible"})
    assert {"value-V2": CHOOSE} == unchosen["errors"]
    refused = await room.submits("dba", view, {"outcome-V2": "ok", "outcome-V3": "failed"})
    assert ["value-V1"] == list(refused["errors"])
    await room.submits("dba", view, {"value-V2": " visible ", "value-V3": "0"})
    said = (await room.state()).changes.validations
    assert {2: (True, "visible"), 3: (False, "0")} == {
        number: (each.holds, each.result) for number, each in said.items()
    }


async def test_a_rejection_keeps_its_reason(room: Room) -> None:
    """What was written in the form is the rejection's reason."""
    await room.play.start("tess")
    await room.play.do("tess", i.Submit())
    view = await opened(room, "sec", ActionId.REJECT, q.review_question(await room.state()))
    await room.submits("sec", view, {"reason": "  the window is too short "})
    state = await room.state()
    assert Lifecycle.DRAFT is state.state
    assert state.rejected
    assert "the window is too short" == state.rejected.note


@pytest.mark.parametrize("severity", list(Severity))
async def test_a_rollback_keeps_its_severity(room: Room, severity: Severity) -> None:
    """The severity that was chosen in the form is the decision's, or the question's that others answer."""
    await room.deploying()
    view = await opened(room, "ana", ActionId.ROLLBACK, q.rollback_question(await room.state()))
    await room.submits("ana", view, {"severity": severity, "reason": "checkout is down"})
    state = await room.state()
    decision = (state.rollback.severity, state.rollback.reason) if state.rollback else None
    asked = (state.question.severity, state.question.evidence[0].text) if state.question else None
    assert (severity, "checkout is down") == (decision or asked)
    assert bool(decision) is (severity is Severity.CRITICAL)


@pytest.mark.parametrize(
    ("action", "status"), [(ActionId.STEP_FAILED, "failed"), (ActionId.STEP_SKIP, "skipped")]
)
async def test_a_step_that_failed_or_is_skipped_says_why(room: Room, action: ActionId, status: str) -> None:
    """The reason stands in the step's progress."""
    await room.begun()
    view = await opened(room, "dba", action, q.step_question("1", 1), "1")
    await room.submits("dba", view, {"reason": "the disk is full"})
    progress = (await room.state()).steps["1"]
    assert (status, "the disk is full") == (progress.status, progress.note)


@pytest.mark.parametrize(
    ("outcome", "status"), [("start", "running"), ("done", "done"), ("fail", "failed"), ("skip", "skipped")]
)
async def test_a_step_is_recorded_for_its_owner(room: Room, outcome: str, status: str) -> None:
    """The lead says in a form how it went and when, and both names are kept."""
    await room.begun()
    view = await opened(room, "ana", ActionId.RECORD, q.step_question("1", 1), "1")
    await room.submits("ana", view, {"outcome": outcome, "reason": "by phone"})
    progress = (await room.state()).steps["1"]
    assert progress.by
    assert (status, "Ana Castillo", "Dora Nagy") == (progress.status, progress.by.name, progress.for_whom)


async def test_a_hold_keeps_its_reason(room: Room) -> None:
    """Whoever waits can read why."""
    await room.begun()
    view = await opened(room, "dba", ActionId.HOLD, q.hold_question(await room.state()))
    await room.submits("dba", view, {"reason": "the disk is full"})
    hold = (await room.state()).hold
    assert hold
    assert "the disk is full" == hold.note


async def test_a_year_that_no_deployment_has_is_told(room: Room) -> None:
    """The window is not moved to where no calendar of ours goes."""
    await room.play.start("tess")
    view = await opened(room, "ana", ActionId.RESCHEDULE, q.reschedule_question(await room.state()))
    outcome = await room.submits("ana", view, {"date": "9999-12-31", "time": "23:00"})
    assert "No deployment is on that date" in outcome["errors"]["date"]


async def test_the_minutes_of_an_extension_are_told_or_taken(room: Room) -> None:
    """What is no number is told under its input; with a reason the window ends so much later."""
    await room.begun()
    state = await room.state()
    view = await opened(room, "ana", ActionId.EXTEND, q.extend_question(state))
    told = await room.submits("ana", view, {"minutes": "half", "reason": "slow"})
    assert "A number from 1 to 480" in told["errors"]["minutes"]
    assert (await room.submits("ana", view, {"minutes": "30", "reason": "slow"}))["ok"]
    assert state.window_end
    assert state.window_end + timedelta(minutes=30) == (await room.state()).window_end


async def test_a_refusal_stands_under_the_reason(room: Room) -> None:
    """Whoever may not reads so in the form, and what they wrote is still there."""
    await room.begun()
    view = await opened(room, "ned", ActionId.HOLD, q.hold_question(await room.state()))
    outcome = await room.submits("ned", view, {"reason": "I am worried"})
    assert "Only somebody named in the plan" in outcome["errors"]["reason"]
    assert [] == await room.answers()


async def test_a_form_is_behind_what_happened_meanwhile(room: Room) -> None:
    """A form whose question is settled while somebody writes is told so, and changes nothing."""
    await room.begun()
    view = await opened(room, "dba", ActionId.HOLD, q.hold_question(await room.state()))
    await room.play.do("ana", i.Hold(reason="first"))
    outcome = await room.submits("dba", view, {"reason": "second"})
    assert "Already on hold" in outcome["errors"]["reason"]


async def test_a_form_that_was_refused_can_be_sent_off_once_more(room: Room) -> None:
    """What was refused for a reason that has gone is accepted from the same form, as it stands."""
    await room.begun()
    view = await opened(room, "dev", ActionId.STEP_FAILED, q.step_question("2", 1), "2")
    refused = await room.submits("dev", view, {"reason": "green is not healthy"})
    assert "Step 2 is not called" in refused["errors"]["reason"]
    await room.play.do("dba", i.FinishStep(step="1"))
    assert (await room.submits("dev", view, {"reason": "green is not healthy"}))["ok"]
    assert "failed" == (await room.state()).steps["2"].status


async def test_busy_is_told_in_the_form(room: Room) -> None:
    """While somebody else holds the lock the form stays open and says to try again."""
    await room.begun()
    view = await opened(room, "dba", ActionId.HOLD, q.hold_question(await room.state()))
    with room.locked():
        outcome = await room.submits("dba", view, {"reason": "the disk is full"})
    assert "press again" in outcome["errors"]["reason"]
    assert (await room.submits("dba", view, {"reason": "the disk is full"}))["ok"]


@pytest.mark.parametrize("remembered", ["", "wave|WEB-1||", "begin|WEB-1||", "menu|WEB-1||", "hold|WEB-1"])
async def test_a_form_that_remembers_nothing_of_ours_is_answered(room: Room, remembered: str) -> None:
    """A form whose memory is another release's, or made up, says so under the reason."""
    await room.begun()
    stage = at_state(Lifecycle.DEPLOYING)
    on = ButtonValue(deployment=w.ID, question="hold:0")
    view = dict(reason_view(ActionId.HOLD, on, stage.state, stage.plan))
    trigger = room.slack.world.triggers.issue("U0DBA")
    forged = {**view, "private_metadata": remembered}
    shown = (await room.slack.client.views_open(trigger_id=trigger, view=forged))["view"]
    outcome = await room.submits("dba", shown, {"reason": "the disk is full"})
    assert "I do not know this form any more" in outcome["errors"]["reason"]
    assert (await room.state()).hold is None


async def test_a_form_that_nobody_knows_is_answered(room: Room) -> None:
    """A modal of another release says so where it has an input."""
    await room.play.start("tess")
    trigger = room.slack.world.triggers.issue("U0TESS")
    block = {
        "type": "input",
        "block_id": "why",
        "label": {"type": "plain_text", "text": "Why?"},
        "element": {"type": "plain_text_input", "action_id": "why"},
    }
    view = {
        "type": "modal",
        "callback_id": "old",
        "title": {"type": "plain_text", "text": "Old"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [block],
    }
    opened_view = (await room.slack.client.views_open(trigger_id=trigger, view=view))["view"]
    outcome = await room.submits("tess", opened_view, {"why": "because"})
    assert "I do not know this form any more" in outcome["errors"]["why"]
