from dataclasses import replace

import pytest

from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.notices_progress import with_notice
from bot.domain.plan import Channel
from bot.domain.react_notices import notice_given
from tests.bot.domain import plans as p
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
    ],
)
def test_an_audience_is_told_by_the_ways_that_were_used(ways: tuple[Channel, ...], to: list[str]) -> None:
    """One mail, and a post in each channel; the status page follows the deployment by itself."""
    stage = Stage().open()
    event = replace(given(1), audience=BOTH, ways=ways)
    expected = [PostMessage(kind=MessageKind.NOTICE, subject="1", to=each) for each in to]
    assert expected == notice_given(stage.state, event, stage.plan)


def test_the_lead_hears_of_what_nobody_could_be_told() -> None:
    """And that message is brought up to date when somebody was told after all."""
    stage = Stage().open()
    untold = replace(given(1), ways=(), failings=("nobody is known",))
    lead = [PostMessage(kind=MessageKind.REMINDER, subject="untold 1", to=p.ANA.id)]
    assert lead == notice_given(stage.state, untold, stage.plan)

    state = with_notice(with_notice(stage.state, untold), again := replace(given(2), about=untold.about))
    expected = [
        PostMessage(kind=MessageKind.NOTICE, subject="2", to="email"),
        RewriteMessages(kind=MessageKind.REMINDER, subject="untold 1"),
    ]
    assert expected == notice_given(state, again, stage.plan)
