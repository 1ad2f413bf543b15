from datetime import timedelta

import pytest

from bot.domain.effects import CALLS_AHEAD, MessageKind, head_start


@pytest.mark.parametrize(
    ("kind", "to", "ahead"),
    [
        (MessageKind.QUESTION, "", 2 * CALLS_AHEAD),
        (MessageKind.QUESTION, "U0ANA", CALLS_AHEAD),
        (MessageKind.ESCALATION, "U0ANA", CALLS_AHEAD),
        (MessageKind.PAGER, "PagerDuty:L1", CALLS_AHEAD),
        (MessageKind.STATUS, "", timedelta(0)),
    ],
)
def test_what_calls_people_has_a_head_start(kind: MessageKind, to: str, ahead: timedelta) -> None:
    """The thread's question most, as all who decide are mentioned there; what is only told has none."""
    assert ahead == head_start(kind, to)
