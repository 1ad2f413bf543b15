"""Sections 7 and 8: smoke tests, metrics and dashboards."""

from bot.document.marks import MarkKind
from bot.document.outline import Part
from bot.document.reading import Reading, Record, marking, optional, required
from bot.document.values import band
from bot.domain.plan import Band, Dashboard, Metric, SmokeTest

_ACTION = "URL/Action"
_SMOKE = (
    required("Test"),
    required(_ACTION, "URL", "Action"),
    required("Expected"),
    optional("Request"),
    marking(MarkKind.STATUS),
)
_METRICS = (
    required("Metric"),
    required("Normal"),
    required("Warning"),
    required("Critical"),
    optional("Query"),
)
_DASHBOARDS = (required("Dashboard"), required("URL", "Link"))


def read_smoke_tests(reading: Reading) -> tuple[SmokeTest, ...]:
    """Section 7.1."""
    return tuple(
        SmokeTest(
            number=number,
            name=reading.value(record, "Test", "This smoke test", "name it"),
            action=reading.value(record, _ACTION, f"Smoke test “{record.text('Test')}”"),
            expected=reading.value(record, "Expected", f"Smoke test “{record.text('Test')}”"),
            request=record.text("Request"),
            line=record.line,
        )
        for number, record in enumerate(reading.records(Part.SMOKE_TESTS, _SMOKE), start=1)
    )


def read_metrics(reading: Reading) -> tuple[Metric, ...]:
    """Section 8.1."""
    return tuple(
        Metric(
            name=reading.value(record, "Metric", "This row of 8.1"),
            normal=_read_band(reading, record, "Normal"),
            warning=_read_band(reading, record, "Warning"),
            critical=_read_band(reading, record, "Critical"),
            query=record.text("Query"),
            line=record.line,
        )
        for record in reading.records(Part.METRICS, _METRICS)
    )


def _read_band(reading: Reading, record: Record, head: str) -> Band | None:
    cell = record.cell(head)
    found = band(cell.text)
    if record.has(head) and found is None and not cell.placeholders:
        said = f"“{cell.text}” is no limit that can be read" if cell.text else "the cell is empty"
        how = "write one as > 5%, > 5% for 5 min, < 500 ms, 1-5% or 0"
        reading.error(record.line, f"{record.text('Metric')}, {head}: {said}: {how}.")
    return found


def read_dashboards(reading: Reading) -> tuple[Dashboard, ...]:
    """Section 8.2; the address is the link's where the cell holds one."""
    found = []
    for record in reading.records(Part.DASHBOARDS, _DASHBOARDS):
        cell = record.cell("URL")
        url = cell.links[0] if cell.links else cell.text
        if not url.startswith(("https://", "http://")) and not cell.placeholders:
            reading.error(
                record.line,
                f"Dashboard “{record.text('Dashboard')}” has no address: write one with https://.",
            )
        found.append(Dashboard(name=record.text("Dashboard"), url=url, line=record.line))
    return tuple(found)
