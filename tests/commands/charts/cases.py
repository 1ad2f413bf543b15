"""Pictures that tests draw: a healthy evening, slow answers, errors from minute 4, no data, a crowd, names in
other letters.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.plan import Band, Metric
from bot.domain.watch import Sample
from commands.charts.model import Chart, Panel, Stretch

START = datetime(2026, 12, 1, 21, 45, tzinfo=UTC)
T0 = START + timedelta(minutes=15)
END = START + timedelta(minutes=30)


def band(operator: str, value: float, text: str, unit: str = "", upper: float | None = None) -> Band:
    """A limit."""
    return Band(operator=operator, value=value, unit=unit, text=text, upper=upper)


def metric(critical: Band | None, warning: Band | None = None) -> Metric:
    """A row of 8.1."""
    return Metric(name="", normal=None, warning=warning, critical=critical, query="up", line=1)


ERRORS = metric(band(">", 5, "> 5%", "%"), band(">", 1, "> 1%", "%"))
SLOWNESS = metric(band(">", 2000, "> 2 s", "ms"), band(">", 500, "> 500 ms", "ms"))
LOAD = metric(band(">", 85, "> 85%", "%"), band(">", 70, "> 70%", "%"))
ORDERS = metric(band("<", 5, "< 5"), band("<", 20, "< 20"))


def every_15s(value: Callable[[float], float | None], start: datetime = START) -> list[Sample]:
    """Half an hour of a value, by the minute it has come to; `None` where there is none."""
    minutes = (number / 4 for number in range(121))
    found = ((start + timedelta(minutes=minute), value(minute)) for minute in minutes)
    return [Sample(at=at, value=each) for at, each in found if each is not None]


def steps(count: int, minutes: float, start: datetime = T0) -> list[Stretch]:
    """Steps one after the other; the last still runs."""
    begins = [start + timedelta(minutes=minutes * number) for number in range(count)]
    ends: list[datetime | None] = [*begins[1:], None]
    return [
        Stretch(name=f"{number}", start=begin, end=end)
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True), start=5)
    ]


def chart(*panels: Panel, t0: datetime | None = T0, walked: Sequence[Stretch] = ()) -> Chart:
    """The web shop's evening."""
    return Chart(
        title="Web shop 4.12.0, production",
        zone="Europe/Berlin",
        start=START,
        end=END,
        panels=panels,
        t0=t0,
        steps=walked,
    )


def erroring() -> Chart:
    """Errors rise from four minutes after T-0 on."""

    def rate(minute: float) -> float:
        return 0.4 + 0.1 * math.sin(minute) + max(0.0, min(7.5, (minute - 19) * 2))

    since = T0 + timedelta(minutes=6.5)
    return chart(
        Panel(name="Error Rate", metric=ERRORS, samples=every_15s(rate), critical_since=since, before=0.41),
        walked=steps(4, 2),
    )


def healthy() -> Chart:
    """All four metrics of the web shop, at the end."""

    def wave(middle: float, high: float) -> list[Sample]:
        return every_15s(lambda minute: middle + high * math.sin(minute / 2))

    return chart(
        Panel(name="Error Rate", metric=ERRORS, samples=wave(0.4, 0.1), before=0.4),
        Panel(name="Response Time (p95)", metric=SLOWNESS, samples=wave(230, 20), before=232.0),
        Panel(name="CPU Usage", metric=LOAD, samples=wave(40, 10), before=41.0),
        Panel(name="Orders per minute", metric=ORDERS, samples=wave(40, 10), before=41.0),
        walked=steps(7, 1.5),
    )


def slow() -> Chart:
    """Answers are slow from T-0 on, never critical."""
    samples = every_15s(lambda minute: 240.0 + 20 * math.sin(minute) + (700 if minute > 15 else 0))
    return chart(
        Panel(name="Response Time (p95)", metric=SLOWNESS, samples=samples, before=241.0), walked=steps(4, 2)
    )


def no_data() -> Chart:
    """A gap, nothing at all, nothing that can be read, and one value."""
    gap = every_15s(lambda minute: None if 10 < minute < 18 else 0.5)
    return chart(
        Panel(name="Error Rate", metric=ERRORS, samples=gap),
        Panel(name="Response Time (p95)", metric=SLOWNESS),
        Panel(name="CPU Usage", metric=LOAD, why="Prometheus does not answer"),
        Panel(name="Orders per minute", metric=ORDERS, samples=[Sample(at=T0, value=30)]),
    )


LONG = (
    "Error Rate of the checkout as the load balancer sees it & <b>health checks</b> \x0b left out 🙂 row 1"
    " of 8.1"
)


def crowded() -> Chart:
    """Thirty steps, a long name, T-0 and the critical moment side by side."""
    samples = every_15s(lambda minute: 0.5 + 40 * math.exp(-((minute - 16) ** 2)))
    since = T0 + timedelta(seconds=40)
    return chart(
        Panel(name=LONG, metric=ERRORS, samples=samples, critical_since=since, before=0.5),
        walked=[
            Stretch(name=f"{number + 1}", start=at, end=at + timedelta(minutes=1.5))
            for number in range(30)
            for at in [START + timedelta(minutes=number)]
        ],
    )


def foreign() -> Chart:
    """Names in letters that the font has not, and in some that it has."""
    samples = every_15s(lambda minute: 40 + 10 * math.sin(minute / 2))
    names = ("错误率", "エラー率 (p95)", "معدل الطلبات", "🔥 Заказы в минуту")
    panels = (
        Panel(name=name, number=number, metric=LOAD, samples=samples, before=41.0)
        for number, name in enumerate(names, start=1)
    )
    return replace(chart(*panels, walked=steps(4, 2)), title="支付系统 4.12.0, production")


CASES: dict[str, Callable[[], Chart]] = {
    "healthy": healthy,
    "slow": slow,
    "erroring": erroring,
    "no_data": no_data,
    "crowded": crowded,
    "foreign": foreign,
}
