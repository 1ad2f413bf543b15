"""The bands of 8.1: in which a value lies, and how long it may lie there before it is asked about."""

from datetime import timedelta
from math import floor, log10

from bot.domain.plan import Band, Metric, Plan
from bot.domain.watch import Level
from bot.domain.words import stems

ASKED_AFTER = timedelta(minutes=2)
"""How long a metric is critical before it is asked about, where the plan does not say."""
DIGITS, MOST_DIGITS = 3, 17
"""How many digits a value is shown with, and with how many a number says all that it is."""
TIMES = (("min", 60_000, 60_000), ("s", 1_000, 10_000))
"""The units in which long times are said, and from which value on, all in milliseconds."""
PLAIN = 9
"""Below a thousand millions, and above as small a part, a value is written out."""


def holds(band: Band, value: float) -> bool:
    """Whether a value, in the band's unit, lies in the band."""
    match band.operator:
        case ">":
            return value > band.value
        case "<":
            return value < band.value
        case ">=":
            return value >= band.value
        case "<=":
            return value <= band.value
        case "=":
            return value == band.value
        case _:
            return band.upper is not None and band.value <= value <= band.upper


def level_of(metric: Metric, value: float) -> Level:
    """The worst band that a value lies in; what lies in none is not normal."""
    if metric.critical and holds(metric.critical, value):
        return Level.CRITICAL
    if metric.warning and holds(metric.warning, value):
        return Level.WARNING
    return Level.NORMAL if metric.normal is None or holds(metric.normal, value) else Level.WARNING


def asked_after(plan: Plan, metric: Metric) -> timedelta:
    """How long it is critical before it is asked about: as its row says, else the trigger of 6.1 about it."""
    if metric.critical and metric.critical.minutes is not None:
        return timedelta(minutes=metric.critical.minutes)
    named = named_by(metric)
    said = (each.minutes for each in plan.triggers if named and named <= stems(each.text))
    return next((timedelta(minutes=each) for each in said if each is not None), ASKED_AFTER)


def named_by(metric: Metric) -> frozenset[str]:
    """The words of a metric's name, without what stands in brackets: `Response Time (p95)`."""
    return stems(metric.name.partition("(")[0])


def measured(band: Band | None, value: float) -> str:
    """A value with the band's unit: `7.2%`, `640 ms`, `12 min`; never rounded over the band's limit."""
    unit, size = _unit_of(band, value)
    texts = (_rounded(value / size, digits) for digits in range(DIGITS, MOST_DIGITS))
    found = (text for text in texts if band is None or holds(band, float(text) * size) == holds(band, value))
    return f"{next(found, f'{value / size:.{MOST_DIGITS}g}')}{unit if unit in {'', '%'} else f' {unit}'}"


def _unit_of(band: Band | None, value: float) -> tuple[str, int]:
    """In which unit a value is said, and how much of the band's that is: nobody reads 720000 ms."""
    unit = band.unit if band else ""
    if unit == "ms":
        return next(((name, size) for name, size, least in TIMES if abs(value) >= least), (unit, 1))
    return unit, 1


def _rounded(value: float, digits: int) -> str:
    """To so many significant digits, those before the point all; huge and tiny ones with an exponent."""
    if not value:
        return "0"
    magnitude = floor(log10(abs(value)))
    if not -PLAIN <= magnitude < PLAIN:
        return f"{value:.{digits}g}"
    text = f"{value:.{max(0, digits - 1 - magnitude)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
