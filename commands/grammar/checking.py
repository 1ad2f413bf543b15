"""`check`: an item of the checklists, or how rows of 4.3 (V1, V2 …) and 5 (C1, C2 …) turned out.

On the way back also migrations of 4.1 (M1, M2 …), and that it ends past what is not back.
"""

import re

from bot.domain import intents as i
from bot.domain.change_rows import LETTERS
from bot.domain.changes_intents import EndWayBack, ReportChanges, Said
from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import OVERRIDE, deployment_and_rest, too_much
from commands.rows_of_form import FAILED, HOLDS
from commands.text import readable

_ROWS = re.compile(
    rf"(?P<marks>(?:[VCM][1-9]\d{{0,2}}[\s,]+)+|[VCM]\s+)(?P<outcome>{HOLDS}|{FAILED})(?:\s+(?P<text>.+))?",
    re.IGNORECASE,
)
"""`V1 failed 0 rows`, `C1 C2 ok`, `V ok`: all of a letter that is still open."""
_PARTS = {letter: part for part, letter in reversed(LETTERS.items())}
"""C is what was changed; whoever decides knows when it is what is restored."""
_OVERRIDE = re.compile(rf"{OVERRIDE}(?:\s+(?P<reason>.+))?", re.IGNORECASE)


def check(rest: str) -> Command | Refusal:
    """`check [ID] ITEM`, `check [ID] V1… ok|failed [result]`, or `check [ID] override REASON`."""
    deployment, left = deployment_and_rest(rest)
    if past := _OVERRIDE.fullmatch(readable(left)):
        reason = unquoted(" ".join((past["reason"] or "").split()))
        return Act(deployment=deployment, intent=EndWayBack(reason=reason))
    found = _ROWS.fullmatch(readable(left))
    if found is None:
        return Act(deployment=deployment, intent=i.TickItem(wanted=readable(left)))
    marks = found["marks"].replace(",", " ").upper().split()
    letters = {mark[0] for mark in marks}
    if len(letters) > 1:
        return incomplete(
            "Say it of rows of 4.3 (V1, V2 …), of 5 (C1, C2 …) and of 4.1 (M1, M2 …) one after the other."
        )
    holds = found["outcome"].casefold() == HOLDS
    text = unquoted(" ".join((found["text"] or "").split()))
    numbers = list(dict.fromkeys(int(mark[1:]) for mark in marks if mark[1:]))
    if not numbers and not holds:
        return incomplete(f"Which of them failed, and what was found? `check {marks[0]}1 failed TEXT`.")
    if not numbers and text:
        return too_much(text)
    rows = tuple(Said(number=number, holds=holds, result=text) for number in numbers)
    return Act(deployment=deployment, intent=ReportChanges(part=_PARTS[letters.pop()], rows=rows))
