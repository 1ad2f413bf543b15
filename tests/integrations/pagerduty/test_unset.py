from integrations.pagerduty.unset import NoPagerDuty
from tests.bot.domain import ladders as la
from tests.bot.domain.stories import Stage
from tests.integrations.pagerduty.test_contract import called, change


def test_it_says_that_it_is_not_set_up() -> None:
    """And what would go out."""
    assert "PagerDuty is not set up: not told there" == NoPagerDuty.words
    rendered = NoPagerDuty().render(change(Stage().to_deploying(), "DeployingBegan"))
    assert "Web shop 4.12.0, production: deployment begins" == rendered.text
    assert "L1 is called: Web shop" in NoPagerDuty().render(called(la.escalated())).text
