"""What is asked of alerts, and reported of them."""

from dataclasses import dataclass

from bot.domain.alerts import AlertSource, Matched
from bot.domain.intent import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAlerts(Intent):
    """What monitors reported of this deployment, since the last time or again, in any order."""

    alerts: tuple[Matched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBaseline(Intent):
    """What fires before the first step, of all that concerns this deployment, by those who were asked."""

    alerts: tuple[Matched, ...]
    asked: tuple[AlertSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachAlert(Intent):
    """Tie an alert that concerns no deployment to this one: by its number, or words of its title."""

    wanted: str = ""
