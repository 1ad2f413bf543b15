"""How Grafana and Alertmanager say who they are (grafana.com: webhook notifier; prometheus.io: http_config).

Grafana signs the body, together with a timestamp where its contact point names a header for one. Alertmanager
signs nothing: it carries the secret itself, as a bearer token.
"""

import hashlib
import hmac
import re
from datetime import datetime

from starlette.datastructures import Headers

SIGNATURE = "x-grafana-alerting-signature"
TIMESTAMP = "x-grafana-alerting-timestamp"
TOLERANCE_SECONDS = 300
"""Real time, to both sides."""
SECONDS = re.compile(r"\d{1,12}", re.ASCII)
BEARER = "bearer "


def is_signed(body: bytes, headers: Headers, secret: str, now: datetime) -> bool:
    """Whether who sent the body knows the secret; `now` is real time.

    A signature that is there decides: a token beside it mends none that is wrong.
    """
    signature = headers.get(SIGNATURE)
    if signature is None:
        authorization = headers.get("authorization", "")
        token = authorization[len(BEARER) :].strip()
        return authorization[: len(BEARER)].lower() == BEARER and _same(secret, token)
    timestamp = headers.get(TIMESTAMP)
    if timestamp is None:
        return _same(_hex(secret, body), signature)
    if not SECONDS.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    return _same(_hex(secret, f"{timestamp}:".encode() + body), signature)


def _hex(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _same(expected: str, given: str) -> bool:
    """In a time that says nothing of where they differ. A header's bytes arrive as Latin-1."""
    return hmac.compare_digest(expected.encode(), given.encode("latin-1", "replace"))
