"""Payloads as monitors send them, from the folder `data` beside each integration's tests."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parent


def payload(where: str) -> dict[str, Any]:
    """A payload by its place: `grafana/webhook_firing`; of a captured request, its body."""
    room, name = where.split("/")
    found: dict[str, Any] = json.loads((ROOM / room / "data" / f"{name}.json").read_text())
    return found["body"] if "request_headers" in found else found


def body(where: str) -> bytes:
    """The same as it travels."""
    return json.dumps(payload(where)).encode()


def hmac_of(secret: str, signed: bytes) -> str:
    """As both services make it: HMAC-SHA256 in hex."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
