"""What a form remembers while it is on somebody's screen."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from bot.ports import Place


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
        """As it was spelled. Errors: `ValueError` for what another form remembers."""
        try:
            return cls(**json.loads(text))
        except TypeError as error:
            raise ValueError(f"no form of a deployment remembers {text[:100]!r}") from error
