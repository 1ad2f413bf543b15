"""Incidents that were merged in PagerDuty, where one of both is a page of ours.

What a page was merged into may be merged again: whoever has what it goes on as in the end has the page.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.alerts import Alert, is_ours
from bot.storage import alerts

MOST = 10
"""So many merges are followed one after the other, each once: they may go in a circle."""


class Merged:
    """The merges that concern what was reported."""

    def __init__(self, connection: Connection, reported: Sequence[Alert]) -> None:
        merges = {each.key for each in reported if each.is_merge}
        self._into = _merged_into(connection, merges)
        after = {key for start in merges for key in self._after(start)}
        concerned = {each.key for each in reported if is_ours(each) or each.is_answer or each.merged_from}
        self._merges = _merges(connection, concerned | after)
        self._others = {each.key: each for each in self._merges if not is_ours(each)}
        self._answers = alerts.answers(connection, after)

    def answers(self, alert: Alert) -> tuple[tuple[Alert, str], ...]:
        """The answers to pages of ours that a report brings, each with the page's key.

        Whoever has the incident that a page was merged into has the page, also where that was heard before.
        """
        if alert.is_merge:
            pages = self._pages_of(alert)
            after = set(self._after(alert.key))
            before = (each for each in self._answers if each.key in after and not is_ours(each))
            return tuple((each, page) for each in before for page in pages)
        if not alert.is_answer:
            return ()
        own = (alert.incident_key,) if is_ours(alert) else ()
        return tuple((alert, page) for page in dict.fromkeys((*own, *self._pages(alert.key))))

    def _pages_of(self, merge: Alert) -> tuple[str, ...]:
        """The pages that go on as another incident by a merge, and those that did as what was merged."""
        own = (merge.incident_key,) if is_ours(merge) else ()
        return tuple(dict.fromkeys((*own, *self._pages(merge.merged_from))))

    def _pages(self, key: str) -> Iterator[str]:
        """The pages that go on as an incident, by whatever merges."""
        seen, keys = set[str](), {key}
        while keys:
            seen |= keys
            found = [each for each in self._merges if each.key in keys]
            yield from (each.incident_key for each in found if is_ours(each))
            keys = {each.merged_from for each in found} - seen - {""}

    def _after(self, key: str) -> Iterator[str]:
        """An incident, and what it goes on as."""
        seen = set[str]()
        while key and key not in seen:
            seen.add(key)
            yield key
            key = self._into.get(key, "")

    def goes_on(self, alert: Alert) -> Alert | None:
        """What was merged into a page of ours, as it stands by a report of the page; `None` for nothing."""
        other = self._others.get(alert.key)
        if other is None or not is_ours(alert) or alert.is_merge:
            return None
        return replace(other, status=alert.status, changed_at=alert.changed_at, by=alert.by)


def _merged_into(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """As what incidents with these keys go on, and those in turn, by key."""
    found: dict[str, str] = {}
    for _ in range(MOST):
        new = {each.key: each.merged_into for each in alerts.merged(connection, keys)}
        found |= new
        keys = set(new.values()) - found.keys()
    return found


def _merges(connection: Connection, keys: Collection[str]) -> tuple[Alert, ...]:
    """What was merged into incidents with these keys, and into those in turn."""
    found: list[Alert] = []
    seen: set[str] = set()
    for _ in range(MOST):
        seen |= set(keys)
        new = alerts.merges(connection, keys)
        found += new
        keys = {each.merged_from for each in new} - seen - {""}
    return tuple(found)
