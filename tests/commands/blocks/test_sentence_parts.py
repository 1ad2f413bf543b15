from commands.blocks import sentence_parts as parts
from tests.bot.domain import plans as p


def test_what_the_plan_has_is_named_by_its_words() -> None:
    """A step, a sign-off, an item and a checkpoint are named as the plan writes them."""
    plan = p.web_shop()
    assert "Step 5, Run database migrations" == parts.step_named("5", plan)
    assert "UAT Sign-off" == parts.row_named(1, plan)
    assert f"Item 1, {plan.checklist[0].text}," == parts.item_named(1, plan)
    assert "Smoke Tests Pass" == parts.checkpoint_named(2, plan)


def test_what_the_plan_has_no_more_goes_by_its_number() -> None:
    """An amendment may have taken it away; what was said of it stays in the record."""
    plan = p.web_shop()
    assert "Step 99" == parts.step_named("99", plan)
    assert "sign-off 99" == parts.row_named(99, plan)
    assert "UAT Sign-off, sign-off 99" == parts.rows_named((1, 99), plan)
    assert "Item 99" == parts.item_named(99, plan)
    assert "checkpoint 99" == parts.checkpoint_named(99, plan)


def test_what_was_said_stands_behind_a_colon() -> None:
    """Words are quoted; where there are none, nothing is."""
    assert ": “lock timeout”" == parts.because("lock timeout")
    assert "" == parts.because("") == parts.because(None)
