from dataclasses import replace

import pytest

from bot.domain.effects import MessageKind, PostMessage
from bot.domain.plan import Channel
from bot.domain.react_notices import notice_given
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_notices_progress import EVERYBODY, given

BOTH = replace(EVERYBODY, channels=("C1", "C2"))


@pytest.mark.parametrize(
    ("ways", "to"),
    [
        ((Channel.EMAIL,), ["email"]),
        ((Channel.SLACK,), ["C1", "C2"]),
        ((Channel.EMAIL, Channel.SLACK), ["C1", "C2", "email"]),
        ((Channel.STATUS_PAGE,), []),
        ((), []),
    ],
)
def test_an_audience_is_told_by_the_ways_that_were_used(ways: tuple[Channel, ...], to: list[str]) -> None:
    """One mail, and a post in each channel; the status page follows the deployment by itself."""
    stage = Stage().open()
    event = replace(given(1), audience=BOTH, ways=ways)
    expected = [PostMessage(kind=MessageKind.NOTICE, subject="1", to=each) for each in to]
    assert expected == notice_given(stage.state, event, stage.plan)
