import copy
from typing import Any

import pytest

from commands.directory_events import DIRECTORY_EVENTS, JOINED
from commands.shapes import COMMAND, EVENT, LONGEST_PLACE, URL_VERIFICATION, heard_as, oddity

TYPED = {
    "command": "/deploy",
    "text": "help",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.1",
}
WHO: dict[str, Any] = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "1.1"}
PRESS = {
    **WHO,
    "type": "block_actions",
    "container": {"type": "message", "channel_id": "C1", "message_ts": "1.1"},
    "actions": [{"action_id": "go", "value": "W-1||", "action_ts": "2.2"}],
    "message": {"thread_ts": "1.1", "text": "whatever"},
}
VIEW: dict[str, Any] = {
    "id": "V1",
    "hash": "1.a",
    "callback_id": "hand",
    "private_metadata": "",
    "blocks": [{"type": "input", "block_id": "role"}],
    "state": {"values": {"role": {"role": {"type": "static_select", "selected_option": {"value": "x"}}}}},
}
SUBMISSION = {**WHO, "type": "view_submission", "view": VIEW}
MODAL_PRESS = {**PRESS, "container": {"type": "view", "view_id": "V1"}, "view": VIEW}


def told(event: dict[str, Any]) -> dict[str, Any]:
    """An event in its envelope."""
    return {"type": EVENT, "team_id": "T1", "event_id": "Ev1", "event_time": 1795455960, "event": event}


MENTION = told({"type": "app_mention", "user": "U1", "channel": "C1", "text": "hi", "ts": "1.1"})


def without(body: dict[str, Any], path: str) -> dict[str, Any]:
    """A copy without one node."""
    copied: Any = copy.deepcopy(body)
    *way, last = path.split(".")
    node = copied
    for name in way:
        node = node[int(name) if isinstance(node, list) else name]
    del node[last]
    found: dict[str, Any] = copied
    return found


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (TYPED, COMMAND),
        (PRESS, "block_actions"),
        (MODAL_PRESS, "block_actions"),
        (SUBMISSION, "view_submission"),
        (MENTION, EVENT),
        (told({"type": "a_new_one", "user": {"of": ["any", "shape"]}}), EVENT),
        ({"type": URL_VERIFICATION, "challenge": "x"}, URL_VERIFICATION),
    ],
)
def test_what_slack_sends_is_of_a_kind_and_not_odd(body: dict[str, Any], kind: str) -> None:
    """Each kind is told by what Slack says, and read as it is, whatever else stands in it."""
    assert (kind, "") == (heard_as(body), oddity({**body, "more": [None]}))


@pytest.mark.parametrize(
    "body", [{}, {"type": "shortcut"}, {"type": 5}, {"type": ["block_actions"]}], ids=str
)
def test_what_nothing_listens_to_is_of_no_kind(body: dict[str, Any]) -> None:
    """A type that is none, or that the app did not ask for."""
    assert "" == heard_as(body)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        *((TYPED, name) for name in ("team_id", "user_id", "channel_id", "trigger_id")),
        *((PRESS, path) for path in ("user", "team.id", "trigger_id", "container", "actions")),
        *((PRESS, f"actions.0.{name}") for name in ("action_id", "action_ts")),
        (MODAL_PRESS, "view.hash"),
        *((SUBMISSION, f"view.{name}") for name in ("id", "callback_id", "private_metadata", "blocks")),
        (SUBMISSION, "view.state.values.role.role.selected_option.value"),
        *((MENTION, path) for path in ("event", "event_id", "event.type", "event.channel")),
    ],
)
def test_what_a_listener_needs_is_missed(body: dict[str, Any], path: str) -> None:
    """The place where it should be is named."""
    assert path == oddity(without(body, path))


@pytest.mark.parametrize("kind", [*DIRECTORY_EVENTS, JOINED, "app_home_opened"])
def test_every_event_that_is_read_has_a_shape(kind: str) -> None:
    """An event that says nothing of whom or what it tells is odd; one that only asks to look again is not."""
    assert ("" == oddity(told({"type": kind}))) is (kind == "subteam_members_changed")


@pytest.mark.parametrize(("length", "is_odd"), [(255, False), (256, True), (0, True)])
def test_an_id_is_no_longer_than_a_key_may_be(length: int, is_odd: bool) -> None:
    """PostgreSQL has no index for a key of some thousand characters."""
    assert is_odd is bool(oddity({**TYPED, "user_id": "U" * length}))


def test_where_it_is_odd_is_told_in_a_line() -> None:
    """The place is made of a payload's own names, and cut."""
    values = {"x" * 5000: {"a": {"value": 5}}}
    assert LONGEST_PLACE == len(oddity({**SUBMISSION, "view": {**VIEW, "state": {"values": values}}}))
