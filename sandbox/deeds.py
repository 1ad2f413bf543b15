"""Tells in words what a person did with an element or a modal, for the transcript."""

from sandbox.inputs import inputs_of, plain
from sandbox.model import Json, View
from sandbox.nodes import Mention, Moment
from sandbox.reader import Reader


def told_action(element: Json, action: Json, reader: Reader) -> str:
    """`presses [Approve]`; `chooses Critical`."""
    if element["type"] == "button":
        return f"presses [{element['text']['text']}]"
    return f"chooses {_told(action, reader) or 'nothing'}"


def _told(state: Json, reader: Reader) -> str:
    """What stands in an element, as a person reads it; "" for nothing."""
    options = [*state.get("selected_options", []), *filter(None, [state.get("selected_option")])]
    if options:
        return ", ".join(option["text"]["text"] for option in options)
    if state["type"] == "overflow":
        return ""
    if state["type"] == "file_input":
        return ", ".join(file["name"] for file in state["files"])
    value = plain(state)
    items = [item for item in (value if isinstance(value, list) else [value]) if item]
    if state["type"] == "datetimepicker":
        items = [reader.moment(Moment(item, "{date_num} {time}", "")) for item in items]
    if "users" in state["type"]:
        items = [reader.mention(Mention("@", item)) for item in items]
    return ", ".join(map(str, items))


def told_submission(view: View, state: Json, reader: Reader) -> str:
    """`fills in Start a deployment: Version 4.12.0; presses [Start]`."""
    values = state["values"]
    told = [
        (block["label"]["text"], _told(values[block["block_id"]][element["action_id"]], reader))
        for block, element in inputs_of(view.content["blocks"])
        if block["type"] == "input"
    ]
    filled = [f"{label}: {value}" for label, value in told if value]
    title = view.content["title"]["text"]
    button = view.content.get("submit", {}).get("text", "Submit")
    return f"fills in “{title}” ({'; '.join(filled)}) and presses [{button}]"
