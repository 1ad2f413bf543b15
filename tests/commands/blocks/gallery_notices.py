"""Notices to audiences in every state they can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.effects import MessageKind
from bot.domain.notices_progress import with_notice
from bot.ports import Message
from tests.bot.domain.test_notices_progress import given
from tests.commands.blocks import stories as s


def _notice() -> Message:
    stage = s.stage().to_approved()
    state = with_notice(stage.state, replace(given(1), is_late=False))
    return Message(kind=MessageKind.NOTICE, subject="1", to="C1", state=state, plan=stage.plan)


NOTICES: Mapping[str, Callable[[], Message]] = {"notice/scheduled": _notice}
