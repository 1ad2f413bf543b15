"""Words of one shape: alone, with an ID, with an ID and text."""

from collections.abc import Callable

from bot.domain import intents as i
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command, Help, ShowAlerts, ShowRecord, ShowStatus
from commands.grammar.reading import Parse, deployment_and_rest, too_much
from commands.text import readable


def alone(command: Command) -> Parse:
    """A word after which nothing follows."""
    return lambda rest: too_much(rest) if rest else command


def help_(_rest: str) -> Command:
    """Help, whatever follows."""
    return Help()


def status(rest: str) -> Command | Refusal:
    """`status [ID]`."""
    deployment, left = deployment_and_rest(rest)
    return too_much(left) if left else ShowStatus(deployment)


def alerts(rest: str) -> Command | Refusal:
    """`alerts [ID]`."""
    deployment, left = deployment_and_rest(rest)
    return too_much(left) if left else ShowAlerts(deployment)


def record(rest: str) -> Command | Refusal:
    """`record [ID]`."""
    deployment, left = deployment_and_rest(rest)
    return too_much(left) if left else ShowRecord(deployment)


def plain(intent: i.Intent) -> Parse:
    """`WORD [ID]`."""

    def parse(rest: str) -> Command | Refusal:
        deployment, left = deployment_and_rest(rest)
        return too_much(left) if left else Act(deployment=deployment, intent=intent)

    return parse


def with_text(make: Callable[[str], i.Intent]) -> Parse:
    """`WORD [ID] text`, whose text is a reason: quotes around all of it only told it from an ID."""

    def parse(rest: str) -> Command:
        deployment, left = deployment_and_rest(rest)
        return Act(deployment=deployment, intent=make(unquoted(readable(left))))

    return parse


def with_row(make: Callable[[str], i.Intent]) -> Parse:
    """`WORD [ID] ROW text`: the domain picks the row from the words and knows what is left over."""

    def parse(rest: str) -> Command:
        deployment, left = deployment_and_rest(rest)
        return Act(deployment=deployment, intent=make(readable(left)))

    return parse
