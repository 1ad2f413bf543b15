"""How a test says which messages it expects of a reaction."""

from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from tests.bot.domain.stories import Stage


def post(kind: MessageKind, subject: str = "", to: str = "") -> PostMessage:
    """A message to post."""
    return PostMessage(kind=kind, subject=subject, to=to)


def rewrite(kind: MessageKind, subject: str = "") -> RewriteMessages:
    """Messages to bring up to date."""
    return RewriteMessages(kind=kind, subject=subject)


STATUS = RewriteMessages(kind=MessageKind.STATUS)
GO_STANDS = rewrite(MessageKind.STEP, "step:4:1")
"""With Go in effect, or a step of 3.2 begun, the last step of 3.1 cannot be reopened any more."""


def log(stage: Stage, back: int = 0) -> PostMessage:
    """The log's entry of the last event, or of one before it."""
    return post(MessageKind.LOG, str(len(stage.events) - back))
