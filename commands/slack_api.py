"""Calls of Slack's Web API: one client, and Slack's errors as ours.

The client never repeats a call by itself: a post that was repeated would stand there twice. The outbox looks
a lost one up first, and moves the due time where Slack asks to wait.
"""

import math
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import (
    LONGEST_RETRY_AFTER,
    Gone,
    Lost,
    Permanent,
    RateLimited,
    TMinusError,
    Transient,
    Unauthorized,
    Unreachable,
)

SECONDS_PER_CALL = 8.0
"""Below the 10 s that a delivery may take of its lease, real time."""
SECONDS_TO_CONNECT = 3.0
DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait where Slack asks to wait and does not say how long."""

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500

WAIT = frozenset({"rate_limited", "ratelimited"})
IN_DOUBT = frozenset({"fatal_error", "internal_error"})
"""Slack: "some aspect of the operation" may have succeeded (method pages)."""
PASSING = frozenset(
    {
        "ekm_access_denied",
        "external_channel_migrating",
        "file_update_failed",
        "message_limit_exceeded",
        "org_login_required",
        "request_timeout",
        "service_unavailable",
        "streaming_state_conflict",
        "team_added_to_org",
        "update_failed",
    }
)
"""Errors of the moment: the workspace is moved or closed for a while, or says too much at once."""
REFUSED_TOKEN: Mapping[str, str] = {
    "account_inactive": "T-Minus was removed from the workspace, or its token was revoked",
    "invalid_auth": "Slack does not accept the token",
    "not_authed": "Slack was given no token",
    "token_expired": "the token has expired",
    "token_revoked": "the token was revoked",
}
"""Errors that stay until somebody mends the settings or installs the app again; what waits is kept."""
TERMINAL: Mapping[str, str] = {
    "cant_update_message": "the message is not T-Minus's to change",
    "channel_not_found": "the channel does not exist or T-Minus cannot see it: /invite it there",
    "edit_window_closed": "the workspace does not allow messages to be changed any more",
    "file_deleted": "the file was deleted",
    "file_type_not_allowed": "the workspace does not allow files of this kind",
    "file_upload_size_restricted": "the workspace does not allow files of this size",
    "file_uploads_disabled": "the workspace does not allow files",
    "file_not_found": "the file was deleted, or T-Minus may not see it",
    "invalid_blocks": "Slack does not accept how the message is built",
    "is_archived": "the channel is archived",
    "message_not_found": "the message was deleted",
    "messages_tab_disabled": "the app's messages tab is off: install it again from slack-manifest.yaml",
    "missing_scope": "the app lacks a permission: install it again from slack-manifest.yaml",
    "msg_blocks_too_long": "the message is too long",
    "msg_too_long": "the message is too long",
    "not_allowed_token_type": "the token is of another kind: a bot token is xoxb-…, an app token xapp-…",
    "not_in_channel": "T-Minus is not in the channel: /invite it there",
    "storage_limit_reached": "the workspace has no room for more files",
    "restricted_action": "the workspace does not let T-Minus post in the channel",
    "user_disabled": "the person's account is deactivated",
    "user_not_found": "the person is not in this workspace",
    "user_not_in_channel": "the person is not in the channel",
}
"""Errors that stay however often the call is repeated, in words; one that is not listed is told as it is."""


NOWHERE = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "posting_to_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    }
)
"""Errors of a place: whatever is said there now gets the same answer."""
DELETED = frozenset({"cannot_reply_to_message", "message_not_found", "thread_not_found"})
"""Errors of a message that is not there to be edited or answered."""


def create_session(seconds_per_call: float = SECONDS_PER_CALL) -> aiohttp.ClientSession:
    """The connections that all calls share; whoever makes it closes it."""
    timeout = aiohttp.ClientTimeout(total=seconds_per_call, connect=SECONDS_TO_CONNECT)
    return aiohttp.ClientSession(timeout=timeout)


def create_client(token: str, session: aiohttp.ClientSession, base_url: str = "") -> AsyncWebClient:
    """A client that repeats nothing; `base_url` is Slack's own where it is empty."""
    return AsyncWebClient(
        token=token,
        base_url=base_url or AsyncWebClient.BASE_URL,
        session=session,
        retry_handlers=[],
    )


SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "dnd:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)
"""What the bot token must be granted, as slack-manifest.yaml asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What Slack says to a token: whose it is and where, what it may, and what time it is there.

    `scopes` and `at` are `None` where it does not say.
    """

    user: str
    team: str
    scopes: frozenset[str] | None
    at: datetime | None


async def greet(client: AsyncWebClient) -> Greeting:
    """Ask Slack about the token (auth.test, and the answer's headers). Errors as `call`."""
    headers: Mapping[str, str] = {}

    async def asked() -> AsyncSlackResponse:
        nonlocal headers
        response = await client.auth_test()
        headers = response.headers
        return response

    answer = await call(asked())
    scopes, date = headers.get("x-oauth-scopes"), headers.get("date")
    return Greeting(
        user=answer["user"],
        team=answer["team"],
        scopes=None if scopes is None else frozenset(scope.strip() for scope in scopes.split(",")),
        at=parsedate_to_datetime(date) if date else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is: its workspace and that one's address, its bot id, the user it speaks as.

    `enterprise` is the Enterprise organization that the workspace belongs to, "" where it is none's.
    """

    team: str
    url: str
    bot: str
    user: str
    enterprise: str = ""

    @property
    def ours(self) -> frozenset[str]:
        """What Slack may say where our own people come from."""
        return frozenset({self.team, self.enterprise} - {""})


async def identify(client: AsyncWebClient) -> Identity:
    """Ask Slack once who the token belongs to (auth.test). Errors as `call`."""
    answer = await call(client.auth_test())
    return Identity(
        team=answer["team_id"],
        url=answer["url"],
        bot=answer["bot_id"],
        user=answer["user_id"],
        enterprise=answer.get("enterprise_id") or "",
    )


async def call(method: Awaitable[Any]) -> Mapping[str, Any]:
    """The answer's data.

    Errors: `RateLimited`, `Unauthorized`, `Lost` (it may have arrived), `Transient`; `Unreachable`, `Gone`,
    `Permanent`.
    """
    try:
        response = await method
    except SlackApiError as error:
        raise _told(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Transient("Slack cannot be reached") from error
    except (TimeoutError, aiohttp.ClientError) as error:
        raise Lost("Slack did not answer") from error
    except AttributeError as error:
        # What slack_sdk raises for a 200 whose body is no JSON object.
        raise Lost("Slack's answer could not be read") from error
    data: Mapping[str, Any] = response.data
    return data


def _told(error: SlackApiError) -> TMinusError:
    """Slack's error as one of our tree; the response is aiohttp's own where its body was no JSON."""
    response = error.response
    status = int(getattr(response, "status_code", None) or response.status)
    data = getattr(response, "data", None)
    answer: Mapping[str, Any] = data if isinstance(data, dict) else {}
    code = str(answer.get("error", ""))
    if status == TOO_MANY_REQUESTS or code in WAIT:
        return RateLimited("Slack asks to wait", retry_after(response.headers))
    if status >= SERVER_ERROR or code in IN_DOUBT or not code:
        return Lost("Slack had an error of its own")
    if code in REFUSED_TOKEN:
        return Unauthorized(REFUSED_TOKEN[code])
    if code in PASSING:
        return Transient(f"Slack does not take it now: {code}")
    details = [*answer.get("response_metadata", {}).get("messages", ())]
    if code == "missing_scope" and answer.get("needed"):
        details.append(str(answer["needed"]))
    kind = Unreachable if code in NOWHERE else Gone if code in DELETED else Permanent
    return kind(": ".join((TERMINAL.get(code, code), *details)), code)


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that Slack asks to wait; aiohttp's headers do not mind case."""
    try:
        asked = float(headers.get("Retry-After", ""))
    except ValueError:
        asked = math.nan
    return DEFAULT_RETRY_AFTER if math.isnan(asked) else min(max(asked, 1.0), LONGEST_RETRY_AFTER)
