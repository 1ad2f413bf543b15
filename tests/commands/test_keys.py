from typing import Any

from commands.keys import action_key, command_key, view_key

COMMAND = {"team_id": "T1", "user_id": "U1", "trigger_id": "111.222.abc"}
INTERACTION: dict[str, Any] = {"team": {"id": "T1"}, "user": {"id": "U1"}}


def test_a_command_is_known_by_team_and_trigger() -> None:
    """A command's key names the workspace and the trigger, which Slack gives once."""
    assert "command:T1:111.222.abc" == command_key(COMMAND)


def test_two_presses_of_one_button_are_two() -> None:
    """A press is known by who, where, what and when: the same delivery again is the same press."""
    first = {"action_id": "approve", "action_ts": "1.1"}
    again = {"action_id": "approve", "action_ts": "1.2"}
    assert "action:T1:U1:1.1:approve" == action_key(INTERACTION, first)
    assert action_key(INTERACTION, first) != action_key(INTERACTION, again)


def test_two_people_who_press_at_once_are_two() -> None:
    """The same button pressed by two people at the same instant is two presses."""
    action = {"action_id": "approve", "action_ts": "1.1"}
    other = {**INTERACTION, "user": {"id": "U2"}}
    assert action_key(INTERACTION, action) != action_key(other, action)


def test_a_form_that_is_sent_off_once_more_is_another_submission() -> None:
    """A submission is known by who, by the view and by Slack's trigger for it: its hash may stay the same."""
    sent = {**INTERACTION, "view": {"id": "V1", "hash": "1.a"}, "trigger_id": "111.222.abc"}
    corrected = {**sent, "trigger_id": "111.333.def"}
    assert "view:T1:U1:V1:111.222.abc" == view_key(sent)
    assert view_key(sent) != view_key(corrected)
