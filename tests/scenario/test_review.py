"""Review: rounds, reasons, comments, rosters; what old requests answer."""

from pathlib import Path

from bot.domain.state import Deployment
from tests.golden import matches_golden
from tests.scenario.in_vain import refused, refused_form, refused_press
from tests.scenario.night import Night, said

GOLDEN = Path(__file__).parent / "golden"
ID = "WEB-DEPLOY-041"
START = "start web-shop 4.12.0 2026-12-01 23:00"


async def state(night: Night) -> Deployment:
    """The deployment as it is stored."""
    known = await night.house.queries.deployment(ID)
    assert known
    return known.state


async def test_a_rejected_plan_is_reviewed_anew(night: Night) -> None:
    """A rejection voids every approval; after the next submit old requests say so, and new ones count."""
    await night.types("tess", START)
    await night.presses("tess", "Submit for review")
    await night.presses("pia", "Approve")
    old = await night.finds("sec", "Approve")
    rejecting = await night.presses("quinn", "Reject")
    await night.fills("quinn", rejecting, {"reason": "the rehearsal failed at V041_2"})
    assert old
    assert "rejected by Quinn Adler" in await refused_press(night, "sec", old)
    assert {} == (await state(night)).signoffs
    await refused(night, "pia", "approve")
    await night.types("paul", "submit")
    assert "the newer request counts" in await refused_press(night, "sec", old)
    await night.presses("sec", "Approve")
    assert [2] == list((await state(night)).signoffs)
    await refused(night, "paul", "approve")

    matches_golden(GOLDEN / "rejected.txt", str(night.story))


async def test_sign_offs_are_named_by_number_words_role_or_quotes(night: Night) -> None:
    """A sign-off is picked as people write it, in any case, with any quotes; the rest is the comment."""
    await night.types("tess", START)
    await night.types("tess", "SUBMIT web-deploy-041")
    typed = {
        "pia": ("approve 1 “UAT ran on Friday”", 1, "UAT ran on Friday"),
        "sec": ("Approve Web-Deploy-041 security looks “good” & fine", 2, "looks “good” & fine"),
        "omar": ("approve „operations sign-off“ fine by me", 3, "fine by me"),
        "carla": ("approve CAB", 4, ""),
        "quinn": ("approve all green since Monday", 6, "all green since Monday"),
    }
    for who, (text, row, comment) in typed.items():
        await night.types(who, text)
        assert comment == (await state(night)).signoffs[row].note
    assert [1, 2, 3, 4, 6] == sorted((await state(night)).signoffs)
    assert "already approved, by you" in await refused(night, "sec", "approve")
    assert "ask Sefa Yilmaz" in await refused(night, "lee", "approve security")
    assert "That is not yours to sign" in await refused(night, "lee", "reject security hole in login")
    assert "nobody approves their own plan" in await refused(night, "tess", "approve")


async def test_who_holds_a_role_alone_cannot_submit(night: Night) -> None:
    """The sole holder of a role that signs hears that somebody else must submit."""
    await night.types("tess", START)
    assert "somebody else must do that" in await refused(night, "pia", "submit")


async def test_a_form_that_was_overtaken_says_what_happened(night: Night) -> None:
    """A rejection that is written while somebody else rejects is refused in the form, where it stays."""
    await night.types("tess", START)
    await night.types("tess", "submit")
    form = await night.presses("pia", "Reject")
    await night.types("quinn", "reject staging was not tested")
    told = await refused_form(night, "pia", form, {"reason": "the copy is wrong"})
    assert "The plan was rejected by Quinn Adler" in told
    await night.types("tess", "submit")
    told = await refused_form(night, "pia", form, {"reason": "the copy is wrong"})
    assert "submitted again" in told


async def test_two_deployments_in_one_channel_are_told_apart(night: Night) -> None:
    """With two open ones the ID must be said; each ID, button and list means its own."""
    await night.types("tess", START)
    await night.types("tess", "start web-shop 4.12.1 2026-12-08 23:00")
    assert "Which one?" in await refused(night, "tess", "submit")
    assert "Which one?" in await refused(night, "ned", "approve")
    await night.types("tess", f"submit {ID.lower()}")
    assert 1 == (await state(night)).review_round
    await night.types("tess", f"submit {ID.lower()}.2")
    await night.presses("sec", "Approve", "4.12.0")
    assert [2] == list((await state(night)).signoffs)
    waiting = said(await night.types("sec", "mine"))
    assert f"approve {ID}.2" in waiting
    await night.types("ana", f"cancel {ID} the wrong one")
    assert "cancelled" == (await state(night)).state
    await night.types("sec", "approve")
    second = await night.house.queries.deployment(f"{ID}.2")
    assert second
    assert [2] == list(second.state.signoffs)
