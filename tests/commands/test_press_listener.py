import pytest

from bot.domain import intents as i, questions as q
from bot.domain.state import Lifecycle, StepStatus
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import Content, actions, button
from tests.bot import web_shop as w
from tests.commands.room import Room, read
from tests.commands.signed import interaction


def one_button(action: ActionId, question: str = "", subject: str = "", deployment: str = w.ID) -> Content:
    value = ButtonValue(deployment=deployment, question=question, subject=subject)
    return Content(text="x", blocks=actions(button(action, "Press", value)))


async def test_a_press_is_an_intent_that_is_committed_when_it_is_acknowledged(room: Room) -> None:
    """Submit, pressed in the status message, puts the plan into review; the ack itself says nothing."""
    await room.play.start("tess")
    outcome = await room.presses("tess", "submit", await room.shows_status())
    assert ("", []) == (outcome["error"], outcome["messages"])
    assert Lifecycle.IN_REVIEW is (await room.state()).state


async def test_a_refused_press_is_answered_where_it_was_pressed(room: Room) -> None:
    """The refusal of a press waits in the outbox, for the person, in the thread of the message."""
    await room.play.start("tess")
    root = await room.shows_status()
    question = q.submit_question(await room.state())
    message = room.shows(one_button(ActionId.SUBMIT, question), thread=root)
    outcome = await room.presses("ned", "submit", message)
    assert "" == outcome["error"]
    [answer] = await room.answers()
    assert "Only somebody named in the plan" in answer
    assert "U0NED" in answer
    assert root in answer
    assert Lifecycle.DRAFT is (await room.state()).state


async def test_an_old_button_tells_what_happened_meanwhile(room: Room) -> None:
    """A button whose question is settled changes nothing and says what became of it."""
    await room.play.start("tess")
    message = await room.shows_status()
    await room.play.do("tess", i.Submit())
    await room.presses("tess", "submit", message)
    [answer] = await room.answers()
    assert "Already submitted by you" in answer


async def test_a_press_that_is_delivered_twice_counts_once(room: Room) -> None:
    """The same delivery again is answered alike and changes nothing more."""
    await room.play.start("tess")
    question = q.submit_question(await room.state())
    value = ButtonValue(deployment=w.ID, question=question).spell()
    body = interaction(
        {
            "type": "block_actions",
            "team": {"id": "T0OCTAL"},
            "user": {"id": "U0TESS"},
            "container": {"type": "message", "channel_id": w.CHANNEL, "message_ts": "1.1"},
            "trigger_id": "1.1.x",
            "actions": [
                {
                    "type": "button",
                    "action_id": "submit",
                    "block_id": "b",
                    "value": value,
                    "action_ts": "2.2",
                }
            ],
        }
    )
    assert [200, 200] == [(await room.delivers(body)).status_code for _ in range(2)]
    assert 1 == (await room.state()).review_round
    assert [] == await room.answers()


async def test_an_item_is_ticked_from_the_list(room: Room) -> None:
    """An entry of the checklist's select ticks that item."""
    await room.approved()
    value = ButtonValue(deployment=w.ID, subject="2").spell()
    await room.presses("ana", "tick", await room.shows_status(), value=value)
    assert 2 in (await room.state()).checks


@pytest.mark.parametrize("press", ["cancel", "menu"])
async def test_a_button_that_needs_a_reason_asks_for_it(room: Room, press: str) -> None:
    """Cancel, as a button or a menu's entry, opens the form for the reason, and what is sent off counts."""
    await room.play.start("tess")
    state = await room.state()
    value = ButtonValue(deployment=w.ID, question=q.cancel_question(state))
    if press == "menu":
        message = await room.shows_status()
        entry = f"{ActionId.CANCEL}|{value.spell()}"
        opened = await room.presses("ana", "menu", message, value=entry)
    else:
        opened = await room.presses("ana", "cancel", room.shows(one_button(ActionId.CANCEL, value.question)))
    assert Lifecycle.DRAFT is (await room.state()).state
    closed = await room.submits("ana", opened["view"], {"reason": "no longer wanted"})
    assert (True, None) == (closed["ok"], closed["view"])
    state = await room.state()
    assert Lifecycle.CANCELLED is state.state
    assert state.ended
    assert "no longer wanted" == state.ended.note


