"""What stands in a modal's inputs (`view.state.values`); a block and its element share one id."""

from dataclasses import dataclass
from typing import Any

from commands.blocks.actions import OUTCOME_BLOCK, VALUE_BLOCK
from commands.payloads import Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedFile:
    """A file that was dropped into a form; `size` in bytes, 0 where Slack does not say."""

    id: str
    name: str
    size: int


class Inputs:
    """The inputs of a payload's view; what is not there or empty is "" or nothing."""

    def __init__(self, body: Payload) -> None:
        self._values: dict[str, dict[str, Any]] = body["view"].get("state", {}).get("values", {})

    def text(self, input_id: str) -> str:
        """What was typed, without spaces around it."""
        return str(self._state(input_id, input_id).get("value") or "").strip()

    def values(self) -> dict[str, str]:
        """What was typed for placeholders of the plan, by their names; what was left empty is not there."""
        blocks = [block for block in self._values if block.startswith(VALUE_BLOCK)]
        return {block.removeprefix(VALUE_BLOCK): text for block in blocks if (text := self.text(block))}

    def outcomes(self) -> dict[str, str]:
        """What was chosen for rows of the plan, by their marks; what was left open is not there."""
        blocks = [block for block in self._values if block.startswith(OUTCOME_BLOCK)]
        return {block.removeprefix(OUTCOME_BLOCK): word for block in blocks if (word := self.chosen(block))}

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

    def file(self, input_id: str) -> DroppedFile | None:
        """The file that was dropped; Slack's schema of it is that of a file object."""
        files = self._state(input_id, input_id).get("files") or ()
        return next(
            (
                DroppedFile(
                    id=str(file["id"]), name=str(file.get("name") or ""), size=int(file.get("size") or 0)
                )
                for file in files
            ),
            None,
        )

    def user(self, input_id: str) -> str:
        """The one user that was chosen, by id."""
        return str(self._state(input_id, input_id).get("selected_user") or "")

    def users(self, block: str, action: str) -> tuple[str, ...]:
        """The users that were chosen, by id."""
        return tuple(self._state(block, action).get("selected_users") or ())

    def _state(self, block: str, action: str) -> dict[str, Any]:
        found: dict[str, Any] = self._values.get(block, {}).get(action, {})
        return found
