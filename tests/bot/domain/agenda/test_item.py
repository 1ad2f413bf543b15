from datetime import datetime, timedelta

import pytest

from bot.domain.agenda.item import Item, nothing_more, nothing_said, rule_and_subject
from bot.domain.agenda_events import key
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("known", "due"), [(p.T0 - MINUTE, p.T0), (p.T0 + MINUTE, p.T0 + MINUTE)])
def test_nothing_is_due_before_it_is_asked_for(known: datetime, due: datetime) -> None:
    """What is asked for after its minute is due at once."""
    assert due == Item(subject="a", at=p.T0, known=known).due


def test_a_key_names_rule_and_subject() -> None:
    """And gives them back, whatever stands in the subject."""
    assert ("nudge", "step:5 a:1") == rule_and_subject(key("nudge", "step:5 a:1"))


def test_a_rule_may_lead_to_nothing_more() -> None:
    """Neither events nor messages."""
    stage = Stage().open()
    item = Item(subject="a", at=p.T0, known=p.T0)
    assert [] == [*nothing_more(stage.state, item, stage.facts(None))]
    assert [] == nothing_said(stage.state, "a", stage.plan)
