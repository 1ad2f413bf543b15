"""Requests as Slack sends and signs them."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from tests.pretend_slack import SECRET

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def signed(body: bytes, kind: str = FORM, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    """The headers of a request whose signature is `age` seconds old."""
    stamp = str(int(time.time()) - age)
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    assert signature is not None
    return {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}


def form(fields: Mapping[str, str]) -> bytes:
    """A slash command's body."""
    return urlencode(fields).encode()


def interaction(payload: Mapping[str, Any]) -> bytes:
    """An interaction's body."""
    return form({"payload": json.dumps(payload)})
