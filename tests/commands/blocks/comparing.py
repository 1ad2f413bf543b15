"""Golden files: what a message reads like, kept beside the tests; `UPDATE_GOLDEN=1` writes them anew."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def compare(name: str, text: str) -> None:
    """Fails where the text differs from its golden file."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if not path.exists():
        pytest.fail(f"{path.name} is missing: UPDATE_GOLDEN=1 writes it, then read it")
    assert path.read_text(encoding="utf-8") == text
