"""Slack that is silent, asks to wait, answers nonsense, or does what was asked and does not say so."""

from structlog.testing import capture_logs

from bot.domain import intents as i
from tests.faults.outages.weather import (
    ID,
    START,
    calm,
    each_once_and_in_order,
    fails,
    have_failed,
    posted,
    slack_is_back,
    types,
)
from tests.scenario.night import Night, user
from tests.scenario.test_first_journey import READY, SIGNERS

RUNS = (ID, f"{ID}.2")


async def approved(night: Night, run: str) -> None:
    """Started, submitted and signed, without waiting for Slack in between."""
    day = 1 + RUNS.index(run)
    await types(night, "tess", f"start web-shop 4.12.0 2026-12-0{day} 23:00")
    for who, intent in (("tess", i.Submit()), *((signer, i.GiveSignOff()) for signer in SIGNERS)):
        outcome = await night.house.service.handle(intent, deployment=run, actor=user(who), key=f"{run}{who}")
        assert outcome.refusal is None


async def test_twenty_changes_in_a_silence_end_in_two_edits(night: Night) -> None:
    """While Slack takes nothing people are answered as ever, the log has one line; then few calls say all."""
    for run in RUNS:
        await approved(night, run)
    await calm(night)
    await fails(night, "*", "server_error")
    with capture_logs() as lines:
        for run in RUNS:
            for item in READY:
                assert f"Item {item}, " in await types(night, "ana", f"check {run} {item}")
        for failures in range(1, 6):
            await have_failed(night, failures)
    told = [line for line in lines if line["log_level"] in {"warning", "error"}]
    before = len(await night.calls())
    await slack_is_back(night)
    await calm(night)
    made = [call["method"] for call in await night.calls(since=before) if call["outcome"] == "ok"]

    assert ["outbox: delivering to Slack fails, and is tried again"] == [line["event"] for line in told]
    assert ["chat.update"] * len(RUNS) == made
    await each_once_and_in_order(night)


async def test_a_review_in_bad_weather_reads_as_on_a_good_day(night: Night) -> None:
    """Every other post and edit goes wrong in its way; in the end each stands there once, in order."""
    for kind in 3 * ("garbage", "drop_before", "drop_after", "rate_limited", "server_error"):
        await fails(night, "chat.postMessage", kind, 1)
        await fails(night, "chat.update", kind, 1)
    await types(night, "tess", START)
    await calm(night)
    await types(night, "tess", "submit")
    for signer in SIGNERS:
        await types(night, signer, "approve")
    await calm(night)

    asked = [place for place in night.world.conversations if place.startswith("D") and posted(night, place)]
    assert len(SIGNERS) == len(asked)
    assert "approved" in str(posted(night)[0].blocks)
    await each_once_and_in_order(night)
