"""Alerts that a step is expected to set off."""

from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.expecting import is_expected, naming
from bot.domain.plan import Plan
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import alert, expecting, fires, later, resolves
from tests.bot.domain.stories import Stage

MINUTE = timedelta(minutes=1)


def expected(stage: Stage, title: str) -> bool:
    """Whether an alert is no news now."""
    return is_expected(stage.state, stage.plan, stage.state.alerts.known[title])


@pytest.mark.parametrize(
    ("expects", "title", "labels"),
    [
        ("ShopTrafficLow", "shoptrafficlow", {}),
        ("ShopTrafficLow", "[FIRING:1] ShopTrafficLow (web-shop)", {}),
        ("traffic low", "Shop:  Traffic  low", {}),
        ("ShopTrafficLow", "Hardly anybody buys", {"alertname": "shoptrafficlow"}),
        ("alertname=ShopTrafficLow", "Hardly anybody buys", {"Alertname": "ShopTrafficLow"}),
        ("queue = mail", "Queue is long", {"queue": "mail"}),
    ],
)
def test_a_step_names_what_it_sets_off(expects: str, title: str, labels: dict[str, str]) -> None:
    """By the alert's name, words of its title, or what a label says; case and spaces apart."""
    plan = expecting(p.web_shop(), s3=expects, R6=expects)
    assert ("3", "R6") == naming(plan, alert(title, labels=labels))


@pytest.mark.parametrize(
    ("expects", "title", "labels"),
    [
        ("TrafficLow", "ShopTrafficLow", {}),
        ("ShopTraffic", "ShopTrafficLow", {}),
        ("", "ShopTrafficLow", {"team": ""}),
        ("queue=mail", "Queue is long", {"queue": "orders"}),
        ("queue=mail", "Queue is long", {"topic": "mail"}),
    ],
)
def test_nothing_else_is_named(expects: str, title: str, labels: dict[str, str]) -> None:
    """No part of a word, no other label."""
    assert () == naming(expecting(p.web_shop(), s3=expects), alert(title, labels=labels))


def started(plan: Plan) -> Stage:
    """Step 7 runs, and expects its own alert."""
    stage = Stage(plan).to_deploying()
    for step, owner in (("5", p.DBA), ("6", p.DEV)):
        later(stage).do(i.FinishStep(step=step), owner)
    return stage


def test_it_is_no_news_while_the_step_runs() -> None:
    """Neither before it is started, nor once it is over, however that was."""
    for ends in (
        i.FinishStep(step="7"),
        i.FailStep(step="7", reason="x"),
        i.SkipStep(step="7", reason="x"),
    ):
        stage = started(expecting(p.web_shop(), s7="Draining"))
        stage.do(i.StartStep(step="7"), p.DEV)
        fires(stage, "Draining")
        assert expected(stage, "Draining")
        later(stage).do(ends, p.DEV)
        assert not expected(stage, "Draining")
    stage = fires(started(expecting(p.web_shop(), s7="Draining")), "Draining", "Other")
    assert [False, False] == [expected(stage, "Draining"), expected(stage, "Other")]


def test_it_stays_none_where_the_next_step_names_it_too() -> None:
    """Also in the minute in which nobody has started that."""
    stage = started(expecting(p.web_shop(), s7="Draining", s8="Draining"))
    stage.do(i.StartStep(step="7"), p.DEV)
    fires(later(stage), "Draining")
    later(stage).do(i.FinishStep(step="7"), p.DEV)
    assert expected(stage, "Draining")
    stage.do(i.StartStep(step="8"), p.DEV)
    assert expected(stage, "Draining")
    stage.do(i.FinishStep(step="8"), p.DEV)
    assert not expected(stage, "Draining")


def test_what_fires_before_the_next_is_started_is_news() -> None:
    """Nothing that names it ran."""
    stage = started(expecting(p.web_shop(), s7="Draining", s8="Draining"))
    stage.do(i.FinishStep(step="7"), p.DEV)
    assert not expected(fires(later(stage), "Draining"), "Draining")


def test_a_next_step_that_failed_is_none() -> None:
    """Whoever looks at it wants to see all."""
    stage = started(expecting(p.web_shop(), s7="Draining", s8="Draining"))
    stage.do(i.StartStep(step="7"), p.DEV)
    fires(later(stage), "Draining")
    stage.do(i.FinishStep(step="7"), p.DEV)
    stage.do(i.FailStep(step="8", reason="timeout"), p.DEV)
    assert not expected(stage, "Draining")


def in_maintenance() -> Stage:
    """Step 3, which turns maintenance on, sets an alert off that lasts."""
    stage = Stage(expecting(p.web_shop(), s3="ShopTrafficLow")).to_pre_deployment()
    for step, owner in (("1", p.DBA), ("2", p.DEV)):
        later(stage).do(i.FinishStep(step=step), owner)
    stage.do(i.StartStep(step="3"), p.DEV)
    fires(later(stage), "ShopTrafficLow")
    later(stage).do(i.FinishStep(step="3"), p.DEV)
    return stage


def test_what_maintenance_sets_off_is_none_until_that_ends() -> None:
    """It is expected from the step that turns it on to the one that turns it off."""
    stage = in_maintenance()
    assert expected(stage, "ShopTrafficLow")
    stage.walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    while stage.state.steps.get("12") is None:
        assert expected(stage, "ShopTrafficLow")
        stage.do(i.FinishStep(step=list(stage.state.steps)[-1]), p.ANA)
    assert not stage.state.alerts.known["ShopTrafficLow"].is_old
    later(stage).do(i.FinishStep(step="12"), p.ANA)
    assert not expected(stage, "ShopTrafficLow")


def test_what_fires_after_the_step_is_news_though_maintenance_is_on() -> None:
    """Only what the step set off is expected to last."""
    stage = resolves(in_maintenance(), "ShopTrafficLow")
    stage = fires(later(stage), "ShopTrafficLow again")
    assert not expected(stage, "ShopTrafficLow again")


def test_the_way_back_turns_maintenance_off_too() -> None:
    """Its own step says when."""
    stage = in_maintenance().walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    later(stage).walk()
    assert not expected(stage, "ShopTrafficLow")


def test_maintenance_that_failed_to_begin_keeps_nothing() -> None:
    """The step that turns it on has to be done."""
    stage = Stage(expecting(p.web_shop(), s3="ShopTrafficLow")).to_pre_deployment()
    for step, owner in (("1", p.DBA), ("2", p.DEV)):
        later(stage).do(i.FinishStep(step=step), owner)
    stage.do(i.StartStep(step="3"), p.DEV)
    fires(later(stage), "ShopTrafficLow")
    later(stage).do(i.FailStep(step="3", reason="the page does not load"), p.DEV)
    assert not expected(stage, "ShopTrafficLow")
