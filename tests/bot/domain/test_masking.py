from dataclasses import replace

import pytest

from bot.domain.masking import HIDDEN, is_secret, masked, opens_nothing
from bot.domain.plan import FeatureFlag, Plan, Variable
from tests.bot.domain import plans as p

SECRET = (
    *("DB_PASSWORD", "API_KEY", "apikey", "session_token", "CLIENT_SECRET", "keyFile", "SIGNING_KEY_ID"),
    *("DB_PASS", "dbPass", "SMTP_PASS", "API_KEYS", "apiKeys", "SIGNING_KEYS", "ACCESSKEYID", "keys"),
)
HARMLESS = (
    *("API_VERSION", "CACHE_TTL", "KEYBOARD_LAYOUT", "keynote", "MONKEYS", "DATABASE_URL"),
    *("BYPASS_CACHE", "PASSENGERS", "compass", "AUTH_MODE"),
)
KEYS = (
    ("api_key", True),
    ("secret_key", True),
    ("private_key", True),
    ("license_key", True),
    ("routing_key", True),
    ("key", True),
    ("s3_access_key", True),
    ("s3_secret_key", True),
    ("primary_key_password", True),
    ("cookies3_key", True),
    ("s3_key", False),
    ("backup-s3-key", False),
    ("S3_KEY", False),
    ("object_key", False),
    ("objectKey", False),
    ("myObjectKeys", False),
    ("cache_key", False),
    ("primary_key", False),
    ("primary key", False),
    ("foreign_keys", False),
    ("idempotency_key", False),
    ("public_key", False),
)
WITH_PASSWORD = "postgresql://shop:hunter2@db/shop"


def plan(*variables: tuple[str, str, str], flags: tuple[FeatureFlag, ...] = ()) -> Plan:
    """A plan that sets these variables: name, old value, new value."""
    rows = [
        Variable(name=name, old_value=old, new_value=new, service="", line=0) for name, old, new in variables
    ]
    return replace(p.web_shop(), variables=tuple(rows), flags=flags)


@pytest.mark.parametrize("name", SECRET)
def test_what_sounds_like_a_secret_is_one(name: str) -> None:
    """Whatever its spelling."""
    assert is_secret(name, "x")


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_is_shown(name: str) -> None:
    """A keyboard is no key."""
    assert not is_secret(name, "https://shop.example.com")


@pytest.mark.parametrize(("name", "secret"), KEYS)
def test_a_key_is_a_secret_unless_it_only_says_which_or_where(name: str, secret: bool) -> None:
    """Those of objects, caches and rows open nothing; any other may."""
    assert secret is is_secret(name, "x")


def test_which_keys_open_nothing() -> None:
    """The whole name, and nothing beside it."""
    assert opens_nothing(" primary key ")
    assert not opens_nothing("api key")
    assert not opens_nothing("primary key password")


@pytest.mark.parametrize(
    "value",
    [
        WITH_PASSWORD,
        "redis://:hunter2@cache",
        "postgres://shop:hunt/er2@db/shop",
        "-----BEGIN RSA PRIVATE KEY-----",
        "https://ghp_abc@github.com/shop/web",
        "Server=db;User Id=sa;Password=hunter2",
        "shop:hunter2@tcp(db:3306)/shop",
        "https://hooks.slack.com/services/T0/B0/xyz",
        "Bearer eyJhbGciOi",
        "AKIA" + "IOSFODNN7EXAMPLE",
    ],
)
def test_a_password_in_an_address_is_one_whatever_it_is_called(value: str) -> None:
    """So is a private key, and what opens somebody else's door."""
    assert is_secret("DATABASE_URL", value)


@pytest.mark.parametrize(
    "value",
    [
        "https://cdn.example.com:8443/@shop/web",
        "ssh://git@github.com/shop/web",
        "shop:4.12@sha256:abc",
        "bearer",
        "tokens",
        "s3://backups/2026",
    ],
)
def test_an_address_without_a_password_is_shown(value: str) -> None:
    """Also one with a port, a user or a digest."""
    assert not is_secret("DATABASE_URL", value)


def test_what_somebody_named_is_one() -> None:
    """Case and dashes apart; the whole name, and no part of it."""
    assert is_secret("Salt", "x", ("SALT",))
    assert is_secret("shop-salt", "x", ("SHOP_SALT",))
    assert not is_secret("SALTY", "x", ("SALT",))


def test_a_plan_as_it_may_be_shown() -> None:
    """Both values of a variable and the change of a flag are hidden; an empty value stays empty."""
    flag = FeatureFlag(name="use_token_store", change="off → abc", effect="", line=0)
    before = plan(("API_KEY", "", "hunter2"), ("CACHE_TTL", "300", "600"), flags=(flag,))
    shown = masked(before, ())
    assert [("", HIDDEN), ("300", "600")] == [(each.old_value, each.new_value) for each in shown.variables]
    assert HIDDEN == shown.flags[0].change
    assert [("", "hunter2")] == [(each.old_value, each.new_value) for each in before.variables[:1]]


def test_without_secrets_it_is_the_same_plan() -> None:
    """What is reckoned from it need not be reckoned again."""
    before = plan(("CACHE_TTL", "300", "600"))
    assert masked(before, ()) is before
