"""The page of the documentation that says what happens by the clock, made from the table."""

from bot.domain.agenda.item import LATE_AFTER
from bot.domain.agenda.keeping import AWAY_AFTER
from bot.domain.agenda.table import TABLE
from bot.domain.times import minutes

LATE, AWAY = (minute.seconds // 60 for minute in (LATE_AFTER, AWAY_AFTER))
INTRODUCTION = f"""\
# What happens by the clock

This page is made from the table in `bot/domain/agenda/`; change that, not this page.

Each row is done once for each thing that it is about. What moves the window, a step or a sign-off moves what
hangs on it. What is done more than {LATE} minutes after its time is late; what is not done so long after it
as the last column says is dropped. Of several reminders of one thing that are due at once, the last one alone
is sent. When anything was missed for more than {AWAY} minutes, because T-Minus was away, the thread says
since when, and what became of it.

| rule | when | what | makes sense for |
|---|---|---|---|
"""


def agenda_page() -> str:
    """The whole page, in Markdown."""
    rows = (
        f"| {rule.name} | {rule.when} | {rule.what} | "
        f"{rule.good_until or minutes(round(rule.still_good_for.total_seconds() / 60))} |"
        for rule in TABLE
    )
    return INTRODUCTION + "\n".join((*rows, ""))
