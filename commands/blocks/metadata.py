"""What a form remembers while it is on somebody's screen."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from bot.inbound import read_json
from bot.ports import Place


class UnknownForm(ValueError):  # noqa: N818 - what it is, as the others of the tree
    """What no form of ours remembers, or not any more."""

    def __init__(self, text: str) -> None:
        super().__init__(f"no form of ours remembers {text[:100]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMetadata:
    """The form's deployment, and where it was opened; `question` is what it answers, where it is one."""

    deployment: str
    channel: str
    thread: str = ""
    question: str = ""

    @property
    def place(self) -> Place:
        """Where what comes of it later is told."""
        return Place(channel=self.channel, thread=self.thread)

    def spell(self) -> str:
        """As Slack keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """As it was spelled. Errors: `UnknownForm`."""
        try:
            found = cls(**read_json(text))
        except (TypeError, ValueError) as error:
            raise UnknownForm(text) from error
        if not all(isinstance(value, str) for value in asdict(found).values()):
            raise UnknownForm(text)
        return found
