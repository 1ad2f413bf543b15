"""Sections 6.1 and 6.2: why a rollback is asked for, and who decides it by when."""

from bot.document.markdown import Inline
from bot.document.marks import MarkKind
from bot.document.outline import Part
from bot.document.reading import Reading, required
from bot.document.values import decision_time, held_minutes, severity
from bot.domain.plan import DecisionRule, RollbackTrigger

_SEVERITY, _MAKER, _TIME = "Severity", "Decision Maker", "Time to Decide"
_DECISIONS = (required(_SEVERITY), required(_MAKER), required(_TIME))


def read_triggers(reading: Reading) -> tuple[RollbackTrigger, ...]:
    """Section 6.1; a trigger ticked beforehand counts for nothing."""
    items = reading.items(Part.TRIGGERS)
    for item in items:
        if item.ticked is not None:
            reading.mark(MarkKind.CHECKBOX, item.line, 0, Inline("[x]" if item.ticked else ""))
    return tuple(
        RollbackTrigger(text=item.content.text, line=item.line, minutes=held_minutes(item.content.text))
        for item in items
    )


def read_decisions(reading: Reading) -> tuple[DecisionRule, ...]:
    """Section 6.2."""
    found = []
    for record in reading.records(Part.DECISIONS, _DECISIONS):
        named, time = record.cell(_SEVERITY), record.cell(_TIME)
        level, minutes = severity(named.text), decision_time(time.text)
        if level is None and not named.placeholders:
            reading.error(record.line, f"“{named.text}” is no severity: write Critical, High or Medium.")
        if record.has(_TIME) and minutes is None and not time.placeholders:
            reading.error(
                record.line, f"“{time.text}” is no time to decide in: write Immediate, or minutes as 15 min."
            )
        found.append(
            DecisionRule(
                severity=level,
                severity_text=named.text,
                decision_maker=reading.value(record, _MAKER, f"Severity “{named.text}”"),
                minutes=minutes,
                minutes_text=time.text,
                line=record.line,
            )
        )
    return tuple(found)
