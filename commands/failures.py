"""What a person hears when something went wrong that they cannot help."""

from http import HTTPStatus

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Busy, Permanent, TMinusError
from bot.metrics import Metrics, Where
from bot.ports import Messenger
from commands.blocks.home import trouble_view
from commands.blocks.metadata import UnknownForm
from commands.blocks.mrkdwn import paragraphs
from commands.home import HOME_EVENT, publish
from commands.mentions import MENTION_EVENTS, asked_of
from commands.modals import UNKNOWN_FORM
from commands.payloads import Payload, place_of, user_of
from commands.telling import tell_now

LENGTH = 1000
"""Characters of what went wrong, as far as somebody reads it."""


class Failures:
    """The error handler of all listeners: it answers where the person is, in the form Slack takes there."""

    def __init__(self, messenger: Messenger, client: AsyncWebClient, metrics: Metrics) -> None:
        self._messenger = messenger
        self._client = client
        self._metrics = metrics
        self._log = structlog.get_logger(__name__)

    async def handle(self, error: Exception, body: Payload) -> BoltResponse:
        """The answer to a request whose listener failed; 500 where Slack shows or repeats it by itself."""
        text = self._words(error)
        if "command" in body:
            answer = {"response_type": "ephemeral", "text": paragraphs(text, LENGTH)}
            return BoltResponse(status=HTTPStatus.OK, body=answer)
        kind = body.get("type")
        if kind == "view_submission" and (block := first_input(body)):
            errors = {"response_action": "errors", "errors": {block: text}}
            return BoltResponse(status=HTTPStatus.OK, body=errors)
        if kind == "block_actions" and await tell_now(self._messenger, user_of(body), place_of(body), text):
            return BoltResponse(status=HTTPStatus.OK)
        if kind == "event_callback":
            told = await self._told_of_event(error, body, text)
            if told or isinstance(error, Permanent):
                # What cannot work is not asked for again: Slack would repeat it for minutes.
                return BoltResponse(status=HTTPStatus.OK)
        is_ours = not isinstance(error, UnknownForm)
        return BoltResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR if is_ours else HTTPStatus.BAD_REQUEST)

    async def _told_of_event(self, error: Exception, body: Payload, text: str) -> bool:
        """Whether somebody was told; else Slack repeats the event for minutes, and it may work then.

        What somebody wrote is not done late once they know that it was not.
        """
        event = body["event"]
        if event["type"] in MENTION_EVENTS:
            asked = asked_of(body)
            return await tell_now(self._messenger, asked.user, asked.place, text)
        if event["type"] == HOME_EVENT and not isinstance(error, TMinusError):
            return await self._told_at_home(event["user"], text)
        return False

    async def _told_at_home(self, user: str, text: str) -> bool:
        try:
            await publish(self._client, user, trouble_view(text))
        except TMinusError as why:
            self._log.warning("slack: somebody could not be told", why=str(why))
            return False
        return True

    def _words(self, error: Exception) -> str:
        """What to say; an unexpected error is logged under an id that the person is told, too."""
        if isinstance(error, Busy):
            return "Busy this very moment: press again."
        if isinstance(error, UnknownForm):
            return UNKNOWN_FORM
        if isinstance(error, TMinusError):
            self._log.warning("slack: could not be done", why=str(error))
            return f"That did not work just now ({error}). Try again in a minute."
        error_id = self._metrics.unexpected(Where.SLACK)
        self._log.error("slack: unexpected error", error_id=error_id, exc_info=error)
        return (
            f"That went wrong, and it is not your fault. The log has it as {error_id}: tell whoever runs me."
        )


def first_input(body: Payload) -> str:
    """The block under which a modal shows what went wrong; "" where it has no input."""
    inputs = (block.get("block_id", "") for block in body["view"]["blocks"] if block["type"] == "input")
    return next(inputs, "")
