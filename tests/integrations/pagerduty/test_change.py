import json
from dataclasses import replace

import pytest

from bot.domain.plan import Dashboard
from integrations.pagerduty.change import LINKS, SUMMARY_LENGTH, instant, links, render_change, rendered
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.integrations.pagerduty.test_contract import change


def test_the_whole_event() -> None:
    """What PagerDuty is sent when a deployment begins, apart from the key."""
    assert {
        "payload": {
            "summary": "Web shop 4.12.0, production: deployment begins",
            "source": "T-Minus",
            "timestamp": "2026-12-01T22:00:00.000+0000",
            "custom_details": {
                "deployment": "WEB-DEPLOY-041",
                "release": "Web shop",
                "version": "4.12.0",
                "service": "Web shop",
                "environment": "production",
                "window": "2026-12-01T22:00:00.000+0000 to 2026-12-02T00:00:00.000+0000",
            },
        },
        "links": [{"href": "https://slack.com/app_redirect?channel=C1", "text": "Slack"}],
    } == json.loads(render_change(change(Stage().to_deploying(), "DeployingBegan")).body)


@pytest.mark.parametrize(
    ("stage", "event", "words"),
    [
        (Stage.to_completed, "Completed", "deployment complete"),
        (Stage.to_rolled_back, "RollbackDecided", "rolling back (critical), error rate 7 %"),
        (Stage.to_rolled_back, "RolledBack", "rolled back"),
        (Stage.to_cancelled, "Cancelled", "cancelled before anything was changed, the supplier is down"),
    ],
)
def test_each_change_has_its_words(stage: object, event: str, words: str) -> None:
    """Whatever became of the deployment since."""
    assert callable(stage)
    assert f"Web shop 4.12.0, production: {words}" == render_change(change(stage(Stage()), event)).text


def test_whoever_decided_is_named() -> None:
    """Where somebody did."""
    body = json.loads(render_change(change(Stage().to_rolling_back(), "RollbackDecided")).body)
    assert p.ANA.name == body["payload"]["custom_details"]["by"]


def test_long_words_are_cut_to_pagerdutys_limit() -> None:
    """A summary beyond it would be refused."""
    message = change(Stage().to_deploying(), "DeployingBegan")
    long = replace(message, state=replace(message.state, release="shop " * 999))
    assert SUMMARY_LENGTH - 10 < len(render_change(long).text) <= SUMMARY_LENGTH


def test_the_dashboards_of_the_plan_are_linked() -> None:
    """Those that have an address in the web, and no more than fit."""
    stage = Stage().to_deploying()
    odd = [Dashboard(name="wiki", url="see the wiki", line=1), Dashboard(name="none", url="", line=1)]
    many = [Dashboard(name=f"d{n}", url=f"https://grafana.test/d/{n}", line=1) for n in range(LINKS + 1)]
    found = links(stage.state, replace(stage.plan, dashboards=(*odd, *many)))
    assert {"href": "https://grafana.test/d/0", "text": "d0"} == found[1]
    assert LINKS == len(found)


def test_instants_are_utc() -> None:
    """As PagerDuty writes them."""
    assert "2026-12-01T22:00:00.000+0000" == instant(p.T0.astimezone(None))


def test_the_fingerprint_is_that_of_the_event() -> None:
    """The order of its fields does not matter, the text beside it neither."""
    assert rendered({"a": 1, "b": 2}, "x").fingerprint == rendered({"b": 2, "a": 1}, "y").fingerprint
    assert rendered({"a": 1}, "x").fingerprint != rendered({"a": 2}, "x").fingerprint
