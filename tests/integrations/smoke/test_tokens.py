import pytest
from hypothesis import given, strategies as st

from integrations.smoke.tokens import LONGEST, json_in, plain_json, token_in


@pytest.mark.parametrize(
    ("answer", "token"),
    [
        ({"token": "t1"}, "t1"),
        ({"data": [{"access_token": "t1"}]}, "t1"),
        ({"accessToken": "t1", "refreshToken": "t2"}, "t1"),
        ({"refresh_token": "t2", "jwt": "t1"}, "t1"),
        ({"authToken": "t1"}, "t1"),
        ({"access_token": "t2", "token": "t1"}, "t1"),
        ({"inner": {"token": "t2"}, "token": "t1"}, "t1"),
        ({"csrfToken": "t2", "xsrf-token": "t2", "refresh_token": "t2"}, ""),
        ({"token": None}, ""),
        ({"token": ""}, ""),
        ({"token": 5}, ""),
        ({"token": "two words"}, ""),
        ({"token": "a\r\nX: y"}, ""),
        ({"token": "ü"}, ""),
        ({"tokens": 5, "message": "no token"}, ""),
        (["token"], ""),
        (None, ""),
    ],
)
def test_a_token_is_found_by_its_name(answer: object, token: str) -> None:
    """Under the very word first, wherever it stands; what cannot be sent in a header is none."""
    assert token == token_in(answer, "token")


def test_a_token_may_be_long_and_no_longer() -> None:
    """Servers take no longer header."""
    assert [LONGEST, 0] == [len(token_in({"jwt": "a" * size}, "jwt")) for size in (LONGEST, LONGEST + 1)]


@pytest.mark.parametrize("text", ["", "no", "{", "[" * 100_000])
def test_what_is_no_json_is_none(text: str) -> None:
    """However deep it goes."""
    assert json_in(text) is None
    assert plain_json(json_in(text)) == ""


def test_json_that_is_too_deep_is_not_written() -> None:
    """It was read in another way."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert "" == plain_json(deep)


def test_json_is_written_without_escapes() -> None:
    """So that a text is found in it."""
    assert '{"a": "Größe"}' == plain_json(json_in('{"a": "Gr\\u00f6\\u00dfe"}'))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(JSON)
def test_any_json_is_searched(answer: object) -> None:
    """What is found can be sent."""
    assert token_in({"deep": [answer, {"token": "t1"}]}, "token").isprintable()
