from datetime import timedelta

import pytest

from bot import deliveries as d
from bot.clock import real_now
from bot.domain.deliveries import DeliveryNews as News
from bot.domain.effects import MessageKind
from bot.domain.intents import ReportDelivery
from bot.domain.monitors import Monitor, Way
from bot.domain.plan import Channel
from bot.storage.outbox import Copy, Parcel

NOW, MOMENT = timedelta(), timedelta(microseconds=1)
MISSED = {"ben@octal.example": "550 no such user"}


def parcel(to: str, kind: MessageKind = MessageKind.NOTICE, subject: str = "2") -> Parcel:
    copy = Copy(
        id=1,
        deployment="WEB-412",
        kind=kind,
        subject=subject,
        to=to,
        channel="",
        ts="",
        shown="",
        mark="m",
        deleted=0,
    )
    return Parcel(
        id=1,
        lane=f"WEB-412|{to}",
        generation=1,
        doubtful=False,
        written_at=real_now(),
        expires_at=None,
        copy=copy,
        answer="",
    )


MAIL = parcel("email")


def told(
    result: d.Result, age: timedelta = NOW, *, of: Parcel = MAIL, is_given_up: bool = False
) -> list[ReportDelivery]:
    return d.reports(of, result, age, is_given_up=is_given_up)


def news(what: News, **more: object) -> list[ReportDelivery]:
    return [ReportDelivery(way=Channel.EMAIL, news=what, notice=2, **more)]  # type: ignore[arg-type] # the case's


@pytest.mark.parametrize(
    ("age", "expected"),
    [(d.TOLD_AFTER - MOMENT, []), (d.TOLD_AFTER, news(News.FAILING, why="refused"))],
)
def test_a_way_that_fails_is_told_after_five_minutes(age: timedelta, expected: list[ReportDelivery]) -> None:
    """Whatever is over before that concerns nobody."""
    assert expected == told(d.Failed(why="refused"), age)


def test_what_is_given_up_is_told_at_once() -> None:
    """Whether it was tried for a day or cannot work."""
    expected = news(News.UNDELIVERED, why="refused")
    assert expected == told(d.Failed(why="refused"), is_given_up=True)
    assert expected == told(d.Undeliverable(why="refused"))


def test_what_arrives_is_no_news() -> None:
    """Unless its way failed before, or it did not reach all."""
    assert [] == told(d.Delivered())
    assert news(News.WORKING) == told(d.Delivered(is_back=True))
    assert news(News.MISSED, missed=MISSED) == told(d.Delivered(missed=MISSED))
    both = news(News.WORKING) + news(News.MISSED, missed=MISSED)
    assert both == told(d.Delivered(is_back=True, missed=MISSED))


def test_the_status_page_is_a_way_like_mail() -> None:
    """What it says is no notice."""
    page = parcel("status page", MessageKind.STATUS, subject="")
    expected = [ReportDelivery(way=Channel.STATUS_PAGE, news=News.UNDELIVERED, why="404")]
    assert expected == told(d.Undeliverable(why="404"), of=page)


def test_slack_tells_for_itself() -> None:
    """But a notice to a channel that was let go is told, too."""
    channel = parcel("C0NEWS")
    assert [] == told(d.Undeliverable(why="archived"), of=channel)
    assert channel.copy
    expected = [ReportDelivery(way=Channel.SLACK, news=News.SKIPPED, notice=2)]
    assert expected == told(d.Outdated(copy=channel.copy), of=channel)
    assert [] == told(d.Failed(why="away"), timedelta(hours=1), of=parcel("", MessageKind.STATUS))


@pytest.mark.parametrize(
    ("to", "kind", "way"),
    [
        ("email", MessageKind.NOTICE, Channel.EMAIL),
        ("status page", MessageKind.PAGE, Channel.STATUS_PAGE),
        ("C0SHOP", MessageKind.NOTICE, Channel.SLACK),
        ("PagerDuty", MessageKind.CHANGE, Monitor.PAGERDUTY),
        ("PagerDuty:L1", MessageKind.PAGER, Monitor.PAGERDUTY),
        ("Grafana", MessageKind.ANNOTATION, Monitor.GRAFANA),
        ("", MessageKind.LOG, None),
    ],
)
def test_each_message_has_its_way(to: str, kind: MessageKind, way: Way | None) -> None:
    """Where it is for an audience or a monitor."""
    copy = parcel(to, kind).copy
    assert copy
    assert way == d.way_of(copy)


def test_a_monitor_that_fails_is_told() -> None:
    """As a way to an audience is; the message is about no notice."""
    change = parcel("PagerDuty", MessageKind.CHANGE, "57")
    failing = d.Failed(why="PagerDuty did not answer")
    assert [ReportDelivery(way=Monitor.PAGERDUTY, news=News.FAILING, why="PagerDuty did not answer")] == told(
        failing, d.TOLD_AFTER, of=change
    )


def test_of_a_page_its_level_is_told() -> None:
    """So that the ladder says which one does not ring."""
    page = parcel("PagerDuty:L1", MessageKind.PAGER, "L1")
    [found] = told(d.Undeliverable(why="refused"), of=page)
    assert (Monitor.PAGERDUTY, News.UNDELIVERED, "L1") == (found.way, found.news, found.level)
