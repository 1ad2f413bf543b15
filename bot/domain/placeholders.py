"""Placeholders in a plan's commands, such as `{backup_id}`: what fills them, and whose step makes it.

Values go into commands that people copy into a shell: only harmless ones are filled in, and none is guessed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.plan import Command, Phase, Plan, Step
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.state import Deployment
from bot.domain.value_events import key_of
from bot.domain.walk_back import decided
from bot.domain.words import stemmed, stems

PLACEHOLDER = re.compile(r"(?<![$@{%#\\])\{([A-Za-z][A-Za-z0-9_.-]*)\}(?!\})")
"""As the plan's other placeholders, but for what shells and tools write so: `${HOME}`, `%{http_code}`."""
HARMLESS = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_.:/@+=,-]{0,199}")
"""No space, quote or sign that a shell reads, and no dash at the start: it would be an option."""
_WHICH = stemmed(
    "id", "ids", "name", "number", "no", "ref", "key", "path", "file", "url", "uri", "tag", "hash"
)
"""Words of a placeholder that do not say what it is of."""
_RELEASE: Mapping[str, str] = {
    "version": "version",
    "new_version": "version",
    "release_version": "version",
    "environment": "environment",
    "env": "environment",
    "service": "service",
    "service_name": "service",
    "release": "release",
    "release_name": "release",
    "deployment_id": "id",
}
"""What 1.1 says of the release, by the attribute of the deployment that has it."""
_COUNTS = frozenset({"steps", "migrations", "migration_count"})
"""How many migrations a step of the way back reverses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A value that somebody has to note; `step` makes it, `None` where none of section 3 sounds like it."""

    name: str
    step: Step | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A command with its placeholders filled: `lacking` are unknown, `beside` are not harmless enough."""

    text: str
    lacking: tuple[str, ...] = ()
    beside: Mapping[str, str]


@remembering(PLANS_IN_USE)
def wanted(plan: Plan) -> tuple[Wanted, ...]:
    """Every value that the plan's commands lack, in their order, with the step that makes it."""
    commands = (*plan.migration_commands, *plan.rollback_commands, *plan.smoke_commands)
    named = {key_of(name): name for command in reversed(commands) for name in reversed(_names(command))}
    return tuple(
        Wanted(name=name, step=_maker(name, plan))
        for key, name in reversed(named.items())
        if key not in _RELEASE and key not in _COUNTS
    )


def wanted_named(plan: Plan, name: str) -> Wanted | None:
    """The value with this name, whatever its case."""
    return next((each for each in wanted(plan) if key_of(each.name) == key_of(name)), None)


def _names(command: Command) -> list[str]:
    return PLACEHOLDER.findall(command.text)


def _maker(name: str, plan: Plan) -> Step | None:
    """The step of section 3 that shares most words with the name; the first of several."""
    words = stems(name.replace("_", " ").replace("-", " ").replace(".", " ")) - _WHICH
    scored = [(len(words & stems(step.action)), step) for step in plan.steps]
    best, step = max(scored, key=lambda each: each[0], default=(0, None))
    return step if best else None


def filled(state: Deployment, plan: Plan, step: Step, command: Command) -> Filled:
    """The command as the step's owner needs it."""
    lacking: dict[str, None] = {}
    beside: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = _value(state, plan, step, name)
        if not value:
            lacking[name] = None
        elif HARMLESS.fullmatch(value):
            return value
        else:
            beside[name] = value
        return match[0]

    text = PLACEHOLDER.sub(fill, command.text)
    return Filled(text=text, lacking=tuple(lacking), beside=beside)


def _value(state: Deployment, plan: Plan, step: Step, name: str) -> str:
    key = key_of(name)
    if key in _RELEASE:
        return str(getattr(state, _RELEASE[key]))
    if key in _COUNTS:
        reversed_ = decided(state, plan).reverses.get(step.number, ()) if step.phase is Phase.ROLLBACK else ()
        return str(len(reversed_) or "")
    noted = state.values.get(key)
    return noted.note if noted else ""


_SAID = re.compile(r"(?<!\S)\{?(?P<name>[A-Za-z][\w.-]*)\}?\s*[=:]\s*(?P<value>\S+)")
_SAID_ALONE = re.compile(r"\s*\{?(?P<name>[A-Za-z][\w. -]*?)\}?\s*[=:]\s*(?P<value>\S.*?)\s*")


def said_in(text: str, plan: Plan) -> Iterator[tuple[str, str]]:
    """The values that somebody says by the way: `taken at 22:10, backup_id=bk-7`."""
    for match in _SAID.finditer(text):
        if known := wanted_named(plan, match["name"]):
            yield known.name, match["value"].rstrip(",;")


def said_alone(text: str, plan: Plan) -> tuple[str, str] | None:
    """The value that somebody notes, and nothing else: `backup_id = bk-7`."""
    match = _SAID_ALONE.fullmatch(text)
    known = wanted_named(plan, match["name"]) if match else None
    return (known.name, match["value"]) if match and known else None
