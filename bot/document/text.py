"""A document's text: read from bytes, brought to one form, known by its hash."""

import hashlib
import re

from bot.errors import Permanent

BOM = "\ufeff"
_NOT_TEXT = "The document is not UTF-8 text (line {line}): save it as UTF-8 and try again."
_CODE = "not_utf8"
MOST_LINES = 20_000
"""More is no plan; each costs a tenth of a millisecond, several times over."""
_TOO_LONG = f"The document has more than {MOST_LINES} lines, and no plan is that long."
_LINE_ENDS = re.compile(r"\r\n?")


def read_document(raw: bytes) -> str:
    """The text of a document file in its normal form.

    Errors: `Permanent`, with code `not_utf8` when the bytes are not UTF-8 text; a NUL byte, as in UTF-16,
    is none that a text holds or a database keeps. Of too many lines none is read.
    """
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise Permanent(_NOT_TEXT.format(line=line), _CODE)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Permanent(_NOT_TEXT.format(line=line), _CODE) from error
    document = normal(text)
    if document.count("\n") > MOST_LINES:
        raise Permanent(_TOO_LONG, "too_long")
    return document


def normal(text: str) -> str:
    """The text without a byte-order mark and with LF line ends: lines are counted by these."""
    return _LINE_ENDS.sub("\n", text.removeprefix(BOM))


def revision_id(text: str) -> str:
    """The hash a revision is known by: SHA-256 of the normal form, in hex."""
    return hashlib.sha256(normal(text).encode("utf-8", "surrogatepass")).hexdigest()
