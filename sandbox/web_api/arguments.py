"""Reads what a Web API call was given: a query, a form or JSON, told apart as Slack does."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from sandbox.errors import SlackError

TRUE = frozenset({"true", "1"})


class Arguments:
    """The arguments of one call. In forms and queries everything is a text, objects are JSON in a text."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str) -> str:
        """A text, "" where it was not given."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """A text that must be there. Errors: `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", (f"[ERROR] missing required field: {name}",))
        return value

    def has(self, name: str) -> bool:
        """Whether it was given at all."""
        return self.values.get(name) is not None

    def flag(self, name: str) -> bool:
        """A truth value, false where it was not given."""
        return str(self.values.get(name)).lower() in TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number. Errors: `invalid_arguments`."""
        try:
            return int(self.values.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", (f"[ERROR] {name} must be a number",)) from None

    def structure(self, name: str) -> Any:  # noqa: ANN401 - JSON, checked by whoever asked for it
        """An object or a list, also written as JSON in a text; None where it was not given or is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return None


async def read_arguments(request: Request) -> Arguments:
    """The arguments of a call, from the query and the body. Errors: `invalid_json`, `invalid_form_data`."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        return Arguments(values | body)
    if kind == "application/x-www-form-urlencoded":
        async with request.form() as form:
            return Arguments(values | {name: value for name, value in form.items() if isinstance(value, str)})
    return Arguments(values)
