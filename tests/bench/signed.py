"""What Slack would send for each press, signed and ready to be written to a socket."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from commands.ingress import PATH
from tests.bench.evening import name_of
from tests.bench.rehearsal import Press
from tests.bot import web_shop as w
from tests.pretend_slack import SECRET

TEAM = "T0OCTAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The presses of one deployment, one after the other: each HTTP request as a whole."""

    deployment: str
    requests: tuple[bytes, ...]


def chains(presses: Iterable[Press], numbers: Iterable[int]) -> tuple[Chain, ...]:
    """The requests for copies of the rehearsed deployment. They are good for five minutes from now."""
    stamp = str(int(time.time()))
    payloads = [json.dumps(_payload(press)) for press in presses]
    return tuple(
        Chain(
            deployment=name_of(number),
            requests=tuple(_request(payload, number, stamp) for payload in payloads),
        )
        for number in numbers
    )


def _request(payload: str, number: int, stamp: str) -> bytes:
    """One signed request (docs.slack.dev: verifying requests from Slack)."""
    body = urlencode({"payload": payload.replace(w.ID, name_of(number))}).encode()
    covered = b"v0:" + stamp.encode() + b":" + body
    signature = hmac.new(SECRET.encode(), covered, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json,*/*\r\n"
        f"User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


def _payload(press: Press) -> Mapping[str, Any]:
    """A `block_actions` payload from a message in a thread, as Slack sends it."""
    ts, root = "1796166000.000200", "1796150000.000100"
    message = {
        "type": "message",
        "user": "U0TMINUS",
        "bot_id": "B0TMINUS",
        "app_id": "A0TMINUS",
        "team": TEAM,
        "ts": ts,
        "thread_ts": root,
        "text": "Your turn",
        "blocks": press.blocks,
    }
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "octal"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": press.user, "username": "owner", "name": "owner", "team_id": TEAM},
        "api_app_id": "A0TMINUS",
        "token": "deprecated",
        "container": {
            "type": "message",
            "message_ts": ts,
            "channel_id": w.CHANNEL,
            "is_ephemeral": False,
            "thread_ts": root,
        },
        "trigger_id": f"{w.ID}.{press.step}.{press.action}",
        "channel": {"id": w.CHANNEL, "name": "web-shop-release"},
        "message": message,
        "state": {"values": {}},
        "response_url": f"https://hooks.slack.com/actions/{TEAM}/1/2",
        "actions": [press.button | {"action_ts": f"{w.ID}:{press.step}", "block_id": "b1", "type": "button"}],
    }
