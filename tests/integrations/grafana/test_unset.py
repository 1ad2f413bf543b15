from integrations.grafana.unset import NoGrafana
from tests.bot.domain.stories import Stage
from tests.integrations.grafana.test_contract import span


def test_it_says_that_it_is_not_set_up() -> None:
    """And what would be shown."""
    assert "Grafana is not set up: not shown there" == NoGrafana.words
    assert NoGrafana().render(span(Stage().to_deploying())).text.endswith("(WEB-DEPLOY-041)")