async def test_a_form_that_did_not_open_says_what_to_type(room: Room) -> None:
    """Where Slack does not open the form, the person is told the command that does the same."""
    await room.play.start("tess")
    question = q.cancel_question(await room.state())
    message = room.shows(one_button(ActionId.CANCEL, question))
    await room.slack.fail("views.open", "server_error")
    outcome = await room.presses("ana", "cancel", message)
    assert f"/deploy cancel {w.ID} REASON" in read(outcome)
    assert outcome["messages"][0]["ephemeral"]
    assert 1 == len(await room.slack.calls("views.open"))


async def test_a_failed_step_is_typed_with_its_number(room: Room) -> None:
    """What to type instead of the form names the step."""
    await room.play.start("tess")
    message = room.shows(one_button(ActionId.STEP_FAILED, "step:5:1", "5"))
    await room.slack.fail("views.open", "error", code="expired_trigger_id")
    outcome = await room.presses("dba", "step_failed", message)
    assert f"/deploy step {w.ID} 5 fail REASON" in read(outcome)


async def test_the_plan_is_opened_from_the_menu(room: Room) -> None:
    """Open plan shows the stored plan in a modal, to anybody."""
    await room.play.start("tess")
    entry = f"{ActionId.OPEN_PLAN}|{ButtonValue(deployment=w.ID).spell()}"
    opened = await room.presses("ned", "menu", await room.shows_status(), value=entry)
    assert "Run database migrations" in str(opened["view"]["blocks"])


async def test_the_record_is_handed_to_whoever_presses_for_it(room: Room) -> None:
    """It is made by a worker; whoever pressed reads where it comes."""
    await room.play.start("tess")
    await room.presses("ned", "hand_record", room.shows(one_button(ActionId.HAND_RECORD)))
    assert f"The record of `{w.ID}` is being made: it comes as a file" in str(await room.answers())


async def test_a_plan_that_did_not_open_says_what_to_type(room: Room) -> None:
    """Where the modal cannot be shown, status is the way to read it."""
    await room.play.start("tess")
    await room.slack.fail("views.open", "hang_before")
    outcome = await room.presses("ned", "open_plan", room.shows(one_button(ActionId.OPEN_PLAN)))
    assert f"/deploy status {w.ID}" in read(outcome)


async def test_steps_are_pressed_by_their_owners(room: Room) -> None:
    """Start and Done of a step's call move the step."""
    await room.begun()
    [number] = [n for n, p in (await room.state()).steps.items() if p.status is StepStatus.CALLED]
    message = room.shows(one_button(ActionId.STEP_START, q.step_question(number, 1), number))
    await room.presses("dba", "step_start", message)
    assert StepStatus.RUNNING is (await room.state()).steps[number].status
    message = room.shows(one_button(ActionId.STEP_DONE, q.step_question(number, 1), number))
    await room.presses("dba", "step_done", message)
    assert StepStatus.DONE is (await room.state()).steps[number].status


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("wave", "x"),
        ("submit", "garbage"),
        ("submit", ""),
        ("menu", "x|y"),
        ("menu", "menu|WEB-1||"),
        ("rows_hold", f"{w.ID}|step:5:1|"),
        ("note_value", f"{w.ID}|value:x:1|{'x' * 201}"),
    ],
)
async def test_an_unknown_button_gets_a_plain_answer(room: Room, action: str, value: str) -> None:
    """A button that no release knows any more says so, and nothing is changed."""
    block = {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": action,
                "text": {"type": "plain_text", "text": "Press"},
                **({"value": value} if value else {}),
            }
        ],
    }
    place = room.slack.world.conversations[w.CHANNEL]
    message = room.slack.world.say(place, room.slack.world.bot.user_id, "x", blocks=[block])
    outcome = await room.presses("tess", action, message.ts)
    assert "I do not know this button any more" in read(outcome)


async def test_a_button_of_a_deployment_that_is_gone_is_answered(room: Room) -> None:
    """A press for a deployment that this database does not know is refused at once, to the person."""
    message = room.shows(one_button(ActionId.SUBMIT, "submit:x:0", deployment="WEB-404"))
    outcome = await room.presses("tess", "submit", message)
    assert "There is no deployment WEB-404" in read(outcome)


async def test_a_press_that_cannot_be_answered_is_not_acknowledged(room: Room) -> None:
    """Where neither the answer nor that it failed can be told, Slack itself shows that something is wrong."""
    message = room.shows(one_button(ActionId.SUBMIT, "submit:x:0", deployment="WEB-404"))
    await room.slack.fail("chat.postEphemeral", "server_error", times=2)
    outcome = await room.presses("tess", "submit", message)
    assert "dispatch_failed" == outcome["error"]
    assert [] == outcome["messages"]
