import pytest

from bot.domain.no_secrets import LONGEST, is_none, is_port, says_about_one


@pytest.mark.parametrize(
    ("name", "is_flag", "is_about"),
    [
        ("token-file", False, True),
        ("secretName", False, True),
        ("auth.existingSecret", False, True),
        ("MAX_TOKENS", False, True),
        ("maxTokens", False, True),
        ("token-id", True, True),
        ("token-id", False, False),
        ("token", True, False),
        ("filename_token", False, False),
        ("climax_token", False, False),
    ],
)
def test_a_name_may_say_where_a_secret_is(name: str, is_flag: bool, is_about: bool) -> None:
    """Or how many there may be; an ID is one behind a sign."""
    assert is_about == says_about_one(name, is_flag=is_flag)


@pytest.mark.parametrize(
    ("name", "value", "is_no_secret"),
    [
        ("token", "null", True),
        ("token", "12", True),
        ("token", "123", False),
        ("tokens", "4096", True),
        ("token", "4096", False),
        ("keys", "two", True),
        ("token", "two", False),
        ("token", "v2.4.1", True),
        ("token", "registry:5000/api:v2.4.1-rc.1", True),
        ("token", "a:b", False),
        ("token", "~/.ssh/id", True),
        ("password", "~/.ssh/id", False),
        ("password", "2.4.1", False),
        ("api key", "users", False),
        ("token", "/etc/token", True),
        ("token", "/abc/token", False),
        ("token", "tls.key", True),
        ("key", "users", True),
        ("parse.key", "app/v2", True),
        ("key", "abc123", False),
        ("token", "./" + (LONGEST - 2) * "a", True),
        ("token", "./" + (LONGEST - 1) * "a", False),
    ],
)
def test_a_value_may_be_no_secret(name: str, value: str, is_no_secret: bool) -> None:
    """A file, how many there are, a version; a key by itself is one where it looks like it."""
    assert is_no_secret == is_none(name, value)


@pytest.mark.parametrize(
    ("before", "name", "value", "is_one"),
    [
        ("/", "tokens", "8443/health", True),
        ("@", "secrets", "5432", True),
        ("", "token.example.com", "8443", True),
        ("", "secrets-db", "5432", True),
        ("", "token", "8443", False),
        ("/", "tokens", "a8443", False),
        ("/", "tokens", "80/" + (LONGEST - 3) * "a", True),
        ("/", "tokens", "80/" + (LONGEST - 2) * "a", False),
    ],
)
def test_a_port_is_told_from_a_secret(before: str, name: str, value: str, is_one: bool) -> None:
    """Behind what is a host by what it looks like, or by what stands before it."""
    assert is_one == is_port(before, name, value)
