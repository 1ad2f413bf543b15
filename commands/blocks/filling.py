"""A step's commands with their placeholders filled, and what to do about the others. All are mrkdwn."""

from collections.abc import Iterable

from bot.domain.hushing import HUSHED
from bot.domain.instructions import section_of
from bot.domain.masking import is_secret
from bot.domain.people import Person
from bot.domain.placeholders import Filled, filled, names_the_release, wanted_named
from bot.domain.plan import Command, Plan, Step
from bot.domain.state import Deployment
from bot.domain.values import asked_now, who_knows
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, code, plain

VALUE = 120
"""How much of a value is shown that cannot be filled in."""
SHOWN = 3


def filled_in(
    state: Deployment, plan: Plan, step: Step, commands: Iterable[Command]
) -> tuple[str, list[str]]:
    """The commands, one after the other, and a line for each placeholder that stands in them still."""
    commands = tuple(commands)
    found = [filled(state, plan, step, command) for command in commands]
    text = "\n".join(each.text for each in found)
    said = [*_lacking(state, plan, found), *_beside(found), *_of_the_release(state, step, commands)]
    return text, [*_hidden(plan, commands), *said]


def _hidden(plan: Plan, commands: Iterable[Command]) -> list[str]:
    """Where the secrets are that a command is shown without: whoever copies it puts them in."""
    where = dict.fromkeys(section_of(each, plan) for each in commands if HUSHED in each.text)
    return [f"*{HUSHED} is a secret*: {section} of the plan has it" for section in list(where)[:1]]


def _of_the_release(state: Deployment, step: Step, commands: Iterable[Command]) -> list[str]:
    """That the way back would put the new release in place once more."""
    names = filter(None, (names_the_release(step, command) for command in commands))
    return [
        f"*{braced(name)} is {plain(state.version, NAME)}, the release that is rolled back*: is it meant?"
        for name in list(names)[:1]
    ]


def lacking_names(state: Deployment, plan: Plan, step: Step, commands: Iterable[Command]) -> tuple[str, ...]:
    """The placeholders of a step's commands that somebody has to note."""
    found = [filled(state, plan, step, command) for command in commands]
    names = dict.fromkeys(name for each in found for name in each.lacking)
    return tuple(known.name for name in names if (known := wanted_named(plan, name)))


def braced(name: str) -> str:
    """A placeholder as the plan writes it."""
    return code(f"{{{name}}}", NAME)


def names_of(people: Iterable[Person]) -> str:
    """Who is asked, without calling them once more."""
    return ph.listed([ph.person_name(person) for person in people], ph.PEOPLE_SHOWN)


def _lacking(state: Deployment, plan: Plan, found: Iterable[Filled]) -> list[str]:
    names = list(dict.fromkeys(name for each in found for name in each.lacking))
    return [_not_noted(state, plan, name) for name in names[:SHOWN]]


def _not_noted(state: Deployment, plan: Plan, name: str) -> str:
    known = wanted_named(plan, name)
    if known is None and is_secret(name, "", plan.secret_names):
        return f"*{braced(name)} is a secret*: take it from the vault; it is not noted here"
    if known is None:
        return f"*{braced(name)} is not known*"
    step = known.step
    people = names_of(who_knows(state, known))
    who = f", of {ph.step_name(step, ph.BRIEF)}," if step else ""
    typed = code(f"/deploy note {name}=…")
    if people and any(known in asked.wanted for asked in asked_now(state, plan)):
        return f"*This waits for {braced(name)}*: {people}{who} is asked for it; whoever knows it: {typed}"
    asks = f": {people}{who} knows it" if people else ""
    return f"*{braced(name)} is not noted*{asks}; {typed}"


def _beside(found: Iterable[Filled]) -> list[str]:
    values = {name: value for each in found for name, value in each.beside.items()}
    return [
        f"*{braced(name)} is “{plain(value, VALUE)}”*: not filled in, a shell would read it otherwise"
        for name, value in list(values.items())[:SHOWN]
    ]
