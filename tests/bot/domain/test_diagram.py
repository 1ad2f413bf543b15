from pathlib import Path

from bot.domain.diagram import arrows_by_way, lifecycle_page
from bot.domain.lifecycle import TABLE
from bot.domain.state import Lifecycle

PAGE = Path(__file__).parents[3] / "docs" / "lifecycle.md"


def test_page_is_up_to_date() -> None:
    """The page in the documentation is what the table makes now."""
    assert lifecycle_page() == PAGE.read_text(encoding="utf-8")


def test_page_names_every_rule_and_state() -> None:
    """The page names all that can be done, by whom, and every state."""
    page = lifecycle_page()
    for rule in TABLE:
        assert f"| {rule.doing} | {rule.who.text} |" in page
    for state in Lifecycle:
        assert f'state "{state.value}" as' in page


def test_arrows_start_where_the_intent_is_possible() -> None:
    """No arrow starts in a state in which its intent is refused."""
    for rule in TABLE:
        assert set(rule.leads_to) <= set(rule.states)


def test_every_state_is_reached() -> None:
    """Every state but the first is the end of an arrow."""
    reached = {target for _, target in arrows_by_way()}
    assert set(Lifecycle) - {Lifecycle.DRAFT} <= reached
