"""What audiences are owed, by the rules' text alone: a small second reckoning of the communication plan.

It is written from docs/agenda.md and ADR 0026 to 0028 and shares no code with what it checks. It is told what
people did and when, looks at every minute at which a rule could speak, and says what leaves by which way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUARTER = 15 * MINUTE
BERLIN = ZoneInfo("Europe/Berlin")
EMAIL, SLACK, PAGE = "email", "slack", "status page"

Line = tuple[datetime, str, str, str]
"""When, by which way, to whom there, and what in brief."""
End = tuple[str, str]

REACHED: Mapping[str, Sequence[End]] = {
    "All stakeholders": ((EMAIL, "all@example.com"),),
    "Tech team": ((SLACK, "C2"),),
    "All": (
        *((EMAIL, "all@example.com"), (EMAIL, "tech@example.com")),
        *((SLACK, "C1"), (SLACK, "C2")),
    ),
    "Customers": ((PAGE, ""),),
}
ROWS: Sequence[tuple[int | None, str, str]] = (
    (-24 * 60, "Deployment scheduled", "All stakeholders"),
    (-60, "Deployment starting soon", "Tech team"),
    (0, "Deployment in progress", "Customers"),
    (20, "Half way", "Tech team"),
    (None, "Deployment complete", "All"),
)
"""Minutes from T-0 (none: when it is done), words, audience."""
RUNS = 30 * MINUTE
"""How long it takes from Go to the last step, as planned."""

WAITING = frozenset({"in review", "approved", "pre-deployment"})
UNDER_WAY = frozenset({"deploying", "verifying"})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that people did: a state that it is in now, or one of those that `Promises.learns` names.

    `by` is how far the window moved; `anew`: what was done before Go is undone first.
    """

    at: datetime
    what: str
    by: timedelta = timedelta()
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody was told last: when, of which window, and why."""

    at: datetime
    start: datetime
    end: datetime
    why: str


@dataclass
class Promises:
    """Keeps the communication plan of one deployment; `lines` is what left, `page` what stands there."""

    start: datetime
    end: datetime
    state: str = "draft"
    known: datetime | None = None
    gone: datetime | None = None
    held: datetime | None = None
    leaving: str = ""
    is_on: bool = False
    is_off: bool = False
    is_moved: bool = False
    was_completed: bool = False
    page: tuple[str, ...] = ()
    heard: dict[End, Heard] = field(default_factory=dict)
    rows: dict[int, datetime] = field(default_factory=dict)
    once: set[tuple[str, datetime | None]] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    def learns(self, fact: Fact) -> None:
        """Somebody did something."""
        match fact.what:
            case "moved":
                self.start, self.end = self.start + fact.by, self.end + fact.by
                self.known, self.is_moved = fact.at, bool(self.page)
                self.leaving = "moved" if fact.anew else ""
            case "held":
                self.held = fact.at
            case "resumed":
                self.held = None
            case "on":
                self.is_on = True
            case "off":
                self.is_off = True
            case "signed":
                self.known = fact.at
            case "given up":
                self.leaving = "cancelled"
            case _:
                self._becomes(fact)

    def _becomes(self, fact: Fact) -> None:
        self.state = fact.what
        if self.state in {"approved", "in review"} and self.leaving:
            self.leaving, self.is_on = "", False
        if self.state == "deploying":
            self.gone = self.gone or fact.at
        self.was_completed |= self.state == "completed"

    def look(self, now: datetime) -> None:
        """What is due at a minute leaves."""
        for number, (_minutes, words, audience) in enumerate(ROWS):
            if self._is_due(number, now):
                self.rows[number] = self.start
                self._tell(now, words, REACHED[audience])
        for words, why, ends in list(self._corrections(now)):
            self._tell(now, words, ends, why)
        self._shows(now)

    def _is_due(self, number: int, now: datetime) -> bool:
        minutes = ROWS[number][0]
        if minutes is None:
            return self.state == "completed" and number not in self.rows
        if self.held:
            return False
        if minutes >= 0:
            is_time = self.gone is not None and now >= self.gone + minutes * MINUTE
            return is_time and self.state in UNDER_WAY and number not in self.rows
        if (
            self.state not in {"approved", "pre-deployment"}
            or self.leaving
            or self.gone
            or self.known is None
        ):
            return False
        at = self.start + minutes * MINUTE
        before = self.rows.get(number)
        if before and (abs(self.start - before) < DAY or at <= self.known):
            return False
        return max(at, self.known) <= now < self.start

    def _corrections(self, now: datetime) -> Iterator[tuple[str, str, list[End]]]:
        heard, counting = self.heard, [end for end in self.heard if self._counts(end)]
        if self.state in WAITING and not self.gone:
            yield (
                self._words("Moved to", self.start),
                "moved, if approved" if self.state == "in review" else "moved",
                [e for e in heard if heard[e].start != self.start],
            )
        if self.state in WAITING - {"in review"} and not self.gone:
            hoping = [e for e in heard if heard[e].why == "moved, if approved"]
            yield self._words("Approved", self.start), "approved", hoping
        if self.state in WAITING | {"draft"} and not self.gone and not self.leaving:
            slipped = counting if now >= self.start + QUARTER and self._first("slipped", self.start) else []
            yield self._words("Has not started yet", self.start), "late", slipped
        if self.state in UNDER_WAY:
            if self.held and now >= self.held + QUARTER and self._first("held", self.held):
                yield self._words("On hold since", self.held), "late", counting
            ends = max(self.end, (self.gone or self.start) + RUNS)
            longer = [each for each in counting if ends - heard[each].end > QUARTER]
            yield self._words("Takes longer", ends), "longer", longer
        for state, words in (
            ("cancelled", "Cancelled"),
            ("missed", "Did not take place"),
            ("rolling back", "Being rolled back to the version before"),
            ("rolled back", "Rolled back"),
        ):
            if state in {self.state, self.leaving}:
                yield words, state, [each for each in heard if heard[each].why != state]

    def _first(self, what: str, at: datetime) -> bool:
        is_first = (what, at) not in self.once
        self.once.add((what, at))
        return is_first

    def _counts(self, end: End) -> bool:
        """They were told that it is soon, or since it began, and not that it is given up."""
        last = self.heard[end]
        return last.at >= self.start - 2 * HOUR and last.why not in {"cancelled", "missed"}

    def _words(self, words: str, at: datetime) -> str:
        return f"{words} {at.astimezone(BERLIN):%H:%M}"

    def _tell(self, now: datetime, words: str, ends: Sequence[End], why: str = "planned") -> None:
        """One mail for all addresses, one post in each channel; the page is what stands there."""
        if not ends:
            return
        later = [self.heard[each].end for each in ends if each in self.heard and self.state in UNDER_WAY]
        until = max((*later, self.end))
        if why == "longer":
            until = max(self.end, (self.gone or self.start) + RUNS)
        self.heard |= dict.fromkeys(ends, Heard(now, self.start, until, why))
        mails = sorted(end for way, end in ends if way == EMAIL)
        self.lines += [(now, SLACK, end, words) for way, end in ends if way == SLACK]
        self.lines += [(now, EMAIL, ", ".join(mails), words)] if mails else []

    def _shows(self, now: datetime) -> None:
        shown = self._page(now)
        if shown and shown != self.page:
            self.page = shown
            self.lines.append((now, PAGE, "", "; ".join(shown)))

    def _page(self, now: datetime) -> tuple[str, ...]:
        """Its status, and what it says: nothing before the first approval."""
        if not self.page and self.state != "approved":
            return ()
        until = "takes longer" if now >= self.end else "to end by"
        match self.state:
            case "draft" | "in review" | "approved" | "missed":
                return ("scheduled", *self._planned(now))
            case "pre-deployment" if not self.is_on:
                return ("scheduled", *self._planned(now))
            case "pre-deployment" if self.leaving:
                return ("in progress", "moved" if self.leaving == "moved" else "cancelled", "turned off")
            case "pre-deployment" | "deploying":
                return ("in progress", until)
            case "verifying":
                return ("verifying", "live") if self.is_off else ("verifying", "checked", until)
            case "rolling back":
                longer = ["takes longer"] if now >= self.end else []
                return (
                    ("completed", "taken back")
                    if self.was_completed
                    else ("in progress", *longer, "taken back")
                )
            case "rolled back":
                return ("completed", "taken back")
        return ("completed", self.state.replace("completed", "complete"))

    def _planned(self, now: datetime) -> Iterator[str]:
        if self.state == "missed":
            yield "did not take place"
            return
        if now >= self.start + QUARTER:
            yield "begins later"
        yield "moved" if self.is_moved else "Planned for"
        if self.is_moved and self.state in {"draft", "in review"}:
            yield "still to be confirmed"


def owed(facts: Sequence[Fact], start: datetime, end: datetime, until: datetime) -> list[Line]:
    """All that leaves until then, in order; `start` and `end` are the first window."""
    promises = Promises(start, end)
    moves = (fact.by for fact in facts if fact.what == "moved")
    starts = {start + by for by in accumulate(moves, initial=timedelta())}
    offsets = [row[0] * MINUTE for row in ROWS if row[0] is not None]
    marks = {each + offset for each in starts for offset in (*offsets, QUARTER, end - start)}
    marks |= {fact.at + offset for fact in facts for offset in (timedelta(), *offsets, QUARTER)}
    for now in sorted(each for each in marks if each <= until):
        promises.look(now)
        for fact in facts:
            if fact.at == now:
                promises.learns(fact)
        promises.look(now)
    return sorted(promises.lines)
