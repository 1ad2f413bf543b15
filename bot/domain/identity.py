"""What a deployment is called: its document's ID, `.2` from the second run of the same document."""

import re

ID_SHAPE = re.compile(r"(?=.*-)(?=.*\d)[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A hyphen and a digit, so that a typed word can be told from text (contract: commands)."""


def is_id_shaped(word: str) -> bool:
    """Whether a word can be the ID of a deployment."""
    return ID_SHAPE.fullmatch(word) is not None


def document_id(written: str, file_stem: str) -> str:
    """The document's own ID, or one made of its file's name while the document has none that can be typed."""
    if is_id_shaped(written):
        return written
    name = re.sub(r"[^A-Za-z0-9]+", "-", file_stem).strip("-").upper()[:60] or "PLAN"
    return f"{name}-0"


def deployment_id(document: str, run: int) -> str:
    """The ID of a document's first, second, … run."""
    return document if run == 1 else f"{document}.{run}"
