"""How monitors' payloads are read: what an alert cannot do without is checked, all else may be missing.

Whatever cannot be read is a report all the same, which says why (`bot.ports.Report`).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from bot.domain.alerts import AlertSource
from bot.domain.plan import Severity
from bot.inbound import read_json
from bot.ports import Report

LONGEST_WORDS = 500
"""Characters of a title or a label that are kept."""
LONGEST_ADDRESS = 2_000
LONGEST_WHY = 300
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:[Zz]|[+-]\d\d:?\d\d)")
"""As RFC 3339 has it; a bare number could be seconds or milliseconds."""
FIRST_YEAR = 1970
"""What is said to be earlier is a zero time: Go's is 0001-01-01T00:00:00Z."""
SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(
        ("critical", "crit", "fatal", "emergency", "disaster", "blocker", "page", "p0", "p1", "sev0", "sev1"),
        Severity.CRITICAL,
    ),
    **dict.fromkeys(("high", "error", "major", "urgent", "p2", "sev2"), Severity.HIGH),
    **dict.fromkeys(
        ("medium", "warning", "warn", "moderate", "average", "minor", "low", "p3", "p4", "p5", "sev3"),
        Severity.MEDIUM,
    ),
    **dict.fromkeys(("info", "informational", "notice", "sev4", "sev5"), Severity.MEDIUM),
}
"""What senders call it, and what that is among the severities of 6.2, which knows none below medium."""

Json = Mapping[str, Any]


def reports_of(
    source: AlertSource, body: bytes, read: Callable[[Json, str], Sequence[Report]]
) -> Sequence[Report]:
    """What a body reports, as `read` understands the object and the text in it.

    Errors of `read`, `ValueError`, become a report that says why.
    """
    text = body.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        return read(read_json(body.decode("utf-8"), strict=True), text)
    except UnicodeDecodeError:
        return [odd(source, text, "the body is no UTF-8", key=body)]
    except (ValueError, RecursionError) as error:
        return [odd(source, text, f"the body cannot be read: {error}", key=body)]


def odd(source: AlertSource, raw: str, why: str, key: bytes = b"") -> Report:
    """A report that is not understood, told again from others by its bytes."""
    found = " ".join(why.split())[:LONGEST_WHY]
    return Report(source=source, delivery=delivery_of(source, key or raw.encode()), why=found, raw=raw)


def delivery_of(source: AlertSource, content: bytes) -> str:
    """A key for what names none itself: the same bytes, the same delivery."""
    return f"{source.value}:{hashlib.sha256(content).hexdigest()}"


def checked(adapter: TypeAdapter[Any], value: object, place: str = "") -> Any:  # noqa: ANN401 - as the shape says
    """The value, which has what its shape asks for. Errors: `ValueError` that says where it has not."""
    try:
        return adapter.validate_python(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, (*filter(None, [place]), *first["loc"])))
        raise ValueError(f"{where} is odd: {first['msg']}") from None


def instant(value: str, name: str) -> datetime:
    """An instant, aware UTC; `name` is what it is called there.

    Errors: `ValueError` where it is none, or has no zone, or is a zero time.
    """
    if not INSTANT.fullmatch(value):
        raise ValueError(f"{name} is no instant")
    try:
        found = datetime.fromisoformat(value.upper().replace(",", ".")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{name} is no instant") from None
    if found.year < FIRST_YEAR:
        raise ValueError(f"{name} is no instant")
    return found


def words(value: object) -> str:
    """A text in one line, cut where it is long; "" for what is none."""
    if not isinstance(value, str):
        return ""
    line = " ".join(value.split())
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1]}…"


def address(value: object) -> str:
    """A web address; "" for what is none, or too long to be one."""
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS or any(c.isspace() for c in value):
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in {"http", "https"} and parts.hostname else ""


def addresses(values: Iterable[object]) -> tuple[str, ...]:
    """Those that are web addresses, each once."""
    return tuple(dict.fromkeys(filter(None, map(address, values))))


def inner(value: object, *names: str) -> object:
    """What stands under these names, one within the other; `None` where something else stands on the way."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def severity(*said: object) -> Severity | None:
    """The first of the sender's words for how bad it is that is known; `None` where none is."""
    names = (each.strip().casefold() for each in said if isinstance(each, str))
    return next((SEVERITIES[name] for name in names if name in SEVERITIES), None)


def json_text(value: object) -> str:
    """What was sent of one of several alerts, as text."""
    return json.dumps(value, ensure_ascii=False)
