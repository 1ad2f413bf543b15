from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from commands.about import LONGEST, Kind, about, kind_of
from commands.blocks.actions import ActionId, ButtonValue, spell_entry
from commands.blocks.metadata import FormMetadata

VALUE = ButtonValue(deployment="WEB-1", question="begin:WEB-1")
WHO = {"team": {"id": "T1"}, "user": {"id": "U1"}}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    **WHO,
    "actions": [{"action_id": ActionId.BEGIN.value, "action_ts": "1.2", "value": VALUE.spell()}],
}
CHOICE: dict[str, Any] = {
    **PRESS,
    "actions": [
        {
            "action_id": ActionId.MENU.value,
            "action_ts": "1.2",
            "selected_option": {"value": spell_entry(ActionId.CANCEL, VALUE)},
        }
    ],
}
FORM: dict[str, Any] = {
    "type": "view_submission",
    **WHO,
    "trigger_id": "9.9",
    "view": {"id": "V1", "private_metadata": FormMetadata(deployment="WEB-1", channel="C1").spell()},
}
WHY: dict[str, Any] = {**FORM, "view": {"id": "V1", "private_metadata": spell_entry(ActionId.HOLD, VALUE)}}
COMMAND: dict[str, Any] = {"command": "/deploy", "team_id": "T1", "user_id": "U1", "trigger_id": "9.9"}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "app_mention", "user": "U1"},
}
CHANGE: dict[str, Any] = {**EVENT, "event": {"type": "user_change", "user": {"id": "U1", "name": "x"}}}


@pytest.mark.parametrize(
    ("body", "kind", "key", "deployment"),
    [
        (PRESS, Kind.PRESS, "action:T1:U1:1.2:begin", "WEB-1"),
        (CHOICE, Kind.PRESS, "action:T1:U1:1.2:menu", "WEB-1"),
        (FORM, Kind.FORM, "view:T1:U1:V1:9.9", "WEB-1"),
        (WHY, Kind.FORM, "view:T1:U1:V1:9.9", "WEB-1"),
        (COMMAND, Kind.COMMAND, "command:T1:9.9", None),
        (EVENT, Kind.EVENT, "event:T1:Ev1", None),
        (CHANGE, Kind.EVENT, "event:T1:Ev1", None),
    ],
)
def test_a_payload_says_what_it_is_about(
    body: dict[str, Any], kind: Kind, key: str, deployment: str | None
) -> None:
    """The intent's own key, who asks, and the deployment where the payload names it."""
    told = about(body)
    assert (kind, key, "U1", deployment) == (
        kind_of(body),
        told["key"],
        told["user"],
        told.get("deployment"),
    )


@pytest.mark.parametrize("body", [{}, {"type": "url_verification"}, {"type": ["block_actions"]}])
def test_what_asks_for_nothing_is_about_nothing(body: dict[str, Any]) -> None:
    """Slack's check of the address, and what nobody sends, has no key and no deployment."""
    assert ({}, Kind.OTHER) == (about(body), kind_of(body))


@settings(max_examples=30)
@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["type", "actions", "view", "user", "event", "team", "command", "id"]), inner
            )
        ),
    )
)
def test_an_odd_payload_is_left_out_without_an_error(found: object) -> None:
    """Whatever stands in a payload, naming it breaks nothing."""
    for kind in ("block_actions", "view_submission", "event_callback"):
        body = {"type": kind, "actions": found, "view": found, "user": found, "event": found, "team": found}
        assert set(about(body)) <= {"key", "user", "deployment"}


def test_a_long_name_is_cut() -> None:
    """A name of a megabyte does not stand in every line of the log."""
    assert LONGEST == len(about({**COMMAND, "trigger_id": "x" * 1_000_000})["key"])
