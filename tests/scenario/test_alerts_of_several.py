"""Alerts that concern several deployments, or none for a while, or that a monitor has told only late."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.responses import Response

from bot.clock import real_now
from bot.domain.alerts import AlertSource
from bot.storage.tables import alert_table
from tests.bot.web_shop import PLANS
from tests.pretend_pagerduty import PretendPagerDuty
from tests.pretend_service import Json
from tests.scenario.night import Night
from tests.scenario.pages import paged, pretend
from tests.scenario.test_alerts import asked, deploying, fires, posts, sent
from tests.scenario.test_first_journey import SIGNERS
from tests.scenario.test_run import state
from tests.scenario.test_status_page import begun, done

CART = (
    ("WEB-DEPLOY-041", "CART-DEPLOY-007"),
    ("| Release Name | Web shop |", "| Release Name | Cart |"),
    ("| Service | web-shop |", "| Service | cart |"),
)
"""What makes of the web shop's plan one of the cart, which shares its dashboard and its checkout-api."""


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan, and the cart's."""
    shop = cart = (PLANS / "web-shop.md").read_text("utf-8")
    for old, new in CART:
        assert old in cart, old
        cart = cart.replace(old, new)
    (tmp_path / "web-shop.md").write_text(shop, "utf-8")
    (tmp_path / "cart.md").write_text(cart, "utf-8")
    return tmp_path


async def both_deploy(night: Night) -> None:
    """The cart is deployed in the ledger's channel, and the web shop in its own."""
    night.channel, own = "C0LEDGER", night.channel
    await night.types("tess", "start cart 2.0.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")
    night.channel = own
    await deploying(night)
    night.channel = "C0LEDGER"
    await night.types("ana", "begin override it was checked by telephone")
    await done(night, 1, 4)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")
    night.channel = own


async def test_two_that_an_alert_concerns_both_ask_and_hear_of_its_end(night: Night) -> None:
    """Each in its own channel, once, however often it is sent; the end names neither of them any more."""
    await both_deploy(night)
    since = len(await night.calls())
    shared = fires("HighErrorRate", service="checkout-api")
    for _ in range(2):
        await sent(night, shared)
    places = (night.channel, "C0LEDGER")
    for place in places:
        night.channel = place
        assert 1 == len(asked(await posts(night, since)))
    over = fires("HighErrorRate", over=True, service="checkout-api")
    await sent(night, {**over, "labels": {"alertname": "HighErrorRate"}})
    ended = [m for m in await night.messages("ana") if "Over: HighErrorRate" in "\n".join(m["lines"])]
    assert set(places) == {each["channel"] for each in ended}


async def test_what_fires_elsewhere_asks_neither(night: Night) -> None:
    """The staging of the service that both deploy to production: it is listed, and nobody is asked."""
    await both_deploy(night)
    since = len(await night.calls())
    await sent(night, fires("HighErrorRate", service="checkout-api", env="staging"))
    for place in (night.channel, "C0LEDGER"):
        night.channel = place
        assert [] == await posts(night, since)
    assert "it fires in staging, not production" in str(await night.types("ned", "alerts"))


async def test_what_is_back_with_its_old_beginning_asks_again(night: Night) -> None:
    """As after a cut between Prometheus and Alertmanager; what is late by seconds asks nothing."""
    await deploying(night)
    await sent(night, fires("HighErrorRate"))
    await night.types("ana", "vote continue it is a deployment of the load test")
    await sent(night, fires("HighErrorRate", over=True))
    since = len(await night.calls())
    await sent(night, fires("HighErrorRate"))
    assert [] == asked(await posts(night, since))
    earlier = update(alert_table).values(received_at=real_now() - timedelta(minutes=2))
    await night.house.database.write(lambda c: c.execute(earlier))
    for _ in range(2):
        await sent(night, fires("HighErrorRate"))
    assert 1 == len(asked(await posts(night, since)))
    assert "HighErrorRate" in await night.sees("ned", "1 new alert")


@pytest.fixture
def pagerduty() -> PretendPagerDuty:
    """An incident of the web shop is open there since noon."""
    found = pretend()
    found.incidents = [incident("QOLD", "Disk is nearly full", "2026-12-01T11:00:00Z")]
    return found


def incident(id_: str, title: str, since: str) -> Json:
    """An open incident of the web shop's service."""
    return {
        "id": id_,
        "status": "triggered",
        "title": title,
        "created_at": since,
        "urgency": "low",
        "service": {"id": "PWEBSHOP", "summary": "Web shop"},
        "html_url": f"https://example.pagerduty.com/incidents/{id_}",
    }


@pytest.fixture
async def watched(database_url: str, pagerduty: PretendPagerDuty) -> AsyncIterator[Night]:
    """An evening with PagerDuty."""
    async with paged(database_url, pagerduty) as night:
        yield night


async def test_what_fires_at_begin_is_shown_and_asks_nothing(
    watched: Night, pagerduty: PretendPagerDuty
) -> None:
    """PagerDuty was away then, and back before Go; nobody is asked about what it said."""
    pagerduty.faults = [Response(status_code=status) for status in (503, 502)]
    await begun(watched)
    await done(watched, 1, 4)
    assert "Already firing: Disk is nearly full" in await watched.sees("ana", "Go at ")
    assert (AlertSource.PAGERDUTY,) == (await state(watched)).alerts.asked
    await watched.types("ana", "go now")
    since = len(await watched.calls())
    await watched.types("dba", "step 5 start")
    assert "Fired before: Disk is nearly full" in await watched.sees("ned", "No new alert")
    assert [] == asked(await posts(watched, since))
