"""PagerDuty's signature (developer.pagerduty.com: Webhooks v3, Verifying Signatures)."""

import hashlib
import hmac
from collections.abc import Iterable

VERSION = "v1="


def is_signed(body: bytes, headers: Iterable[str], secret: str) -> bool:
    """Whether one of the signatures in the header is of the secret: while it is changed there are several.

    `headers` are all `X-PagerDuty-Signature` of the request.
    """
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
    given = (part.strip() for header in headers for part in header.split(","))
    found = [part.removeprefix(VERSION).encode() for part in given if part.startswith(VERSION)]
    return any([hmac.compare_digest(expected, each) for each in found])  # noqa: C419 - each is compared, whichever is right
