"""Idempotency keys: what Slack names one command, press or submission by (design, rule 2)."""

from commands.payloads import Payload


def command_key(body: Payload) -> str:
    """One typed command."""
    return f"command:{body['team_id']}:{body['trigger_id']}"


def event_key(body: Payload) -> str:
    """One event; Slack sends it again under the same id."""
    return f"event:{body['team_id']}:{body['event_id']}"


def action_key(body: Payload, action: Payload) -> str:
    """One press of one element."""
    return f"action:{_team_and_user(body)}:{action['action_ts']}:{action['action_id']}"


def view_key(body: Payload) -> str:
    """One submission of one view; what was refused and is sent off once more is another."""
    return f"view:{_team_and_user(body)}:{body['view']['id']}:{body['trigger_id']}"


def _team_and_user(body: Payload) -> str:
    return f"{body['team']['id']}:{body['user']['id']}"
