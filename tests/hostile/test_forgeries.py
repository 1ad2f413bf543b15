"""Payloads that only Slack can sign, with values that none of our messages holds."""

import json
from collections.abc import Iterator
from typing import Any

from commands.blocks.actions import ActionId, ButtonValue, CallbackId, spell_entry
from commands.presses import BUTTONS
from sandbox.model import Json
from tests.hostile.door import STRICTEST, Door, is_plain
from tests.hostile.mutations import changed
from tests.scenario.night import CHANNEL, user
from tests.scenario.test_first_journey import SIGNERS

ID = "WEB-DEPLOY-041"
NED = user("ned")
"""Whom the plan does not name."""
LONG = f"review:{'9' * 1000}"
QUESTIONS = ("", "x", "submit:0:0", f"cancel:{ID}", f"cancel:{ID}.2", "go:1", "step:5:1", "\0", LONG)
SUBJECTS = ("", "5", "R1", "99", "²", "-1", "1" * 1000, "\u202e5", "<!channel>")

STRIDE = 29
"""Each button is pressed with every so-manieth value, each with others."""


def values() -> Iterator[str]:
    """What a button might carry: of this deployment, of none, of no form at all."""
    for question in QUESTIONS:
        for subject in SUBJECTS:
            yield ButtonValue(deployment=ID, question=question, subject=subject).spell()
    yield from (
        ButtonValue(deployment="WEB-DEPLOY-041.2", question="go:1").spell(),
        ButtonValue(deployment="../../etc/passwd").spell(),
        ButtonValue(deployment="x' OR '1'='1").spell(),
        "",
        "|",
        "||",
        "|||||",
        "%00||",
        "%ED%A0%80||",
        f"{ID}|%zz|",
        f"{ID.lower()}||",
    )


async def review(door: Door) -> tuple[Json, Json]:
    """The plan is in review; a press in a message, and a form that was sent off."""
    night = door.night
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.presses("tess", "Submit for review")
    press = door.of("message submit")
    form = await night.presses("pia", "Reject")
    await night.fills("pia", form, {"reason": "the way back is not tested"})
    await night.types("tess", "submit")
    for signer in SIGNERS[:3]:
        await night.types(signer, "approve")
    return press, door.of("form reason")


def pressing(press: Json, action: str, value: str) -> Json:
    """The press of another element, or with another value."""
    found: Json = changed(changed(press, ("actions", 0, "action_id"), action), ("actions", 0, "value"), value)
    return found


async def forged_by_a_stranger(door: Door, press: Json) -> None:
    """Whoever is not named presses each of our buttons, each with other odd values."""
    forged = changed(press, ("user", "id"), NED)
    found = list(values())
    async with door.nothing_changes():
        # The record is everybody's, and comes directly.
        for number, action in enumerate(sorted(set(ActionId) - {ActionId.HAND_RECORD})):
            for value in found[number::STRIDE]:
                answer = await door.delivers(door.fresh(pressing(forged, action, value)))
                assert 200 == answer.status_code, (action, value, answer.text)
                assert is_plain(answer), (action, value, answer.text)


async def behind_or_elsewhere(door: Door, press: Json) -> None:
    """The lead presses each of our buttons with questions that were not asked, or not of this deployment."""
    theirs = changed(press, ("user", "id"), user("ana"))
    questions = ("review:0:0", "go:9", "begin:0", "hold:9", f"cancel:{ID}.2", "step:5:9", "confirm:1.9")
    async with door.nothing_changes():
        # A tick asks no question: a box stays ticked however often it is.
        for action in set(ActionId) - {ActionId.TICK, ActionId.HAND_RECORD}:
            for question in questions:
                value = ButtonValue(deployment=ID, question=question, subject="5").spell()
                answer = await door.delivers(door.fresh(pressing(theirs, action, value)))
                assert 200 == answer.status_code, (action, question, answer.text)


async def by_who_left(door: Door, press: Json) -> None:
    """A session that outlived its account presses once more."""
    await door.night.changes("lee", "deactivate")
    value = ButtonValue(deployment=ID, question="").spell()
    approve = changed(pressing(press, "approve", value), ("user", "id"), user("lee"))
    async with door.nothing_changes():
        assert 200 == (await door.delivers(door.fresh(approve))).status_code


