"""What stands in a modal's inputs (`view.state.values`); a block and its element share one id."""

from typing import Any

from commands.payloads import Payload


class Inputs:
    """The inputs of a payload's view; what is not there or empty is "" or nothing."""

    def __init__(self, body: Payload) -> None:
        self._values: dict[str, dict[str, Any]] = body["view"].get("state", {}).get("values", {})

    def text(self, input_id: str) -> str:
        """What was typed, without spaces around it."""
        return str(self._state(input_id, input_id).get("value") or "").strip()

    def chosen(self, input_id: str) -> str:
        """The value of the option that was chosen."""
        option = self._state(input_id, input_id).get("selected_option") or {}
        return str(option.get("value", ""))

    def date(self, input_id: str) -> str:
        """The date that was chosen, `2026-12-01`."""
        return str(self._state(input_id, input_id).get("selected_date") or "")

    def time(self, input_id: str) -> str:
        """The time that was chosen, `23:00`."""
        return str(self._state(input_id, input_id).get("selected_time") or "")

    def users(self, block: str, action: str) -> tuple[str, ...]:
        """The users that were chosen, by id."""
        return tuple(self._state(block, action).get("selected_users") or ())

    def _state(self, block: str, action: str) -> dict[str, Any]:
        found: dict[str, Any] = self._values.get(block, {}).get(action, {})
        return found
