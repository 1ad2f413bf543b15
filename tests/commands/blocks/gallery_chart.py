"""The chart of metrics, in every form that it can have, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e
from bot.domain.effects import MessageKind
from bot.domain.plan import Metric
from bot.domain.watch import Drawn
from bot.ports import Message
from commands.charts.words import words
from tests.bot.domain import machines as m, plans as p
from tests.commands.blocks import stories as s
from tests.commands.charts.cases import erroring

DRAWN = Drawn(
    about="rollback:1",
    metrics=(m.ERRORS,),
    start=p.T0 - timedelta(minutes=30),
    end=p.T0 + timedelta(minutes=12),
    words=words(erroring()),
    picture="F0000012",
)


FOREIGN = replace(m.metric(), name="错误率 *p95*"), replace(m.orders(), name="معدل الطلبات")
"""Rows whose names the picture has no letters for."""


def shown(drawn: Drawn, *metrics: Metric) -> Message:
    """The message about a chart of these rows of 8.1, the web shop's where there are none."""
    stage = m.begun(replace(s.web_shop(), metrics=metrics or (m.metric(), m.orders())))
    event = e.ChartDrawn(at=drawn.end, by=None, drawn=drawn)
    return replace(s.message(stage, MessageKind.CHART, "12"), events=(event,))


CHART: Mapping[str, Callable[[], Message]] = {
    "chart/asked": lambda: shown(DRAWN),
    "chart/at-the-end": lambda: shown(
        replace(DRAWN, about="", metrics=(m.ERRORS, m.ORDERS), end=p.T0 + timedelta(hours=1))
    ),
    "chart/by-number": lambda: shown(
        replace(DRAWN, about="", metrics=tuple(each.name for each in FOREIGN)), *FOREIGN
    ),
    "chart/not-all": lambda: shown(replace(DRAWN, about="")),
    "chart/not-uploaded": lambda: shown(
        replace(DRAWN, picture="", why="the app lacks a permission: install it again: files:write")
    ),
}