@STRICTEST
async def test_a_forged_button_is_answered_and_does_nothing(door: Door) -> None:
    """Whoever presses it, and whatever it is made to carry: nothing is changed, and nothing goes wrong."""
    press, _ = await review(door)
    await forged_by_a_stranger(door, press)
    await behind_or_elsewhere(door, press)
    await by_who_left(door, press)
    assert [] == door.errors()


MEMORIES: tuple[Any, ...] = (
    "",
    "null",
    "[]",
    "{}",
    "{",
    "[" * 3000,
    "WEB-DEPLOY-041||",
    "submit|WEB-DEPLOY-041||",
    "menu|WEB-DEPLOY-041||",
    "cancel|NO-1||",
    "cancel|WEB-DEPLOY-041|%00|",
    json.dumps({"deployment": ID, "channel": CHANNEL, "thread": 5}),
    json.dumps({"deployment": [ID], "channel": CHANNEL}),
    json.dumps({"deployment": "NO-1", "channel": "C0NONE", "question": "add:" + "9" * 2000}),
    json.dumps({"deployment": ID, "channel": CHANNEL, "admin": True}),
    json.dumps({"deployment": "\0", "channel": "\ud800", "thread": "\0", "question": "\0"}),
    json.dumps({"channel": "\0", "roles": ["\0"]}),
    json.dumps({"channel": CHANNEL, "roles": ["x" * 1000] * 3}),
    json.dumps({"channel": None, "roles": []}),
)
"""What a form may be made to remember."""
FORMS = (*CallbackId, "", "x" * 255)
FILLED: Json = {
    "reason": {"type": "plain_text_input", "value": "so that it stops\0<!channel>"},
    "date": {"type": "datepicker", "selected_date": "2026-13-45"},
    "time": {"type": "timepicker", "selected_time": "99:99"},
    "outcome": {"type": "static_select", "selected_option": {"value": "explode"}},
    "role": {"type": "static_select", "selected_option": {"value": "hand:DBA:00000000"}},
    "person": {"type": "users_select", "selected_user": NED},
    "after": {"type": "static_select", "selected_option": {"value": "99"}},
    "action": {"type": "plain_text_input", "value": "x" * 3000},
    "minutes": {"type": "plain_text_input", "value": "9" * 5000},
    "plan": {"type": "static_select", "selected_option": {"value": "../../etc/passwd"}},
    "version": {"type": "plain_text_input", "value": "`rm -rf`|\n# 1"},
    "file": {"type": "file_input", "files": []},
}


@STRICTEST
async def test_a_forms_hidden_state_that_was_altered_does_nothing(door: Door) -> None:
    """Whatever a form is made to remember and hold, somebody not named changes nothing by sending it off."""
    _, sent = await review(door)
    state = {"values": {name: {name: what} for name, what in FILLED.items()}}
    async with door.nothing_changes():
        for number, callback in enumerate(FORMS):
            for memory in MEMORIES[number % 2 :: 2]:
                view = {**sent["view"], "callback_id": callback, "private_metadata": memory, "state": state}
                body = door.fresh({**sent, "user": {"id": NED, "team_id": "T0OCTAL"}, "view": view})
                answer = await door.delivers(body)
                assert answer.status_code in {200, 400}, (callback, memory, answer.text)
                assert is_plain(answer), (callback, memory, answer.text)
        # As it was opened for Pia, and sent off by him: it acts for whoever sends it off.
        answer = await door.delivers(door.fresh(changed(sent, ("user", "id"), NED)))
        assert "You hold none of the roles that sign" in str(answer.json()["errors"])
    assert [] == door.errors()


def test_every_button_is_forged() -> None:
    """The tests above leave none of the buttons out, and a menu's entry is one of them."""
    assert set(BUTTONS) < set(ActionId)
    assert spell_entry(ActionId.GO, ButtonValue(deployment=ID)).startswith("go|")
