"""What Slack hands out for a short while: trigger ids, addresses to answer to, and tickets for sockets."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SlackError

TRIGGER_LASTS = 3.0
"""Seconds, real time. A trigger id opens one view."""
ANSWER_LASTS = 30 * 60.0
"""Seconds, real time."""
TICKET_LASTS = 30.0
"""Seconds, real time; Slack does not say how long."""
ANSWERS = 5
"""How often a response_url may be used."""


@dataclass(slots=True)
class _Trigger:
    user: str
    born: float
    used: bool = False


class Triggers:
    """The trigger ids that are out. `elapsed` gives seconds, real time."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._triggers: dict[str, _Trigger] = {}

    def issue(self, user: str) -> str:
        """A new trigger id for what the user just did."""
        trigger = f"1111.{len(self._triggers) + 1}.{user.lower()}"
        self._triggers[trigger] = _Trigger(user, self._elapsed())
        return trigger

    def spend(self, trigger: str) -> str:
        """The user whose screen the trigger opens a view on. Errors: Slack's three for trigger ids."""
        found = self._triggers.get(trigger)
        if not found:
            raise SlackError("invalid_trigger_id")
        if found.used:
            raise SlackError("exchanged_trigger_id")
        if self._elapsed() - found.born > TRIGGER_LASTS:
            raise SlackError("expired_trigger_id")
        found.used = True
        return found.user


class Tickets:
    """The addresses for sockets that are out: each is good for one socket, and not for long."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._born: dict[str, float] = {}

    def issue(self) -> str:
        """A new ticket."""
        ticket = secrets.token_urlsafe()
        self._born[ticket] = self._elapsed()
        return ticket

    def spend(self, ticket: str) -> None:
        """Use a ticket up. Errors: `expired_url`, also for one that never was."""
        born = self._born.pop(ticket, None)
        if born is None or self._elapsed() - born > TICKET_LASTS:
            raise SlackError("expired_url")


@dataclass(slots=True, kw_only=True)
class Answer:
    """Where a response_url leads: the user, the conversation, and the message that was pressed, if any."""

    user: str
    channel: str
    message_ts: str
    born: float
    uses: int = 0


class Answers:
    """The response_urls that are out."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._answers: dict[str, Answer] = {}

    def issue(self, user: str, channel: str, message_ts: str = "") -> str:
        """The name of a new response_url, its last part."""
        name = f"{len(self._answers) + 1:06d}"
        self._answers[name] = Answer(user=user, channel=channel, message_ts=message_ts, born=self._elapsed())
        return name

    def use(self, name: str) -> Answer:
        """Where it leads; counts as a use. Errors: `used_url`; `expired_url`, also for one that never was."""
        found = self._answers.get(name)
        if not found or self._elapsed() - found.born > ANSWER_LASTS:
            raise SlackError("expired_url")
        if found.uses >= ANSWERS:
            raise SlackError("used_url")
        found.uses += 1
        return found
