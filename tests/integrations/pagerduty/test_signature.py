import pytest

from integrations.pagerduty.signature import is_signed
from tests.integrations.payloads import payload

VECTORS = payload("pagerduty/signature_vectors")
BODY = VECTORS["body"].encode()
NEW, OLD = VECTORS["secret"], VECTORS["old_secret"]


@pytest.mark.parametrize(
    ("headers", "secret"),
    [
        ([VECTORS["single"]], NEW),
        ([VECTORS["rotation_header"]], NEW),
        ([VECTORS["rotation_header"]], OLD),
        ([f"v1={'0' * 64}, v1={'1' * 64}, {VECTORS['single']}"], NEW),
        ([f"v1={'0' * 64}", VECTORS["single"]], NEW),
        ([f"v2=later,{VECTORS['single']}"], NEW),
    ],
    ids=["one", "new of two", "old of two", "third of three", "second header", "beside another version"],
)
def test_any_signature_of_the_secret_will_do(headers: list[str], secret: str) -> None:
    """While a secret is changed PagerDuty signs with both."""
    assert is_signed(BODY, headers, secret)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [""],
        ["v1="],
        [f"v1={'0' * 64}"],
        [VECTORS["single"].removeprefix("v1=")],
        [VECTORS["single"].replace("v1=", "v2=")],
        [VECTORS["single"][:-1]],
        [f"{VECTORS['single']}0"],
        ["v1=ü"],
    ],
)
def test_no_other_will(headers: list[str]) -> None:
    """None, an empty one, another's, one without its version, of another version, cut, longer, or odd."""
    assert not is_signed(BODY, headers, NEW)


def test_it_is_of_these_very_bytes() -> None:
    """A space more in the body and the signature is of another."""
    assert not is_signed(BODY + b" ", [VECTORS["single"]], NEW)
    assert not is_signed(BODY, [VECTORS["single"]], f"{NEW}x")
