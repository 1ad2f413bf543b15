"""What the bot answered, whichever way it was reached."""

from dataclasses import dataclass

from sandbox.model import Json

HTTP_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """What came back. `error` is Slack's word where the bot did not answer well, else ""."""

    error: str = ""
    status: int = 0
    text: str = ""
    body: Json | None = None
