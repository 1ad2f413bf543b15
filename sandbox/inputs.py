"""What stands in inputs and selects: from the plain values of a page or a test to the states Slack sends.

A plain value is what one would write by hand: a text, an option's value, a user's id, `2026-12-01`, `22:30`;
for a datetimepicker epoch seconds, or `2026-12-01T22:30` in the person's zone; a list of them where several
can be chosen; None for nothing. For a file input it is the ids of files that the person uploaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.blocks import elements_in
from sandbox.elements import FILES, options_of
from sandbox.errors import ImpossibleError
from sandbox.model import Json


@dataclass(frozen=True, slots=True)
class _Kept:
    """How one type of element keeps what stands in it: in which field, from which at first, in what shape."""

    state: str
    initial: str
    of_options: bool = False
    many: bool = False


_KINDS: Mapping[str, _Kept] = {
    "plain_text_input": _Kept("value", "initial_value"),
    "static_select": _Kept("selected_option", "initial_option", of_options=True),
    "multi_static_select": _Kept("selected_options", "initial_options", of_options=True, many=True),
    "radio_buttons": _Kept("selected_option", "initial_option", of_options=True),
    "checkboxes": _Kept("selected_options", "initial_options", of_options=True, many=True),
    "users_select": _Kept("selected_user", "initial_user"),
    "multi_users_select": _Kept("selected_users", "initial_users", many=True),
    "channels_select": _Kept("selected_channel", "initial_channel"),
    "datepicker": _Kept("selected_date", "initial_date"),
    "timepicker": _Kept("selected_time", "initial_time"),
    "datetimepicker": _Kept("selected_date_time", "initial_date_time"),
    "file_input": _Kept("files", "", many=True),
}
_NO_FILES: Mapping[str, Json] = MappingProxyType({})
_OVERFLOW = _Kept("selected_option", "", of_options=True)


def keeps_state(element: Json) -> bool:
    """Whether something stands in the element that Slack sends along in `state`."""
    return element["type"] in _KINDS


def _first(element: Json) -> Json:
    kept = _KINDS[element["type"]]
    return {"type": element["type"], kept.state: element.get(kept.initial, [] if kept.many else None)}


def written(element: Json, value: object, zone: ZoneInfo, files: Mapping[str, Json] = _NO_FILES) -> Json:
    """The state of an element when somebody in the zone chose or typed the plain value.

    `files` are those that the person uploaded, as Slack's JSON, by id. Errors: `ImpossibleError`.
    """
    kept = _OVERFLOW if element["type"] == "overflow" else _KINDS[element["type"]]
    state: object = value
    if kept.many:
        chosen = value if isinstance(value, list) else []
        state = [_option(element, item) for item in chosen] if kept.of_options else chosen
        if element["type"] == "file_input":
            state = _uploaded(element, chosen, files)
    elif kept.of_options:
        state = _option(element, value) if value is not None else None
    elif not value:
        state = None
    elif element["type"] == "datetimepicker":
        state = _epoch(str(value), zone)
    return {"type": element["type"], kept.state: state}


def _uploaded(element: Json, chosen: list[str], files: Mapping[str, Json]) -> list[Json]:
    """The files that were chosen, if the input takes them."""
    if len(chosen) > element.get("max_files", FILES):
        raise ImpossibleError(f"No more than {element.get('max_files', FILES)} files can be uploaded here.")
    if unknown := [name for name in chosen if name not in files]:
        raise ImpossibleError(f"This person uploaded no file {', '.join(unknown)}.")
    endings = element.get("filetypes", [])
    for file in (files[name] for name in chosen):
        if endings and PurePosixPath(file["name"]).suffix.removeprefix(".").lower() not in endings:
            raise ImpossibleError(f"{file['name']} is none of: {', '.join(endings)}.")
    return [files[name] for name in chosen]


def _epoch(value: str, zone: ZoneInfo) -> int:
    if value.isdecimal():
        return int(value)
    try:
        return int(datetime.fromisoformat(value).replace(tzinfo=zone).timestamp())
    except ValueError:
        raise ImpossibleError(f"{value} is no date and time.") from None


def _option(element: Json, value: object) -> Json:
    for option in options_of(element):
        if option["value"] == value:
            return option
    offered = ", ".join(option["value"] for option in options_of(element))
    raise ImpossibleError(f"There is no option {value!r}; there are: {offered}.")


def plain(state: Json) -> Any:  # noqa: ANN401 - a text, a number, a list of texts: whatever a form field takes
    """The plain value that makes this state."""
    kept = _KINDS[state["type"]]
    value = state[kept.state]
    if state["type"] == "file_input":
        return [file["id"] for file in value]
    if not kept.of_options:
        return value
    if kept.many:
        return [option["value"] for option in value]
    return value["value"] if value else None


def inputs_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every block with an element that keeps state."""
    for block in blocks:
        for element in elements_in(block):
            if keeps_state(element) and element.get("action_id"):
                yield block, element


def state_of(blocks: list[Json], typed: Mapping[str, Mapping[str, Json]]) -> Json:
    """`state.values`: what was typed, else what each element began with."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in inputs_of(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        state = typed.get(block_id, {}).get(action_id)
        fits = state is not None and state["type"] == element["type"]
        values.setdefault(block_id, {})[action_id] = state if state and fits else _first(element)
    return {"values": values}


def with_values(
    blocks: list[Json],
    typed: Mapping[str, Mapping[str, Json]],
    values: Mapping[str, Any],
    zone: ZoneInfo,
    files: Mapping[str, Json] = _NO_FILES,
) -> dict[str, dict[str, Json]]:
    """What is typed once the person changed some inputs; `values` maps action ids to plain values.

    `files` as for `written`. An action id that two blocks share is told apart by `block_id/action_id`.
    Errors: `ImpossibleError`.
    """
    result = {block: dict(actions) for block, actions in typed.items()}
    known: set[str] = set()
    for block, element in inputs_of(blocks):
        name = f"{block['block_id']}/{element['action_id']}"
        known |= {name, element["action_id"]}
        for key in (element["action_id"], name):
            if key in values:
                state = written(element, values[key], zone, files)
                result.setdefault(block["block_id"], {})[element["action_id"]] = state
    if unknown := values.keys() - known:
        raise ImpossibleError(f"There is no input {', '.join(sorted(unknown))} in this view.")
    return result


def missing(blocks: list[Json], state: Json) -> dict[str, str]:
    """What Slack itself says before it submits a view: block id to words."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = plain(state["values"][block["block_id"]][element["action_id"]])
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
        elif element["type"] == "plain_text_input":
            shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
            if not shortest <= len(value) <= longest:
                errors[block["block_id"]] = f"Please write {shortest} to {longest} characters."
    return errors
