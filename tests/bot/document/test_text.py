import hashlib

import pytest
from hypothesis import given, strategies as st

from bot.document.text import BOM, MOST_LINES, normal, read_document, revision_id
from bot.errors import Permanent


def test_a_document_is_read_without_mark_and_carriage_returns() -> None:
    """A byte-order mark, CRLF and lone CR leave no trace."""
    assert "# A\nb\nc\n" == read_document(b"\xef\xbb\xbf# A\r\nb\rc\n")


@pytest.mark.parametrize("raw", [b"# A\n\nM\xfcller\n", b"# A\n\n\0", "#\nA".encode("utf-16")])
def test_bytes_that_are_no_utf8_name_their_line(raw: bytes) -> None:
    """A Latin-1 file, a NUL byte and UTF-16 are refused with the line of the first odd byte."""
    with pytest.raises(Permanent, match=r"line [13].*save it as UTF-8") as raised:
        read_document(raw)

    assert "not_utf8" == raised.value.code


@given(st.text())
def test_a_revision_does_not_hang_on_line_ends(text: str) -> None:
    """The same text with CRLF and a byte-order mark is the same revision."""
    lines = normal(text)

    assert revision_id(lines) == revision_id(BOM + lines.replace("\n", "\r\n"))


def test_a_revision_is_the_texts_sha256() -> None:
    """The id is what `sha256sum` says of the file in its normal form."""
    assert hashlib.sha256(b"# A\n").hexdigest() == revision_id("# A\r\n")


def test_a_lone_surrogate_has_a_revision() -> None:
    """A text that cannot be written as UTF-8 is no crash."""
    assert 64 == len(revision_id("\ud800"))


def test_a_document_has_an_end() -> None:
    """Twenty thousand lines are read; one more, and none is."""
    longest = "\n" * MOST_LINES
    assert longest == read_document(longest.encode())
    with pytest.raises(Permanent, match="more than 20000 lines"):
        read_document(f"{longest}\r".encode())
