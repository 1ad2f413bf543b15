"""What the sandbox's tests share: clocks that move when told, a client, and small pieces of Block Kit."""

from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from sandbox.model import Json
from tests.sandbox.fake_bot import TOKEN

START = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)


@dataclass
class PlanClock:
    """A clock that stands still until it is skipped."""

    at: datetime = START

    def now(self) -> datetime:
        """The plan's time."""
        return self.at

    async def skip_to(self, moment: datetime) -> None:
        """Go there."""
        self.at = moment


@dataclass
class RealTime:
    """Seconds that pass when a test says so, for what expires."""

    seconds: float = 0.0

    def elapsed(self) -> float:
        """Seconds since the test began."""
        return self.seconds


class Client:
    """Speaks to the sandbox as the bot (`api`) and as people or the page (`post`, `get`)."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def api(self, method: str, **arguments: object) -> Json:
        """A Web API call as the bot makes it."""
        headers = {"authorization": f"Bearer {TOKEN}"}
        answer = await self.http.post(f"/api/{method}", json=arguments, headers=headers)
        result: Json = answer.json()
        return result

    async def post(self, path: str, **content: object) -> Json:
        """Something a person does."""
        answer = await self.http.post(f"/sandbox/{path}", json=content)
        result: Json = answer.json()
        return result

    async def get(self, path: str, **query: str) -> Json:
        """Something to read."""
        answer = await self.http.get(f"/sandbox/{path}", params=query)
        result: Json = answer.json()
        return result

    async def say(self, channel: str, text: str, **more: object) -> str:
        """Post as the bot; the message's ts."""
        answer = await self.api("chat.postMessage", channel=channel, text=text, **more)
        assert answer["ok"], answer
        return str(answer["ts"])

    async def lines(self, user: str, channel: str) -> list[str]:
        """What a person reads in a conversation."""
        state = await self.get("state", user=user)
        place = next(one for one in state["conversations"] if one["id"] == channel)
        return [line for message in place["messages"] for line in message["lines"]]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Json:
    """A section block."""
    return {"type": "section", "text": mrkdwn(text)}


def button(words: str, action_id: str, **more: object) -> Json:
    """A button."""
    return {"type": "button", "text": plain(words), "action_id": action_id, "value": action_id, **more}


def actions(*elements: Json, block_id: str = "row") -> Json:
    """An actions block."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(words: str, value: str) -> Json:
    """An option of a select."""
    return {"text": plain(words), "value": value}


def entry(block_id: str, element: Json, **more: object) -> Json:
    """An input block; its label is its id."""
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    """A modal with a submit button."""
    return {
        "type": "modal",
        "title": plain("Start"),
        "submit": plain("Go on"),
        "blocks": list(blocks),
        **more,
    }
