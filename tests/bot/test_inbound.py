from collections.abc import AsyncIterator

import pytest

from bot.inbound import MAX_BYTES, read_body, read_json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "x\\u0000y"}', {"a": "x\ufffdy"}),
        ('{"a": ["\\ud83d", {"\\udc00": 1}]}', {"a": ["\ufffd", {"\ufffd": 1}]}),
        ('{"a": "\\ud83d\\ude00 \\\\u0000"}', {"a": "😀 \\u0000"}),
        ('{"a": [1, 2.5, null, true]}', {"a": [1, 2.5, None, True]}),
    ],
)
def test_what_no_database_keeps_is_replaced(text: str, expected: object) -> None:
    """A NUL and half a character become a �, in names as in values; all else stays."""
    assert expected == read_json(text)


@pytest.mark.parametrize("text", ["", "[]", "1", '"x"', "{", '{"a": ' * 3000 + "1" + "}" * 3000, "1" * 5000])
def test_what_is_no_object_is_refused(text: str) -> None:
    """Neither broken JSON nor another value nor what is nested too deeply is read."""
    with pytest.raises(ValueError, match=r"\w"):
        read_json(text)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_a_body_is_read_whole() -> None:
    """In however many pieces it comes, up to its limit."""
    half = b"x" * (MAX_BYTES // 2)
    assert half + half == await read_body(chunks(half, half))
    assert b"" == await read_body(chunks())


async def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    """One byte beyond the limit is enough: what would come after is not waited for."""

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * MAX_BYTES
        yield b"x"
        raise AssertionError("read on")

    assert await read_body(endless()) is None
    assert await read_body(chunks(b"four"), 3) is None
    assert b"four" == await read_body(chunks(b"four"), 4)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 2}', "a key is there twice"),
        ('{"a": [{"b": 1, "b": 1}]}', "a key is there twice"),
        ('{"a": NaN}', "NaN is no JSON"),
        ('{"a": -Infinity}', "-Infinity is no JSON"),
    ],
)
def test_what_can_be_read_as_two_things_is_refused_where_it_matters(text: str, why: str) -> None:
    """Whoever checks a payload and whoever uses it would see different things."""
    assert "a" in read_json(text)
    with pytest.raises(ValueError, match=why):
        read_json(text, strict=True)
