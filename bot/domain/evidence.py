"""Why a rollback is asked for: what was seen, by whom or what, since when (section 6.1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.plan import Severity


class EvidenceKind(StrEnum):
    """What was seen."""

    PERSON = "person"
    STEP = "step"
    ALERT = "alert"
    METRIC = "metric"
    SMOKE_TEST = "smoke test"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that speaks for a rollback; the same `kind` and `subject` again is the same thing, seen anew.

    `subject` is the alert's key, the step's number, the metric's name, the test's number, the mark of
    the row of 4.3, the person's id.
    `text` says it in words. `severity` is what it calls for by itself, `None` where only 6.1 or a person can
    say. `url` shows it, "" where nothing does. `is_over`: it holds no more.
    """

    kind: EvidenceKind
    subject: str
    text: str
    since: datetime
    severity: Severity | None = None
    url: str = ""
    is_over: bool = False
