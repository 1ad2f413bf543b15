from bot.domain.state_parts import by_step


def test_an_item_that_a_step_ticked_says_so() -> None:
    """The record names the step, since no person pressed."""
    assert "by step 3" == by_step("3")
