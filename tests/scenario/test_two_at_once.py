"""Two people, or more, at the very same moment: one is first, the others hear what happened."""

import asyncio

from bot.domain.state import Lifecycle, StepStatus
from tests.scenario.night import CHANNEL, Night, user
from tests.scenario.test_run import ID, approved, before_go, deploying, state
from tests.waiting import BUSY

TRIES = 3


async def together(night: Night, *typed: tuple[str, str]) -> list[str]:
    """Everybody types at once, each over a connection of their own; what each of them reads.

    Whoever reads that the database is busy, as on a machine that stands still, types it again.
    """

    async def types(who: str, text: str, tries: int = TRIES) -> str:
        asked = {"user": user(who), "channel": CHANNEL, "text": text}
        outcome = (await night.sandbox.post("/sandbox/command", json=asked)).json()
        assert "" == outcome["error"], outcome
        read = "\n".join(line for message in outcome["messages"] for line in message["lines"])
        return await types(who, text, tries - 1) if BUSY in read and tries > 1 else read

    answers = await asyncio.gather(*(types(who, text) for who, text in typed))
    await night.quiet()
    return list(answers)


def count(answers: list[str], words: str) -> int:
    """How many of the answers say so."""
    return sum(words in answer for answer in answers)


async def test_the_lead_and_the_deputy_begin_at_once(night: Night) -> None:
    """One begins; the other hears that it has begun, and the first step is called once."""
    await approved(night)
    answers = await together(night, ("ana", "begin override known"), ("sam", "begin override known"))
    assert (1, 1) == (count(answers, "Pre-deployment began"), count(answers, "Already begun by"))
    posts = [c["arguments"]["text"] for c in await night.calls("chat.postMessage")]
    assert 1 == sum("your turn" in text for text in posts)


async def test_approvals_at_once_all_count(night: Night) -> None:
    """Seven people sign in the same moment: each sign-off is kept, and the plan is approved once."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    signers = ("pia", "sec", "omar", "carla", "lee", "quinn", "drew")
    answers = await together(night, *((signer, "approve") for signer in signers))
    assert (7, 1) == (count(answers, " approved"), count(answers, "every sign-off is given"))
    now = await state(night)
    assert (Lifecycle.APPROVED, 8) == (now.state, len(now.signoffs))


async def test_a_rejection_and_an_approval_at_once(night: Night) -> None:
    """Whichever is first, the plan is a draft in the end, and no approval of the old round is left."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    answers = await together(night, ("pia", "approve"), ("quinn", "reject it was never rehearsed"))
    now = await state(night)
    assert (Lifecycle.DRAFT, {}) == (now.state, now.signoffs)
    assert 1 == count(answers, "back to draft, every approval is void")
    assert all(answers)


async def test_done_and_failed_at_once(night: Night) -> None:
    """The owner says Done while the lead says Failed: the first counts, the other hears of it."""
    await deploying(night)
    answers = await together(night, ("dba", "step 5 done"), ("ana", "step 5 fail it hangs"))
    status = (await state(night)).steps["5"].status
    assert status in {StepStatus.DONE, StepStatus.FAILED}
    late = "already done" if status is StepStatus.DONE else "failed already"
    assert 1 == count(answers, late)


async def test_go_and_hold_at_once(night: Night) -> None:
    """Go and Hold in the same moment never leave a deployment that is on hold and calls somebody."""
    await before_go(night)
    await together(night, ("ana", "go now"), ("paul", "hold the provider calls"))
    now = await state(night)
    assert now.hold
    assert (now.state is Lifecycle.DEPLOYING) == ("5" in now.steps)


async def test_one_document_is_started_by_several_at_once(night: Night) -> None:
    """Six people start the same plan in the same moment: six runs, each with an ID of its own."""
    start = "start web-shop 4.12.0 2026-12-01 23:00"
    people = ("tess", "ana", "pia", "dba", "dev", "lee")
    answers = await together(night, *((who, start) for who in people))
    assert 6 == count(answers, "is started as a draft")
    for run in (ID, *(f"{ID}.{number}" for number in range(2, 7))):
        assert await night.house.queries.deployment(run), run
