"""What a deployment is called: its document's ID, `.2` from the second run of the same document."""

import re

ID_SHAPE = re.compile(r"(?=.*-)(?=.*\d)[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A hyphen and a digit, so that a typed word can be told from text (contract: commands)."""

LONGEST_DOCUMENT_ID = 60
"""Leaves room for a run's `.2`."""

_RUN = re.compile(r".*\.[0-9]+")


def is_id_shaped(word: str) -> bool:
    """Whether a word can be the ID of a deployment."""
    return ID_SHAPE.fullmatch(word) is not None


def is_document_id(written: str) -> bool:
    """Whether a document can be called so: an ID that can be typed, and that is no other one's run."""
    return len(written) <= LONGEST_DOCUMENT_ID and is_id_shaped(written) and not _RUN.fullmatch(written)


def document_id(written: str, file_stem: str) -> str:
    """The document's own ID, or one made of its file's name while the document has none that can be typed."""
    if is_document_id(written):
        return written
    unnumbered = "-0"
    room = LONGEST_DOCUMENT_ID - len(unnumbered)
    name = re.sub(r"[^A-Za-z0-9]+", "-", file_stem).strip("-").upper()[:room] or "PLAN"
    return f"{name}{unnumbered}"


def deployment_id(document: str, run: int) -> str:
    """The ID of a document's first, second, … run."""
    return document if run == 1 else f"{document}.{run}"
