import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import intents as i
from bot.domain.plan import Severity
from integrations.pagerduty.change import SUMMARY_LENGTH
from integrations.pagerduty.page import render_page
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_pages import paging
from tests.integrations.pagerduty.test_contract import called

KEY = "tminus:WEB-DEPLOY-041:L1"


def sent(stage: Stage, level: str = "L1") -> dict[str, Any]:
    """What PagerDuty is sent of a level."""
    body: dict[str, Any] = json.loads(render_page(called(stage, level)).body)
    return body


def test_the_whole_page() -> None:
    """What PagerDuty is sent when a level is called, apart from the key."""
    slack = "https://slack.com/app_redirect?channel=C1"
    assert {
        "events": [
            {
                "event_action": "trigger",
                "dedup_key": KEY,
                "client": "T-Minus",
                "client_url": slack,
                "links": [{"href": slack, "text": "Slack"}],
                "payload": {
                    "summary": "L1 is called: Web shop 4.12.0, production, orders are lost",
                    "source": "Web shop",
                    "severity": "critical",
                    "timestamp": "2026-12-01T22:00:00.000+0000",
                    "component": "Web shop",
                    "group": "production",
                    "class": "deployment",
                    "custom_details": {
                        "deployment": "WEB-DEPLOY-041",
                        "level": "L1",
                        "escalation_policy": "PWEBL1",
                        "why": "orders are lost",
                        "open since": "2026-12-01T22:00:00.000+0000",
                        "called in Slack": "Oli Berg",
                    },
                },
            }
        ],
        "policy": "PWEBL1",
        "answers": 0,
    } == sent(la.escalated(paging()))


@pytest.mark.parametrize(
    ("severity", "word"),
    [(Severity.CRITICAL, "critical"), (Severity.HIGH, "error"), (Severity.MEDIUM, "warning")],
)
def test_how_bad_it_is_is_said_in_pagerdutys_words(severity: Severity, word: str) -> None:
    """Of what a question asks about."""
    stage = la.stage_with(paging())
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=severity, reason="orders are lost"), p.DBA)
    assert word == sent(stage)["events"][-1]["payload"]["severity"]


def test_a_page_leads_to_the_thread() -> None:
    """Where its address is known; else to the channel."""
    thread = "https://octal.slack.com/archives/C1/p1796162400000100"
    message = replace(called(la.escalated(paging())), thread=thread)
    [ring] = json.loads(render_page(message).body)["events"]
    assert (thread, thread) == (ring["client_url"], ring["links"][0]["href"])


def test_what_is_answered_or_over_is_only_said_so() -> None:
    """Nobody is rung then."""
    stage = la.escalated(paging())
    stage.do(i.Acknowledge(), la.ON_CALL)
    acknowledged = {"event_action": "acknowledge", "dedup_key": KEY}
    assert {"events": [acknowledged], "policy": ""} == sent(stage)
    stage.do(i.StandDown(note="over"), p.ANA)
    assert {"events": [{"event_action": "resolve", "dedup_key": KEY}], "policy": ""} == sent(stage)


def test_what_was_acknowledged_is_closed_before_it_rings_again() -> None:
    """PagerDuty rings nobody for an incident that somebody has."""
    stage = la.escalated(paging())
    stage.do(i.Acknowledge(), la.ON_CALL)
    la.passes(stage, 15)
    assert ["resolve", "trigger"] == [event["event_action"] for event in sent(stage)["events"]]


def test_long_words_are_cut_to_pagerdutys_limit() -> None:
    """A summary beyond it would be refused."""
    message = called(la.escalated())
    long = replace(message, state=replace(message.state, release="shop " * 999))
    assert SUMMARY_LENGTH - 10 < len(render_page(long).text) <= SUMMARY_LENGTH
