"""Rules on metrics: bands that leave a hole or overlap, triggers that disagree with their metric."""

from collections.abc import Iterable

from bot.document.findings import Finding, warning
from bot.document.values import limit_in
from bot.domain.plan import Band, Metric, Plan
from bot.domain.words import stems


def bands(plan: Plan) -> Iterable[Finding]:
    """Normal, Warning and Critical follow upon each other."""
    for metric in plan.metrics:
        if problem := _disagreement(metric):
            yield warning(metric.line, f"{metric.name}: {problem}.")


def _disagreement(metric: Metric) -> str:
    """What is wrong with a metric's bands; "" where nothing is, or where one cannot be read."""
    normal, warned, critical = metric.normal, metric.warning, metric.critical
    if normal is None or warned is None or critical is None:
        return ""
    if len({normal.unit.casefold(), warned.unit.casefold(), critical.unit.casefold()}) > 1:
        return "its bands have different units and cannot be compared: write all three in one"
    if _points_up(warned) == _points_up(normal) or _points_up(critical) != _points_up(warned):
        return "Warning and Critical must point one way, as >, and Normal the other, as <"
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


def _points_up(band: Band) -> bool:
    return band.operator.startswith(">")


def triggers(plan: Plan) -> Iterable[Finding]:
    """A trigger with a limit agrees with the critical band of the metric it speaks of."""
    for trigger in plan.triggers:
        found = limit_in(trigger.text)
        metric = _metric_named(found[0], plan) if found else None
        if found is None or metric is None or metric.critical is None:
            continue
        if problem := _mildness(found[1], metric.critical, metric.name):
            yield warning(trigger.line, f"“{trigger.text}” {problem}.")


def _metric_named(text: str, plan: Plan) -> Metric | None:
    """The metric whose words the text holds, or that holds the text's."""
    words = stems(text)
    for metric in plan.metrics:
        named = stems(metric.name)
        if words and named and (words <= named or named <= words):
            return metric
    return None


def _mildness(limit: Band, critical: Band, name: str) -> str:
    if limit.unit.casefold() != critical.unit.casefold() or _points_up(limit) != _points_up(critical):
        return f"cannot be compared with {name}, Critical, in 8.1 ({critical.text}): write both alike"
    worse = 1 if _points_up(critical) else -1
    if worse * (limit.value - critical.value) > 0:
        return f"asks for a rollback later than 8.1 calls {name} critical ({critical.text}): make both one"
    if worse * (limit.value - critical.value) < 0:
        return f"asks for a rollback before 8.1 calls {name} critical ({critical.text}): make both one"
    return ""
