"""Golden files: what was looked at and found good. `UPDATE_GOLDEN=1` writes them anew."""

import os
from pathlib import Path


def matches_golden(path: Path, text: str) -> None:
    """Compare a text with its golden file, line by line."""
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8").split("\n") == text.split("\n")
