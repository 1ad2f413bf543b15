"""What a mail says: a heading, a remark where one is due, and lines that each have a label.

Texts of the plan are cleaned here: no control characters, none that turn the direction of what follows.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.agenda.corrections import (
    CONFIRMED,
    IF_APPROVED,
    MISSED,
    PAUSED,
    ROLLING_BACK,
    SLIPPED,
)
from bot.domain.notices import Notice, NoticeKind, NoticeStage
from bot.domain.times import span
from bot.ports import Message

Window = tuple[datetime, datetime]

HEADING, LINE, NAME, SHORT = 300, 600, 60, 30
"""How many characters of a plan's text stand in a heading, a line, a name, a version."""
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Marks that turn the direction of writing, also of what stands behind them (Unicode, annex 9)."""

CORRECTS = "This corrects what you were told before."
GONE = frozenset({NoticeKind.CANCELLED, NoticeKind.ROLLED_BACK})
MARKS: Mapping[str, str] = {
    NoticeKind.MOVED: "Moved",
    NoticeKind.DELAYED: "Takes longer",
    NoticeKind.CANCELLED: "Cancelled",
    NoticeKind.ROLLED_BACK: "Rolled back",
    CONFIRMED: "Approved",
    SLIPPED: "Not started yet",
    PAUSED: "On hold",
    MISSED: "Did not take place",
    ROLLING_BACK: "Being rolled back",
}
"""By the rule that gave a notice, else by its kind."""
LATE = "This notice comes late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one mail; `lines` are pairs of a label and a text, `times` those of them that say when.

    `subject` is the same in all mails of a deployment; `mark`, "" for none, says before it what became of it.
    """

    subject: str
    heading: str
    remarks: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, str], ...]
    mark: str = ""

    @property
    def marked_subject(self) -> str:
        """What an inbox shows. What stands in brackets is no part of the base subject (RFC 5256, 2.1)."""
        return f"[{self.mark}] {self.subject}" if self.mark else self.subject


def words(message: Message) -> Words:
    """What is said by the notice that the message is about (`subject` is its number)."""
    state, notice = message.state, notice_of(message)
    late = f"{LATE}: {clean(notice.late_because, LINE)}" if notice.late_because else LATE
    remarks = (CORRECTS if notice.kind is NoticeKind.MOVED else "", late if notice.is_late else "")
    impact = clean(message.plan.release.customer_impact, LINE)
    is_over = notice.stage in {NoticeStage.UNDONE, NoticeStage.OVER} or notice.kind in GONE
    times = _when(message, notice)
    where = f"in Slack, #{message.channel}" if message.channel else "in Slack"
    lines = (
        ("What", title(message)),
        *times,
        ("What you will notice", "" if is_over else impact),
        ("Questions" if is_over else "Follow it", where),
        ("Deployment", clean(state.id, NAME)),
    )
    return Words(
        subject=f"Deployment of {title(message)}",
        heading=clean(notice.message, HEADING) or notice.kind.capitalize(),
        remarks=tuple(filter(None, remarks)),
        lines=tuple((label, text) for label, text in lines if text),
        times=times,
        mark=_mark(notice),
    )


def _mark(notice: Notice) -> str:
    """`Moved`: what became of the deployment, where the notice says that something did."""
    mark = MARKS.get(notice.about) or MARKS.get(notice.kind, "")
    return f"{mark}, if approved" if mark and IF_APPROVED in notice.message else mark


def notice_of(message: Message) -> Notice:
    """The notice that a message is about."""
    return message.state.notices[int(message.subject) - 1]


def title(message: Message) -> str:
    """`Web shop 4.12.0, production`; whatever is cut, the version and the environment stay."""
    state = message.state
    name = f"{clean(state.release, NAME)} {clean(state.version, SHORT)}".strip()
    return f"{name or clean(state.id, NAME)}, {clean(state.environment, SHORT)}"


def _when(message: Message, notice: Notice) -> tuple[tuple[str, str], ...]:
    """The window as it was when the notice was given; a correction says what was said before, too."""
    zone = message.state.zone
    if notice.starts_at is None or notice.ends_at is None:
        return ()
    window = (notice.starts_at, notice.ends_at)
    if notice.kind in GONE:
        return (("It was planned for", _span(window, zone)),)
    before = _told_before(message.state.notices, notice)
    if notice.kind is NoticeKind.MOVED and before and before != window:
        return (("Before", _span(before, zone)), ("Now", _span(window, zone)))
    return (("When", _span(window, zone)),)


def _told_before(notices: tuple[Notice, ...], notice: Notice) -> Window | None:
    """The window that somebody of the same audience was told last."""
    for other in reversed(notices[: notice.number - 1]):
        is_theirs = set(other.audience.addresses) & set(notice.audience.addresses)
        if is_theirs and other.starts_at and other.ends_at:
            return other.starts_at, other.ends_at
    return None


def _span(window: Window, zone: str) -> str:
    """In the plan's zone, and in UTC for whoever lives elsewhere."""
    if zone in {"", "UTC"}:
        return span(*window, "UTC")
    return f"{span(*window, zone)} ({span(*window, 'UTC')})"


def clean(text: str, length: int) -> str:
    """One line that does nothing to its surroundings, of at most so many characters."""
    spaced = " ".join(text.split())
    kept = "".join(c for c in spaced if c not in TURNING and unicodedata.category(c) not in {"Cc", "Cs"})
    line = " ".join(kept.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
