"""The same words after a mention, in the thread where the people are."""

from tests.scenario.night import Night, said
from tests.scenario.test_first_journey import SIGNERS

START = "start web-shop 4.12.0 2026-12-01 23:00"


async def root(night: Night) -> str:
    """The ts of the status message."""
    found = [message for message in await night.messages("ana") if "production:" in "".join(message["lines"])]
    return str(found[0]["ts"])


async def test_a_whole_review_is_answered_in_the_thread(night: Night) -> None:
    """In the thread the ID is understood, though two are open here; a bystander hears there who may."""
    await night.types("tess", START)
    await night.types("ana", START)
    assert "Which one?" in said(await night.types("tess", "submit"))
    thread = await root(night)
    await night.says("tess", "@tminus submit", thread)
    for signer in SIGNERS:
        await night.says(signer, "@tminus approve", thread)
    assert "production: approved" in await night.sees("ana", "Web shop 4.12.0, production: approved")
    await night.says("ned", "@tminus begin", thread)
    told = [message for message in await night.messages("ned") if message["ephemeral"]][-1]
    assert thread == told["thread_ts"]
    assert "Ana" in "".join(told["lines"])
    await night.says("ana", "@tminus begin override it was checked by telephone", thread)
    assert "pre-deployment" in await night.sees("ana", "Web shop 4.12.0, production: pre-deployment")


async def test_every_word_knows_its_thread(night: Night) -> None:
    """Where two are open in the channel, `amend` and `status` mean the one whose thread they are said in."""
    await night.types("tess", START)
    await night.types("ana", START)
    thread = await root(night)
    for word in ("amend", "status"):
        await night.says("ana", f"@tminus {word}", thread)
        told = [message for message in await night.messages("ana") if message["ephemeral"]][-1]
        assert "Which one?" not in "".join(told["lines"]), word
        assert thread == told["thread_ts"]
