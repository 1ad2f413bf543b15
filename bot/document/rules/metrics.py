"""Rules on metrics: rows said twice, bands with a hole or an overlap, triggers that disagree with them."""

from collections.abc import Iterable
from dataclasses import replace

from bot.document.findings import Finding, warning
from bot.document.values import limit_in
from bot.domain.metric_rows import repeated
from bot.domain.plan import Band, Metric, Plan
from bot.domain.words import stems


def bands(plan: Plan) -> Iterable[Finding]:
    """Normal, Warning and Critical follow upon each other."""
    for metric in plan.metrics:
        if problem := _disagreement(metric):
            yield warning(metric.line, f"{metric.name}: {problem}.")


def repetitions(plan: Plan) -> Iterable[Finding]:
    """No row says what another one says already."""
    again = repeated(plan)
    for number, metric in enumerate(plan.metrics, start=1):
        if number in again:
            yield warning(metric.line, f"{metric.name}: this row stands in 8.1 twice: delete one.")


def _disagreement(metric: Metric) -> str:
    """What is wrong with a metric's bands; "" where nothing is, or where one cannot be read."""
    if metric.normal is None or metric.warning is None or metric.critical is None:
        return ""
    rows = (metric.normal, metric.warning, metric.critical)
    if len({each.unit.casefold() for each in rows if each.unit or each.operator != "="}) > 1:
        return "its bands have different units and cannot be compared: write all three in one"
    is_up = _points_up(metric.critical) or (
        metric.critical.operator == ".." and metric.critical.value >= metric.warning.value
    )
    normal = _facing(metric.normal, is_up=not is_up)
    warned, critical = (_facing(each, is_up=is_up) for each in rows[1:])
    if _points_up(warned) == _points_up(normal) or _points_up(critical) != _points_up(warned):
        return "Warning and Critical must point one way, as >, and Normal the other, as <"
    far = metric.warning.upper if is_up else metric.warning.value
    if metric.warning.operator == ".." and far != critical.value:
        return (
            f"Warning ({warned.text}) does not end where Critical ({critical.text}) begins: let one begin "
            f"where the other ends"
        )
    worse = 1 if _points_up(warned) else -1
    if worse * (warned.value - normal.value) > 0:
        return (
            f"between Normal ({normal.text}) and Warning ({warned.text}) there is a hole that no band names: "
            f"let one begin where the other ends"
        )
    if worse * (warned.value - normal.value) < 0:
        return (
            f"Normal ({normal.text}) and Warning ({warned.text}) overlap: let one begin where the other ends"
        )
    if worse * (critical.value - warned.value) <= 0:
        return (
            f"Critical ({critical.text}) does not lie beyond Warning ({warned.text}), so that they overlap: "
            f"let Critical begin later"
        )
    return ""


def _facing(band: Band, *, is_up: bool) -> Band:
    """The side of a range that faces another band, as a limit of its own."""
    if band.operator == "..":
        edge = band.value if is_up else band.upper
        return replace(band, operator=">" if is_up else "<", value=edge or 0)
    return band


def _points_up(band: Band) -> bool:
    return band.operator.startswith(">")


def triggers(plan: Plan) -> Iterable[Finding]:
    """A trigger with a limit agrees with the critical band of a row that it speaks of."""
    for trigger in plan.triggers:
        found = limit_in(trigger.text)
        if found is None:
            continue
        limits = ((metric.critical, metric.name) for metric in _metrics_named(found[0], plan))
        problems = [_mildness(found[1], critical, name) for critical, name in limits if critical]
        if all(problems) and problems:
            yield warning(trigger.line, f"“{trigger.text}” {problems[0]}.")


def _metrics_named(text: str, plan: Plan) -> list[Metric]:
    """The rows of one name, the first whose words the text holds, or that holds the text's."""
    words = stems(text)
    for metric in plan.metrics:
        named = stems(metric.name)
        if words and named and (words <= named or named <= words):
            return [each for each in plan.metrics if each.name == metric.name]
    return []


def _mildness(limit: Band, critical: Band, name: str) -> str:
    if limit.unit.casefold() != critical.unit.casefold() or _points_up(limit) != _points_up(critical):
        return f"cannot be compared with {name}, Critical, in 8.1 ({critical.text}): write both alike"
    worse = 1 if _points_up(critical) else -1
    if worse * (limit.value - critical.value) > 0:
        return f"asks for a rollback later than 8.1 calls {name} critical ({critical.text}): make both one"
    if worse * (limit.value - critical.value) < 0:
        return f"asks for a rollback before 8.1 calls {name} critical ({critical.text}): make both one"
    return ""
