"""What anybody can send to the address from outside: a 4xx or a plain answer each, and nothing changed."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from tests.commands.signed import FORM, JSON, form, interaction, signed
from tests.hostile.door import Door, is_plain
from tests.scenario.evening import SECRET
from tests.scenario.night import CHANNEL

SUBMIT = {
    "command": "/deploy",
    "text": "submit",
    "team_id": "T0OCTAL",
    "user_id": "U0TESS",
    "channel_id": CHANNEL,
    "trigger_id": "7.7",
}
"""What Tess may do now: whatever of it is not taken changes nothing, by that alone."""
BODY = form(SUBMIT)
EVENT = {"type": "event_callback", "team_id": "T0OCTAL", "event_id": "Ev7", "event": {"type": "x"}}


Request = tuple[bytes, Mapping[str, str]]


def sent(body: bytes, kind: str = FORM, **more: str) -> Request:
    """A rightly signed request, with other headers in the stead of its own."""
    others = {name.replace("_", "-"): what for name, what in more.items()}
    return body, signed(body, kind, secret=SECRET) | others


def without(name: str) -> bytes:
    """The command without one of its fields."""
    return form({field: what for field, what in SUBMIT.items() if field != name})


def other(**changed: Any) -> bytes:  # noqa: ANN401 - fields of several types
    """The command with other fields."""
    return form({**SUBMIT, **changed})


def deep(depth: int) -> bytes:
    """An event in which something is nested."""
    return f'{json.dumps(EVENT)[:-1]}, "more": {"[" * depth}{"]" * depth}}}'.encode()


def refused() -> Mapping[str, tuple[int, Request]]:
    """What is refused, and how; signed now."""
    return {
        "nothing is signed": (401, (BODY, {"content-type": FORM})),
        "signed by somebody else": (401, (BODY, signed(BODY, secret="another secret"))),
        "signed for another body": (401, (other(text="begin"), signed(BODY, secret=SECRET))),
        "the signature of an older scheme": (401, sent(BODY, x_slack_signature="v1=00")),
        "the signature in capitals": (
            401,
            sent(BODY, x_slack_signature=signed(BODY, secret=SECRET)["x-slack-signature"].upper()),
        ),
        "no signature": (401, sent(BODY, x_slack_signature="")),
        "no timestamp": (401, sent(BODY, x_slack_request_timestamp="")),
        "a timestamp that is no number": (401, sent(BODY, x_slack_request_timestamp="now")),
        "a timestamp below zero": (401, sent(BODY, x_slack_request_timestamp="-1")),
        "a timestamp with a point": (401, sent(BODY, x_slack_request_timestamp="1795455960.5")),
        "a timestamp without an end": (400, sent(BODY, x_slack_request_timestamp="9" * 5000)),
        "stale": (401, (BODY, signed(BODY, secret=SECRET, age=301))),
        "from the future": (401, (BODY, signed(BODY, secret=SECRET, age=-400))),
        "no UTF-8": (400, (b"\xff\xfe" + BODY, signed(BODY, secret=SECRET))),
        "packed": (400, (gzip.compress(BODY), signed(BODY, secret=SECRET) | {"content-encoding": "gzip"})),
        "10 MB": (413, sent(BODY + b"x" * 10_000_000)),
        "no form": (400, sent(b"no form")),
        "no JSON": (400, sent(b"payload=no")),
        "JSON that is no object": (400, sent(b"payload=[1]")),
        "JSON without an end": (400, sent(b'{"type":', JSON)),
        "nested without an end": (400, sent(deep(100_000), JSON)),
        "empty": (403, sent(b"")),
        "another workspace's": (403, sent(other(team_id="T0ACME"))),
        "no workspace's": (403, sent(without("team_id"))),
        "an organization's": (403, sent(interaction({"type": "block_actions", "enterprise": {"id": "E1"}}))),
        "a kind that nothing listens to": (
            404,
            sent(interaction({"type": "shortcut", "team": {"id": "T0OCTAL"}, "callback_id": "x"})),
        ),
        "another command": (404, sent(other(command="/undeploy"))),
        "nobody's": (400, sent(without("user_id"))),
        "a name too long to be one": (400, sent(other(user_id="U" * 5000))),
        "a command and an event in one": (400, sent(interaction({**SUBMIT, "user_id": {}, "event": {}}))),
    }


async def test_what_is_not_slacks_or_cannot_be_read_is_refused(door: Door) -> None:
    """Each with its 4xx and a few plain words; no table, no message and no error is left behind."""
    await door.night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    async with door.nothing_changes():
        for name, (status, (body, headers)) in refused().items():
            answer = await door.sends(body, headers)
            assert (name, status) == (name, answer.status_code)
            assert is_plain(answer), (name, answer.text)
            assert len(answer.text) < 100, (name, answer.text)
    assert [] == door.errors()


async def test_headers_of_bolts_own_and_doubled_fields_change_nothing_more(door: Door) -> None:
    """Bolt's headers for lazy functions, Slack's for repeats, a second value: answered as ever."""
    night = door.night
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    listing = other(text="list")
    named = {
        "x_slack_bolt_lazy_only": "1",
        "x_slack_bolt_lazy_function_name": "on_press",
        "x_slack_retry_num": "3",
        "x_slack_retry_reason": "http_timeout",
    }
    async with door.nothing_changes():
        for name, value in named.items():
            answer = await door.sends(*sent(listing, **{name: value}))
            assert (name, True) == (name, "Web shop 4.12.0" in answer.text)
        # The last value counts, for the check of the workspace as for the listener.
        twice = b"text=submit&team_id=T0ACME&" + listing
        assert "Web shop 4.12.0" in (await door.sends(*sent(twice))).text
        assert 403 == (await door.sends(*sent(listing + b"&text=submit&team_id=T0ACME"))).status_code
    assert [] == door.errors()


async def test_what_is_sent_again_is_answered_again_and_done_once(door: Door) -> None:
    """A replay within the five minutes, byte for byte, and a storm of Slack's own repeats: one event each."""
    night = door.night
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    first = await door.sends(*sent(BODY))
    await night.quiet()
    press = await _pressed(door)
    said = {
        "type": "app_mention",
        "user": "U0ANA",
        "text": f"<@{night.world.bot.user_id}> note once",
        "channel": CHANNEL,
        "ts": "1.1",
    }
    event = json.dumps({**EVENT, "event": said}).encode()
    assert 200 == (await door.sends(*sent(event, JSON))).status_code
    async with door.nothing_changes():
        for number in range(1, 6):
            again = await door.sends(*sent(BODY, x_slack_retry_num=str(number)))
            assert first.text == again.text
            assert 200 == (await door.sends(*sent(press, x_slack_retry_num=str(number)))).status_code
            assert 200 == (await door.sends(*sent(event, JSON, x_slack_retry_num=str(number)))).status_code
    assert [] == door.errors()


async def _pressed(door: Door) -> bytes:
    """A press that was taken, as it came."""
    await door.night.presses("pia", "Approve")
    return interaction(door.of("message approve"))
