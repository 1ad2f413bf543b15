import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.plan import Band, Dashboard, Metric, SmokeTest
from tests.bot.document.documents import FILLED, LEDGER, changed, line_of, said

HOW = "write one as > 5%, > 5% for 5 min, < 500 ms, 1-5% or 0."


def test_smoke_tests_are_numbered_and_may_have_a_body() -> None:
    """The JSON body stands in code, so its braces are no placeholders."""
    expected = SmokeTest(
        number=4,
        name="Add to cart",
        action="POST /api/cart",
        expected="201 Created",
        request='{"sku": "SMOKE-1", "count": 1}',
        line=line_of("| Add to cart |"),
    )

    assert expected == parse(FILLED).plan.smoke_tests[3]


def test_metrics_have_bands_and_a_query() -> None:
    """Times are in milliseconds; what was written is kept."""
    expected = Metric(
        name="Response Time (p95)",
        normal=Band(operator="<", value=500, unit="ms", text="< 500 ms"),
        warning=Band(operator=">", value=500, unit="ms", text="> 500 ms"),
        critical=Band(operator=">", value=2000, unit="ms", text="> 2 s"),
        query=(
            "1000 * histogram_quantile(0.95, sum by (le) "
            '(rate(http_request_duration_seconds_bucket{job="web-shop"}[5m])))'
        ),
        line=line_of("| Response Time"),
    )

    assert expected == parse(FILLED).plan.metrics[1]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "| Add to cart | POST /api/cart |",
            "| Add to cart | |",
            "Smoke test “Add to cart” has no url/action: fill in the cell.",
        ),
        ("| Homepage loads |", "| |", "This smoke test has no test: name it."),
        ("| 200 OK, products |", "| |", "Smoke test “Product listing” has no expected: fill in the cell."),
        (
            "| CPU Usage | < 70% |",
            "| CPU Usage | |",
            f"CPU Usage, Normal: the cell is empty: {HOW}",
        ),
        (
            "| CPU Usage | < 70% |",
            "| CPU Usage | low |",
            f"CPU Usage, Normal: “low” is no limit that can be read: {HOW}",
        ),
        (
            "| https://logs.example.com/web-shop |",
            "| ask Omar |",
            "Dashboard “Logs” has no address: write one with https://.",
        ),
    ],
)
def test_what_cannot_be_read_is_an_error(old: str, new: str, error: str) -> None:
    """Empty cells, words for numbers and words for addresses."""
    assert [error] == said(changed(old, new), Level.ERROR)


def test_dashboards_have_the_address_of_their_link() -> None:
    """Plain, in angle brackets or behind words."""
    urls = [dashboard.url for dashboard in parse(LEDGER).plan.dashboards]

    assert "https://grafana.example.com/d/pg?var-cluster=ledger" == urls[1]
    assert all(url.startswith("https://") for url in urls)
    assert parse(LEDGER).plan.dashboards[0] == Dashboard(
        name="Ledger", url="https://grafana.example.com/d/ledger", line=line_of("| Ledger | [Grafana", LEDGER)
    )
