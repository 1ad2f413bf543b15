"""Where the section `Execution Record` stands in a document: between two lines of ours, behind all else.

They are comments, which nobody reads, so that an author's own section of that name is theirs.
"""

import re
from dataclasses import dataclass

TITLE = "Execution Record"
_FIRST = "<!-- Written by T-Minus: no part of the plan, and replaced by the next record -->"
_FIRST_UNENDED = "<!-- Written by T-Minus behind a line without an end: no part of the plan, and replaced -->"
_LAST = "<!-- End of what T-Minus wrote -->"
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Framed:
    """A document in three parts, which are the whole of it; only `before` and `after` are its author's."""

    before: str
    record: str
    after: str

    @property
    def plan(self) -> str:
        """The author's text alone, as it was before there was a record."""
        return self.before + self.after

    @property
    def readable(self) -> str:
        """The author's text, in which each line has the number that it has in the whole."""
        if not self.after:
            return self.before
        return self.before + "\n" * len(_LINE_END.findall(self.record)) + self.after

    @property
    def lines(self) -> range:
        """The numbers of the record's lines, from 1; none without one."""
        before, count = (len(_LINE_END.findall(part)) for part in (self.before, self.record))
        is_ended = not self.before or bool(_last_end(self.before))
        return range(before + 1, before + count + 1) if is_ended else range(before + 2, before + count + 1)


def framed(text: str) -> Framed:
    """A document and the record in it; the last one, where somebody copied one more."""
    if _FIRST not in text and _FIRST_UNENDED not in text:
        return Framed(text, "", "")
    lines = _LINES.findall(text)
    bare = [line.strip() for line in lines]
    first = max((at for at, line in enumerate(bare) if line in {_FIRST, _FIRST_UNENDED}), default=None)
    if first is None:
        return Framed(text, "", "")
    last = next((at for at in range(first, len(lines)) if bare[at] == _LAST), len(lines))
    lead = first - 1 if first and not bare[first - 1] else first
    before = "".join(lines[:lead])
    if bare[first] == _FIRST_UNENDED:
        before = before[: len(before) - len(_last_end(before))]
    after = "".join(lines[last + 1 :])
    return Framed(before, text[len(before) : len(text) - len(after)], after)


def with_record(text: str, section: str) -> str:
    """The document with this section (LF line ends) behind all else, in place of an earlier one."""
    plan = framed(text).plan
    found = _LINE_END.search(plan)
    end = found[0] if found else "\n"
    is_ended = not plan or bool(_last_end(plan))
    first = _FIRST if is_ended else _FIRST_UNENDED
    lines = [
        *([] if is_ended else [""]),
        "",
        first,
        "",
        *section.strip("\n").split("\n"),
        "",
        _LAST,
        "",
    ]
    return plan + end.join(lines)


def _last_end(text: str) -> str:
    """The line end that a text ends with; "" where its last line has none."""
    return next((end for end in ("\r\n", "\n", "\r") if text.endswith(end)), "")
