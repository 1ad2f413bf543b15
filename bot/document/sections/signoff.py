"""Section 2.2 and both tables of 10: approvals and confirmations."""

from bot.document.marks import MarkKind
from bot.document.outline import Part
from bot.document.reading import Reading, marking, optional, required
from bot.domain.plan import Checkpoint, CheckpointKind, SignOffRow

_APPROVALS = (
    required("Approval"),
    required("Approver"),
    optional("Deputy"),
    optional("Covers"),
    marking(MarkKind.STATUS),
    marking(MarkKind.DATE),
)
_SIGNATURES = (
    required("Role"),
    optional("Name"),
    optional("Deputy"),
    optional("Covers"),
    marking(MarkKind.SIGNATURE),
    marking(MarkKind.DATE),
)
_CHECKPOINTS = (
    required("Checkpoint"),
    optional("Role"),
    marking(MarkKind.STATUS),
    marking(MarkKind.SIGNED_BY),
    marking(MarkKind.TIME),
)
_KIND_BY_WORD = (
    ("smoke", CheckpointKind.SMOKE_TESTS),
    ("monitor", CheckpointKind.MONITORING),
    ("release", CheckpointKind.RELEASE),
)


def read_signoffs(reading: Reading) -> tuple[SignOffRow, ...]:
    """Every approval: 2.2, then 10's first table."""
    found: list[SignOffRow] = []
    for record in reading.records(Part.APPROVALS, _APPROVALS):
        label = reading.value(record, "Approval", "This row of 2.2")
        found.append(
            SignOffRow(
                number=len(found) + 1,
                label=label,
                role=reading.value(record, "Approver", f"“{label}”", "write the role that signs"),
                name="",
                deputy=record.text("Deputy"),
                covers=record.words("Covers"),
                line=record.line,
            )
        )
    for record in reading.records(Part.PRE_APPROVAL, _SIGNATURES):
        role = reading.value(record, "Role", "This row of 10")
        found.append(
            SignOffRow(
                number=len(found) + 1,
                label=role,
                role=role,
                name=record.text("Name"),
                deputy=record.text("Deputy"),
                covers=record.words("Covers"),
                line=record.line,
            )
        )
    return tuple(found)


def read_checkpoints(reading: Reading) -> tuple[Checkpoint, ...]:
    """10's second table; a checkpoint is known by its words."""
    return tuple(
        Checkpoint(
            number=number,
            name=reading.value(record, "Checkpoint", "This row of 10"),
            kind=_kind(record.text("Checkpoint")),
            role=record.text("Role"),
            line=record.line,
        )
        for number, record in enumerate(reading.records(Part.CONFIRMATION, _CHECKPOINTS), start=1)
    )


def _kind(name: str) -> CheckpointKind:
    folded = name.casefold()
    return next((kind for word, kind in _KIND_BY_WORD if word in folded), CheckpointKind.DEPLOYMENT)
