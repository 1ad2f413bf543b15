"""Collects what is wrong with Block Kit, in Slack's manner: a sentence, and a JSON pointer to the place."""

from collections.abc import Collection
from typing import Any

from sandbox.model import Json

TEXT_TYPES = ("plain_text", "mrkdwn")


class Findings:
    """What was found so far. Every check takes the value and the JSON pointer of where it stands."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, what: str, at: str) -> None:
        """Note one thing that is wrong."""
        self.messages.append(f"[ERROR] {what} [json-pointer:{at}]")

    def is_object(self, value: object, at: str) -> bool:
        """Whether it is an object; noted where it is not."""
        if not isinstance(value, dict):
            self.add("must be an object", at)
        return isinstance(value, dict)

    def one_of(self, holder: Json, key: str, allowed: Collection[str], at: str) -> None:
        """A field that takes one of some words, or is left out."""
        if key in holder and holder[key] not in allowed:
            self.add(f"unsupported value: {holder[key]}; must be one of {', '.join(allowed)}", f"{at}/{key}")

    def fields(self, holder: Json, required: Collection[str], optional: Collection[str], at: str) -> None:
        """The fields that must be there, and that no others are."""
        for key in required:
            if key not in holder:
                self.add(f"missing required field: {key}", at)
        for key in holder.keys() - {"type", "block_id", *required, *optional}:
            self.add(f"invalid additional property: {key}", at)

    def string(self, holder: Json, key: str, longest: int, at: str, *, shortest: int = 0) -> None:
        """A string field with a length in characters, or left out."""
        if key not in holder:
            return
        value = holder[key]
        if not isinstance(value, str):
            self.add("must be a string", f"{at}/{key}")
        elif len(value) < shortest:
            self.add(f"must be more than {shortest - 1} characters", f"{at}/{key}")
        elif len(value) > longest:
            self.add(f"must be less than {longest + 1} characters", f"{at}/{key}")

    def items(self, holder: Json, key: str, most: int, at: str, *, least: int = 1) -> list[Any]:
        """A list field with a number of items; what is in it, as far as it may be."""
        value = holder.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.add("must be an array", f"{at}/{key}")
            return []
        if len(value) < least:
            self.add(f"no fewer than {least} items allowed", f"{at}/{key}")
        if len(value) > most:
            self.add(f"no more than {most} items allowed", f"{at}/{key}")
        return value

    def text(
        self, holder: Json, key: str, longest: int, at: str, *, types: Collection[str] = ("plain_text",)
    ) -> None:
        """A text object, or left out."""
        if key in holder:
            self.text_object(holder[key], longest, f"{at}/{key}", types=types)

    def text_object(self, value: object, longest: int, at: str, *, types: Collection[str]) -> None:
        """A text object: its type, and a text that is neither empty nor too long."""
        if not isinstance(value, dict):
            self.add("must be an object", at)
            return
        if value.get("type") not in types:
            self.add(f"must be a {' or '.join(types)} text object", f"{at}/type")
        self.fields(value, ("text",), ("emoji", "verbatim"), at)
        self.string(value, "text", longest, at, shortest=1)
