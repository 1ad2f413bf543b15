"""Incidents that were merged in PagerDuty, where one of both is a page of ours."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.alerts import Alert, is_ours
from bot.storage import alerts


class Merged:
    """The merges that concern what was reported."""

    def __init__(self, connection: Connection, reported: Sequence[Alert]) -> None:
        concerned = {each.key for each in reported if is_ours(each) or each.is_answer}
        merges = alerts.merges(connection, concerned)
        self._ours = [each for each in merges if is_ours(each)]
        self._others = {each.key: each for each in merges if not is_ours(each)}
        self._answers = alerts.answers(connection, {each.key for each in reported if _is_our_merge(each)})

    def answers(self, alert: Alert) -> tuple[tuple[Alert, str], ...]:
        """The answers to pages of ours that a report brings, each with the page's key.

        Whoever has the incident that a page was merged into has the page, also where that was heard before.
        """
        if _is_our_merge(alert):
            before = (each for each in self._answers if each.key == alert.key and not is_ours(each))
            return tuple((each, alert.incident_key) for each in before)
        if not alert.is_answer:
            return ()
        if is_ours(alert):
            return ((alert, alert.incident_key),)
        pages = dict.fromkeys(each.incident_key for each in self._ours if each.key == alert.key)
        return tuple((alert, page) for page in pages)

    def goes_on(self, alert: Alert) -> Alert | None:
        """What was merged into a page of ours, as it stands by a report of the page; `None` for nothing."""
        other = self._others.get(alert.key)
        if other is None or not is_ours(alert) or alert.is_merge:
            return None
        return replace(other, status=alert.status, changed_at=alert.changed_at, by=alert.by)


def _is_our_merge(alert: Alert) -> bool:
    return alert.is_merge and is_ours(alert)
