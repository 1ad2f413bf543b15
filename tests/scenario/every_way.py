"""A night on which audiences are told by every way, and the timetable of all that left for people."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from icalendar import Calendar, Component

from sandbox.model import Json
from tests.bot.web_shop import PLANS
from tests.pretend_smtp import PretendSmtp, Taken, parts, smtp_server
from tests.pretend_statuspage import KEY, PAGE, PretendStatuspage
from tests.scenario.evening import MORNING, evening
from tests.scenario.night import Night
from tests.serving import free_port, served

SENDER, EVERYBODY, TECH = "deploy@octal.example", "all@octal.example", "tech@octal.example"


@dataclass(frozen=True, slots=True)
class Departure:
    """Something that left for people: when, by which way, to whom, and what it says first."""

    at: datetime
    way: str
    to: str
    words: str

    def __str__(self) -> str:
        return f"{self.at:%a %H:%M}  {self.way:<11}  {self.to:<20}  {self.words}"


@dataclass
class Ways:
    """The night, the services beside Slack, and what left, in the order of the deeds."""

    night: Night
    mails: PretendSmtp
    page: PretendStatuspage
    departures: list[Departure] = field(default_factory=list)
    _mails: int = 0
    _updates: int = 0

    def hear(self, calls: Sequence[Json]) -> None:
        """What left with a deed: lanes are delivered side by side, so it is told by where it went."""
        found = [*self._in_slack(calls), *self._by_mail(), *self._on_the_page()]
        self.departures += sorted(found, key=lambda each: (each.way, each.to))

    def timetable(self, *ways: str) -> str:
        """All that left, or all by these ways: a line each."""
        return "\n".join(str(each) for each in self.departures if not ways or each.way in ways) + "\n"

    def _in_slack(self, calls: Sequence[Json]) -> Iterator[Departure]:
        for call in calls:
            if call["method"] == "chat.postMessage":
                where = self.night.story.where(call)
                to = where.removeprefix("to ")
                is_reply = bool(call["arguments"].get("thread_ts"))
                way = "direct" if to != where else "thread" if is_reply else "channel"
                yield self._departure(way, to, self.night.story.words(call)[0])

    def _by_mail(self) -> Iterator[Departure]:
        new = self.mails.taken[self._mails :]
        self._mails += len(new)
        for taken in new:
            audience, lines = audience_of(taken), taken.text.partition("\r\n-- ")[0].splitlines()
            self.night.story.beside(f"by mail to {audience}", filter(None, [*lines, *_entry_lines(taken)]))
            yield self._departure("email", audience, lines[0])

    def _on_the_page(self) -> Iterator[Departure]:
        new = self.page.goes()[self._updates :]
        self._updates += len(new)
        for words in new:
            self.night.story.beside("on the status page now stands", [words])
            yield self._departure("status page", "customers", words)

    def _departure(self, way: str, to: str, words: str) -> Departure:
        at = self.night.house.clock.now().astimezone(self.night.zone)
        return Departure(at, way, to, words)


def audience_of(taken: Taken) -> str:
    """Whom a mail names in its To."""
    return str(taken.message["To"].groups[0].display_name)


def entry_of(taken: Taken) -> Component | None:
    """The calendar's entry that a mail brings."""
    text = parts(taken.message).get("text/calendar", "")
    return next(iter(Calendar.from_ical(text).walk("VEVENT")), None) if text else None


def _entry_lines(taken: Taken) -> list[str]:
    entry = entry_of(taken)
    if entry is None:
        return []
    start, end = (entry.decoded(name) for name in ("DTSTART", "DTEND"))
    return [f"[calendar, version {entry['SEQUENCE']}: {entry['STATUS']} {start:%d %b %H:%M}–{end:%H:%M} UTC]"]


@asynccontextmanager
async def every_way(
    database_url: str, *, plans_dir: Path = PLANS, morning: datetime = MORNING
) -> AsyncIterator[Ways]:
    """An evening with a mail server and a status page; the roster knows the audiences of the web shop."""
    page, mails = PretendStatuspage(), PretendSmtp()
    with free_port() as listening:
        async with served(page.app, listening) as address, smtp_server(mails):
            more = {
                "smtp_url": mails.url,
                "email_from": SENDER,
                "statuspage_api_url": address,
                "statuspage_api_key": KEY,
                "statuspage_page_id": PAGE,
            }
            async with evening(database_url, plans_dir=plans_dir, more=more, morning=morning) as night:
                ways = Ways(night, mails, page)
                night.hear = ways.hear
                for audience, ends in (
                    ("All stakeholders", EVERYBODY),
                    ("Tech team", "#ops"),
                    ("All", f"#ops #web-shop-release {EVERYBODY} {TECH}"),
                ):
                    await night.types("tess", f"roster audience “{audience}” {ends}")
                yield ways
