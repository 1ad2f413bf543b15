from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import Headers

from integrations.grafana.signature import SIGNATURE, TIMESTAMP, TOLERANCE_SECONDS, is_signed
from tests.integrations.payloads import hmac_of, payload

VECTORS = payload("grafana/signature_vectors")
BODY, SECRET = VECTORS["body"].encode(), VECTORS["secret"]
SENT = int(VECTORS["timestamp"])
AT = datetime.fromtimestamp(SENT, UTC)
TOLERANCE = timedelta(seconds=TOLERANCE_SECONDS)
PLAIN = {SIGNATURE: VECTORS["without_timestamp"]}
DATED = {SIGNATURE: VECTORS["with_timestamp"], TIMESTAMP: VECTORS["timestamp"]}
BEARER = {"authorization": f"Bearer {SECRET}"}


def signed(headers: dict[str, str], at: datetime = AT, body: bytes = BODY, secret: str = SECRET) -> bool:
    return is_signed(body, Headers(headers), secret, at)


@pytest.mark.parametrize(
    "headers",
    [PLAIN, DATED, BEARER, {"authorization": f"bearer  {SECRET} "}],
    ids=["body", "with a timestamp", "token", "token, spelled otherwise"],
)
def test_who_knows_the_secret_is_let_in(headers: dict[str, str]) -> None:
    """By a signature of the body, of timestamp and body, or by the secret itself."""
    assert signed(headers)


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (TOLERANCE, True),
        (-TOLERANCE, True),
        (TOLERANCE + timedelta(seconds=1), False),
        (-TOLERANCE - timedelta(seconds=1), False),
    ],
)
def test_a_timestamp_is_five_minutes_off_at_most(off: timedelta, expected: bool) -> None:
    """Both sides of the limit, early and late: what was overheard is worth nothing later."""
    assert expected == signed(DATED, AT + off)


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e9", "1795456000.0", "٣", "9" * 400, " 1795456000"])
def test_a_timestamp_that_is_none_is_refused(stamp: str) -> None:
    """Also where it is signed: nobody could say how old it is."""
    headers = {SIGNATURE: hmac_of(SECRET, f"{stamp}:".encode() + BODY), TIMESTAMP: stamp}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert not is_signed(BODY, Headers(raw=raw), SECRET, AT)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE: ""},
        {SIGNATURE: "0" * 64},
        {SIGNATURE: VECTORS["with_timestamp"]},
        {**DATED, SIGNATURE: VECTORS["without_timestamp"]},
        {**DATED, TIMESTAMP: str(SENT + 1)},
        {SIGNATURE: f"v1={VECTORS['without_timestamp']}"},
        {SIGNATURE: "é"},
        {**BEARER, SIGNATURE: "0" * 64},
        {"authorization": f"Bearer {SECRET}x"},
        {"authorization": "Bearer"},
        {"authorization": f"Basic {SECRET}"},
        {"authorization": SECRET},
    ],
)
def test_who_does_not_is_not(headers: dict[str, str]) -> None:
    """A signature that lacks its timestamp, has another, is of another, or a token that is no such one."""
    assert not signed(headers)


@pytest.mark.parametrize("headers", [PLAIN, DATED])
def test_it_is_of_these_very_bytes(headers: dict[str, str]) -> None:
    """Another body or another secret, and it is not."""
    assert not signed(headers, body=BODY + b" ")
    assert not signed(headers, secret="another")
