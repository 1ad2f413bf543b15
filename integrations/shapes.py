"""What the shapes of outside payloads share."""

from typing import Annotated

from pydantic import StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""Anybody's own id or kind; a longer one is no key of a row."""
