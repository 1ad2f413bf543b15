"""Checks Block Kit's interactive elements against Slack's limits."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sandbox.checks import TEXT_TYPES, Findings
from sandbox.model import Json

IDS = 255
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
OPTIONS = 100
INPUT_LENGTH = 3000
FILES = 10
"""How many files a file input takes."""
FILE_TYPES = 100
"""No limit of Slack's is known; a longer list is a mistake."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One type of element: the fields it must and may have beside action_id, and what else is checked."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    check: Callable[[Findings, Json, str], None]


def check_element(found: Findings, element: object, allowed: Collection[str], at: str) -> None:
    """An element, one of the types that may stand in that place."""
    if not isinstance(element, dict):
        found.add("must be an object", at)
        return
    kind = _KINDS.get(str(element.get("type")))
    if kind is None or element["type"] not in allowed:
        found.add(f"unsupported type: {element.get('type')}", f"{at}/type")
        return
    found.fields(element, kind.required, ("action_id", "confirm", "focus_on_load", *kind.optional), at)
    found.string(element, "action_id", IDS, at, shortest=1)
    found.text(element, "placeholder", PLACEHOLDER, at)
    _confirm(found, element, at)
    kind.check(found, element, at)


def _confirm(found: Findings, element: Json, at: str) -> None:
    if "confirm" not in element or not found.is_object(element["confirm"], f"{at}/confirm"):
        return
    confirm, at = element["confirm"], f"{at}/confirm"
    found.fields(confirm, ("title", "text", "confirm", "deny"), ("style",), at)
    found.text(confirm, "title", 100, at)
    found.text(confirm, "text", 300, at, types=TEXT_TYPES)
    found.text(confirm, "confirm", 30, at)
    found.text(confirm, "deny", 30, at)
    found.one_of(confirm, "style", ("primary", "danger"), at)


def _button(found: Findings, element: Json, at: str) -> None:
    found.text(element, "text", 75, at)
    found.string(element, "value", 2000, at)
    found.string(element, "url", 3000, at)
    found.string(element, "accessibility_label", 75, at)
    found.one_of(element, "style", ("primary", "danger"), at)


def _option(found: Findings, option: object, at: str, types: Collection[str]) -> None:
    if not isinstance(option, dict):
        found.add("must be an object", at)
        return
    found.fields(option, ("text", "value"), ("description", "url"), at)
    found.text(option, "text", OPTION_TEXT, at, types=types)
    found.text(option, "description", OPTION_TEXT, at, types=types)
    found.string(option, "value", OPTION_VALUE, at, shortest=1)


def _options(
    found: Findings, holder: Json, at: str, most: int = OPTIONS, types: Collection[str] = ("plain_text",)
) -> None:
    options = found.items(holder, "options", most, at)
    for index, option in enumerate(options):
        _option(found, option, f"{at}/options/{index}", types)
    values = [str(option.get("value")) for option in options if isinstance(option, dict)]
    if len(set(values)) < len(values):
        found.add("option values must be unique", f"{at}/options")


def _select(found: Findings, element: Json, at: str) -> None:
    if ("options" in element) == ("option_groups" in element):
        found.add("must provide either options or option_groups", at)
    _options(found, element, at)
    for index, group in enumerate(found.items(element, "option_groups", 100, at)):
        place = f"{at}/option_groups/{index}"
        if found.is_object(group, place):
            found.text(group, "label", 75, place)
            _options(found, group, place)
    _initial(found, element, at)


def _initial(found: Findings, element: Json, at: str) -> None:
    """What is chosen at first must be among the options."""
    listed = options_of(element)
    chosen = [element["initial_option"]] if "initial_option" in element else []
    chosen += found.items(element, "initial_options", OPTIONS, at)
    if any(option not in listed for option in chosen):
        found.add("the initial option must be one of the options", at)


def options_of(element: Json) -> list[Json]:
    """All options of an element, those in groups too."""
    holders = [element, *_listed(element, "option_groups")]
    return [option for holder in holders for option in _listed(holder, "options")]


def _listed(holder: Json, key: str) -> list[Json]:
    value = holder.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _overflow(found: Findings, element: Json, at: str) -> None:
    _options(found, element, at, most=5)


def _choices(found: Findings, element: Json, at: str) -> None:
    _options(found, element, at, most=10, types=TEXT_TYPES)
    _initial(found, element, at)


def _input(found: Findings, element: Json, at: str) -> None:
    found.string(element, "initial_value", INPUT_LENGTH, at)
    for key, least in (("min_length", 0), ("max_length", 1)):
        if key not in element:
            continue
        value = element[key]
        if not isinstance(value, int) or not least <= value <= INPUT_LENGTH:
            found.add(f"must be between {least} and {INPUT_LENGTH}", f"{at}/{key}")


def _file_input(found: Findings, element: Json, at: str) -> None:
    for index, ending in enumerate(found.items(element, "filetypes", FILE_TYPES, at)):
        found.string({"filetype": ending}, "filetype", IDS, f"{at}/filetypes/{index}", shortest=1)
    most = element.get("max_files", FILES)
    if not isinstance(most, int) or not 1 <= most <= FILES:
        found.add(f"must be between 1 and {FILES}", f"{at}/max_files")


def _nothing_more(_found: Findings, _element: Json, _at: str) -> None:
    """For elements whose own fields have no limits of their own."""


_PEOPLE = ("initial_user", "placeholder")
_MANY_PEOPLE = ("initial_users", "placeholder", "max_selected_items")
_KINDS: Mapping[str, _Kind] = {
    "button": _Kind(("text",), ("value", "url", "style", "accessibility_label"), _button),
    "overflow": _Kind(("options",), (), _overflow),
    "static_select": _Kind((), ("options", "option_groups", "initial_option", "placeholder"), _select),
    "multi_static_select": _Kind(
        (), ("options", "option_groups", "initial_options", "placeholder", "max_selected_items"), _select
    ),
    "users_select": _Kind((), _PEOPLE, _nothing_more),
    "multi_users_select": _Kind((), _MANY_PEOPLE, _nothing_more),
    "channels_select": _Kind((), ("initial_channel", "placeholder", "response_url_enabled"), _nothing_more),
    "datepicker": _Kind((), ("initial_date", "placeholder"), _nothing_more),
    "timepicker": _Kind((), ("initial_time", "placeholder", "timezone"), _nothing_more),
    "datetimepicker": _Kind((), ("initial_date_time",), _nothing_more),
    "checkboxes": _Kind(("options",), ("initial_options",), _choices),
    "radio_buttons": _Kind(("options",), ("initial_option",), _choices),
    "plain_text_input": _Kind(
        (),
        ("placeholder", "initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"),
        _input,
    ),
    "file_input": _Kind((), ("filetypes", "max_files"), _file_input),
    "image": _Kind(("image_url", "alt_text"), (), _nothing_more),
}

CHOICES = frozenset(
    kind for kind in _KINDS if kind.endswith(("_select", "picker")) or kind in {"checkboxes", "radio_buttons"}
)
"""Elements that keep what was chosen in them."""
IN_ACTIONS = CHOICES | {"button", "overflow"}
AS_ACCESSORY = IN_ACTIONS | {"image"}
IN_INPUT = CHOICES | {"plain_text_input", "file_input"}
