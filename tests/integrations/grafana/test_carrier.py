import json
from dataclasses import replace

import pytest
from starlette.responses import JSONResponse, Response

from bot.domain.annotations import Part
from bot.errors import Lost, Permanent
from bot.ports import Place
from integrations.grafana.carrier import GrafanaCarrier, render
from tests.bot.domain.stories import Stage
from tests.integrations.grafana.test_contract import PLACE, asking, span
from tests.pretend_grafana import PretendGrafana

NAME = "Web shop 4.12.0, production"


def test_the_whole_annotation() -> None:
    """What Grafana is sent when a deployment begins: times in milliseconds."""
    assert {
        "dashboardUID": "web-shop",
        "time": 1796162400000,
        "tags": [
            "tminus",
            "deployment",
            "deployment:WEB-DEPLOY-041",
            "service:Web shop",
            "environment:production",
        ],
        "text": f"{NAME}: deployment under way (WEB-DEPLOY-041)",
    } == json.loads(render(span(Stage().to_deploying())).body)


async def test_a_span_is_made_and_closed() -> None:
    """On its dashboard."""
    grafana = PretendGrafana()
    async with asking(grafana) as client:
        carrier = GrafanaCarrier(client)
        place = replace(
            PLACE, ts=await carrier.post(carrier.render(span(Stage().to_deploying())), PLACE, "m")
        )
        assert [f"web-shop, open: {NAME}: deployment under way (WEB-DEPLOY-041)"] == grafana.spans()
        stage = Stage().to_completed()
        await carrier.edit(carrier.render(span(stage)), place)
    assert [f"web-shop, over: {NAME}: deployment complete (WEB-DEPLOY-041)"] == grafana.spans()
    assert int(stage.at.timestamp() * 1000) == grafana.annotations[0]["timeEnd"]


async def test_an_open_span_may_be_changed_before_its_end() -> None:
    """An edit in doubt is repeated; it closes nothing."""
    grafana = PretendGrafana()
    async with asking(grafana) as client:
        carrier = GrafanaCarrier(client)
        rendered = carrier.render(span(Stage().to_deploying()))
        place = replace(PLACE, ts=await carrier.post(rendered, PLACE, "m"))
        await carrier.edit(rendered, place)
    assert "timeEnd" not in grafana.annotations[0]


async def test_a_span_whose_answer_was_lost_is_found_again() -> None:
    """By its mark, among the deployment's others."""
    grafana = PretendGrafana()
    async with asking(grafana) as client:
        carrier = GrafanaCarrier(client)
        await carrier.post(carrier.render(span(Stage().to_deploying(), "payments")), PLACE, "other")
        grafana.lost.append(Response(status_code=502))
        with pytest.raises(Lost):
            await carrier.post(carrier.render(span(Stage().to_deploying())), PLACE, "m")
        assert "2" == await carrier.find(PLACE, "m")


async def test_a_dashboard_that_is_not_there_leaves_it_for_all() -> None:
    """A plan may name another Grafana's; the span is not lost for that."""
    grafana = PretendGrafana(dashboards=("else",))
    async with asking(grafana) as client:
        carrier = GrafanaCarrier(client)
        rendered = carrier.render(span(Stage().to_rolling_back(), part=Part.ROLLBACK))
        assert "1" == await carrier.post(rendered, PLACE, "m")
    assert [f"all, open: {NAME}: rolling back, error rate 7 % (WEB-DEPLOY-041)"] == grafana.spans()


async def test_what_is_refused_for_all_dashboards_is_said() -> None:
    """Nothing else is left to try."""
    grafana = PretendGrafana(faults=[JSONResponse({"message": "Text is missing"}, 400)])
    async with asking(grafana) as client:
        carrier = GrafanaCarrier(client)
        with pytest.raises(Permanent, match="Text is missing"):
            await carrier.post(carrier.render(span(Stage().to_deploying(), "")), PLACE, "m")


async def test_whoever_deleted_a_span_does_not_miss_it() -> None:
    """It is not made anew, and nobody is told."""
    grafana = PretendGrafana()
    async with asking(grafana) as client:
        carrier = GrafanaCarrier(client)
        await carrier.edit(carrier.render(span(Stage().to_completed())), Place(channel="Grafana", ts="7"))
    assert [] == grafana.annotations
