"""People of another organisation, who share a channel through Slack Connect: they read along, and act not.

Slack tells it by their workspace: `user.team_id` of an interaction, `user_team` of an event in such a channel
(docs.slack.dev: Slack Connect); an Enterprise organization may stand there instead (block_actions payload).
Guests of our own workspace are people like all others.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from slack_bolt.response import BoltResponse

from bot.ports import Messenger, Place
from commands.mentions import MENTION_EVENTS, asked_of
from commands.payloads import Payload, place_of
from commands.telling import tell_now

TURNED_AWAY = (
    "I act only for people of the workspace that runs me; nothing was changed. Tell the deployment's lead: "
    "what you did can be recorded for you."
)
Next = Callable[[], Awaitable[BoltResponse]]


class Strangers:
    """Stands before every listener: what another workspace's people send reaches none."""

    def __init__(self, messenger: Messenger, ours: frozenset[str]) -> None:
        self._messenger = messenger
        self._ours = ours

    async def turn_away(self, body: Payload, next_: Next) -> BoltResponse:
        """Let our own people through, and tell the others, them alone."""
        place = self._place_of_stranger(body)
        if place is None:
            return await next_()
        user = body["event"]["user"] if "event" in body else body["user"]["id"]
        is_told = await tell_now(self._messenger, user, place, TURNED_AWAY)
        return BoltResponse(status=HTTPStatus.OK if is_told else HTTPStatus.FORBIDDEN)

    def _place_of_stranger(self, body: Payload) -> Place | None:
        """Where somebody of another workspace said or pressed something; `None` where it is one of ours."""
        event, user = body.get("event"), body.get("user")
        if event:
            is_said = event["type"] in MENTION_EVENTS and event.get("user") and not event.get("bot_id")
            return asked_of(body).place if is_said and self._is_strange(event.get("user_team")) else None
        if not isinstance(user, dict) or not self._is_strange(user.get("team_id")):
            return None
        return place_of(body) if "container" in body else Place(channel="")

    def _is_strange(self, team: str | None) -> bool:
        return bool(team) and team not in self._ours
