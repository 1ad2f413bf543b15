"""A table's row as it is written: where each cell stands in its line, and how to put another text there."""

import re
from itertools import pairwise

_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


def cell_spans(line: str) -> list[tuple[int, int]]:
    """Where the cells of a row begin and end, padding included; a pipe after a backslash parts nothing."""
    body = line.rstrip()
    start = len(body) - len(body.lstrip(" \t>"))
    bounds = [match.start() for match in _UNESCAPED_PIPE.finditer(body, start)]
    if not bounds or bounds[0] != start:
        bounds.insert(0, start - 1)
    if bounds[-1] != len(body) - 1 or len(bounds) == 1:
        bounds.append(len(body))
    return [(before + 1, after) for before, after in pairwise(bounds)]


def with_cell(line: str, column: int, text: str) -> str:
    """The line with another text in one cell; all else stays as it is, a missing cell missing."""
    spans = cell_spans(line)
    if column >= len(spans):
        return line
    start, end = spans[column]
    raw = line[start:end]
    content = raw.strip()
    put = raw.replace(content, escaped(text), 1) if content else f" {escaped(text)} "
    return line[:start] + put + line[end:]


def escaped(text: str) -> str:
    """A text that stays within its cell."""
    return _UNESCAPED_PIPE.sub(r"\\|", " ".join(text.split()))
