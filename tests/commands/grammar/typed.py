"""What is typed after `/deploy`, and what it is read as."""

from bot.domain.intents import Intent
from bot.domain.refusals import Refusal
from commands.command import Act
from commands.words import WORDS, parse


def act(intent: Intent, deployment: str = "") -> Act:
    """An intent for a deployment, "" where none was named."""
    return Act(deployment=deployment, intent=intent)


def refused(text: str) -> Refusal:
    """Why the text cannot be read."""
    command = parse(text)
    assert isinstance(command, Refusal)
    return command


def assert_refused(text: str, words: str) -> None:
    """The text is refused in these words, with what can be typed."""
    refusal = refused(text)
    assert words in refusal.text
    assert f"`{WORDS[text.split(maxsplit=1)[0]].usage}`" in refusal.text
