from dataclasses import replace

import pytest
from starlette.responses import Response

from bot.errors import Lost, Permanent
from bot.ports import Place
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_status_page import maintenance_on, on_page
from tests.integrations.statuspage.test_contract import PLACE, carrying, told
from tests.pretend_statuspage import PretendStatuspage


async def test_an_entry_is_made_and_moves_with_what_happens() -> None:
    """It bears its mark, nothing in it moves by the clock alone, and its times are Statuspage's."""
    page = PretendStatuspage()
    async with carrying(page) as carrier:
        place = replace(
            PLACE, ts=await carrier.post(carrier.render(told(on_page().to_approved())), PLACE, "m")
        )
        await carrier.edit(carrier.render(told(maintenance_on(on_page()))), place)
        await carrier.edit(carrier.render(told(on_page().to_completed())), place)
    [incident] = page.incidents
    assert ["scheduled", "in_progress", "completed"] == [entry.partition(":")[0] for entry in page.goes()]
    assert {"tminus": {"mark": "m"}} == incident["metadata"]
    assert [False] * 3 == [
        incident[name]
        for name in ("scheduled_auto_in_progress", "scheduled_auto_completed", "scheduled_remind_prior")
    ]
    assert ("2026-12-01T22:00:00Z", "2026-12-02T00:00:00Z") == (
        page.calls[0][1]["scheduled_for"],
        page.calls[0][1]["scheduled_until"],
    )
    assert {"name", "status", "body"} == set(page.calls[-1][1])


async def test_an_edit_whose_answer_was_lost_is_not_repeated() -> None:
    """Each update is sent to all who subscribed: it is looked at first what stands there."""
    page = PretendStatuspage()
    async with carrying(page) as carrier:
        place = replace(
            PLACE, ts=await carrier.post(carrier.render(told(on_page().to_approved())), PLACE, "m")
        )
        rendered = carrier.render(told(maintenance_on(on_page())))
        page.lost.append(Response(status_code=502))
        with pytest.raises(Lost):
            await carrier.edit(rendered, place)
        await carrier.edit(rendered, place)
    assert 2 == len(page.goes())


async def test_a_post_whose_answer_was_lost_is_found_again() -> None:
    """By its mark, among others that bear none, or another's."""
    page = PretendStatuspage()
    page.incidents += [{"id": "x", "metadata": {"tminus": "odd"}}, {"id": "y", "metadata": None}, {"id": "z"}]
    async with carrying(page) as carrier:
        page.lost.append(Response(status_code=502))
        with pytest.raises(Lost):
            await carrier.post(carrier.render(told(on_page().to_approved())), PLACE, "m")
        assert "inc4" == await carrier.find(PLACE, "m")


@pytest.mark.parametrize("way", [Stage.to_completed, Stage.to_cancelled, Stage.to_rolled_back])
async def test_what_is_over_before_anybody_read_of_it_is_not_told(way: object) -> None:
    """The service was away from the approval to the end: an entry now would be news of nothing."""
    page = PretendStatuspage()
    async with carrying(page) as carrier:
        assert callable(way)
        assert "" == await carrier.post(carrier.render(told(way(on_page()))), PLACE, "m")
    assert [] == page.calls


async def test_an_entry_that_was_deleted_by_hand_cannot_be_edited() -> None:
    """That is said: whoever did it may have meant it."""
    async with carrying(PretendStatuspage()) as carrier:
        with pytest.raises(Permanent, match="deleted"):
            await carrier.edit(
                carrier.render(told(on_page().to_approved())), Place(channel="status page", ts="inc7")
            )
