"""Placeholders in a plan's commands, such as `{backup_id}`: what fills them, and whose step makes it.

Values go into commands that people copy into a shell: only harmless ones are filled in, and none is guessed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.masking import is_secret
from bot.domain.plan import Command, Phase, Plan, Step
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.state import Deployment
from bot.domain.value_events import key_of
from bot.domain.walk_back import decided
from bot.domain.words import stemmed, stems

PLACEHOLDER = re.compile(
    r"(?<![$@{%#\\])\{(?=[^}]{1,60}\})([A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)\}(?!\})"
)
"""As the plan's other placeholders, but for what shells write so: `${HOME}`, `%{http_code}`, `{a..c}`."""
HARMLESS = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_.:/@+=,-]{0,199}")
"""No space, quote or sign that a shell reads, and no dash at the start: it would be an option."""
_MAKERS = frozenset({Phase.PRE_DEPLOYMENT, Phase.DEPLOYMENT})
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
_SPELT = frozenset({"service", "service_name", "release", "release_name"})
"""Names of 1.1 that commands may write in another way: a note says how."""
_VERSION = frozenset(key for key, attribute in _RELEASE.items() if attribute == "version")
_OF_BEFORE = stemmed("previous", "prior", "old", "former", "last", "current")
"""Words of a placeholder that was there before the plan: none of its steps makes it."""
_MAKING = stemmed(
    "create", "take", "make", "build", "generate", "save", "export", "dump", "record", "capture"
)
"""What a step does that makes something."""
_NO_VALUE = re.compile(
    r"(?i:tbd|tba|todo|unknown|none|no|not|nothing|n/a|na|see|ask|later|pending|missing|done|ok|yes)(?!\S)"
)
"""What somebody writes who has no value yet."""
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
    """Every value that the plan's commands lack, in their order, with the step that makes it; no secrets."""
    named = {
        key_of(name): name for command in reversed(_commands(plan)) for name in reversed(_names(command))
    }
    return tuple(
        Wanted(name=name, step=_maker(name, plan))
        for key, name in reversed(named.items())
        if key not in _RELEASE and key not in _COUNTS and not is_secret(name, "", plan.secret_names)
    )


@remembering(PLANS_IN_USE)
def by_maker(plan: Plan) -> tuple[tuple[Wanted, ...], ...]:
    """The values that are wanted, those together that one step makes, and those that none makes."""
    made: dict[str, tuple[Wanted, ...]] = {}
    for each in wanted(plan):
        number = each.step.number if each.step else ""
        made[number] = (*made.get(number, ()), each)
    return tuple(made.values())


def keys_in(commands: Iterable[Command]) -> frozenset[str]:
    """The keys of the placeholders in commands."""
    return frozenset(key_of(name) for command in commands for name in _names(command))


def first_naming(plan: Plan, name: str) -> Command | None:
    """The plan's first command that names a placeholder; `None` where none does."""
    return next((each for each in _commands(plan) if key_of(name) in keys_in([each])), None)


def wanted_named(plan: Plan, name: str) -> Wanted | None:
    """The value with this name, whatever its case; also a name of 1.1 that a command has to spell."""
    key = key_of(name)
    spelt = key in _SPELT and any(key in map(key_of, _names(each)) for each in _commands(plan))
    asked = (each for each in wanted(plan) if key_of(each.name) == key)
    return next(asked, Wanted(name=key, step=None) if spelt else None)


def names_the_release(step: Step, command: Command) -> str:
    """The placeholder by which the way back names the release that it takes back; "" where none does."""
    found = (name for name in _names(command) if key_of(name) in _VERSION)
    return next(found, "") if step.phase is Phase.ROLLBACK else ""


def _commands(plan: Plan) -> tuple[Command, ...]:
    return (*plan.migration_commands, *plan.rollback_commands, *plan.smoke_commands)


def _names(command: Command) -> list[str]:
    return [match[1] for match in PLACEHOLDER.finditer(command.text) if _is_meant(match)]


def _is_meant(match: re.Match[str]) -> bool:
    """In single quotes a single word in braces is a program: `awk '{print}'`, `jq '{id}'`."""
    line = match.string[: match.start()].rpartition("\n")[2]
    quoted = line.count("'") % 2 == 1
    return not quoted or "_" in match[1] or "-" in match[1] or key_of(match[1]) in _RELEASE


def _maker(name: str, plan: Plan) -> Step | None:
    """The step of 3.1 or 3.2 that shares most words with the name, and rather one that makes something."""
    words = stems(name.replace("_", " ").replace("-", " ").replace(".", " "))
    steps = [step for step in plan.steps if step.phase in _MAKERS]
    if words & _OF_BEFORE or not steps:
        return None
    return max(
        (step for step in steps if _shared(words, step)), key=lambda s: _likeness(words, s), default=None
    )


def _shared(words: frozenset[str], step: Step) -> frozenset[str]:
    return (words - _WHICH) & stems(step.action)


def _likeness(words: frozenset[str], step: Step) -> tuple[int, bool]:
    return len(_shared(words, step)), bool(stems(step.action) & _MAKING)


def filled(state: Deployment, plan: Plan, step: Step, command: Command) -> Filled:
    """The command as the step's owner needs it."""
    lacking: dict[str, None] = {}
    beside: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if not _is_meant(match):
            return match[0]
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
    if is_secret(name, "", plan.secret_names):
        return ""
    if noted := state.values.get(key):
        return noted.note
    if key in _RELEASE:
        return str(getattr(state, _RELEASE[key]))
    if key in _COUNTS:
        reversed_ = decided(state, plan).reverses.get(step.number, ()) if step.phase is Phase.ROLLBACK else ()
        return str(len(reversed_) or "")
    return ""


_SAID = re.compile(
    r"(?<![^\s(\"'“`])\{?(?P<name>[A-Za-z][\w.-]*)\}?(?:=(?P<value>\S+)|\s*[=:]\s*(?P<last>\S+)\s*$)"
)
_SAID_ALONE = re.compile(r"\s*\{?(?P<name>[A-Za-z][\w. -]*?)\}?\s*[=:]\s*(?P<value>\S.*?)\s*")
_PAIR = re.compile(r"\{?(?P<name>[A-Za-z][\w.-]*)\}?=(?P<value>\S+)")
_OPENING, _CLOSING = "'\"“”‘’`(", "'\"“”‘’`),;.!?"
"""What stands around a value in a sentence, and is not of it."""


def said_in(text: str, plan: Plan) -> Iterator[tuple[Wanted, str]]:
    """The values said by the way: `taken at 22:10, backup_id=bk-7`, or `backup_id: bk-7` at the end.

    Other words behind a name are prose.
    """
    for match in _SAID.finditer(text):
        known = wanted_named(plan, match["name"])
        value = tidied(match["value"] or match["last"])
        if known and value:
            yield known, value


def all_said(text: str, plan: Plan) -> dict[str, str]:
    """Several values that somebody notes, and nothing else, by name: `backup_id=bk-7 tape=T7`."""
    words = [_PAIR.fullmatch(word) for word in text.split()]
    said = [(wanted_named(plan, pair["name"]), tidied(pair["value"])) for pair in words if pair]
    found = {known.name: value for known, value in said if known and value}
    return found if len(found) == len(words) > 1 else {}


def said_alone(text: str, plan: Plan) -> tuple[str, str] | None:
    """The value that somebody notes, and nothing else: `backup_id = bk-7`."""
    match = _SAID_ALONE.fullmatch(text)
    known = wanted_named(plan, match["name"]) if match else None
    value = tidied(match["value"]) if match else ""
    return (known.name, value) if known and value else None


def tidied(value: str) -> str:
    """A value without what only a sentence puts around it; "" where it says that there is none."""
    bare = value.lstrip(_OPENING).rstrip(_CLOSING)
    return "" if _NO_VALUE.match(bare) else bare


def secret_said(text: str, plan: Plan) -> str:
    """The placeholder that is a secret and whose value a text gives; "" where there is none."""
    names = dict.fromkeys(
        name
        for command in _commands(plan)
        for name in _names(command)
        if is_secret(name, "", plan.secret_names)
    )
    said = (name for name in names if re.search(rf"(?i)(?<!\w){re.escape(name)}\}}?\s*[=:]\s*\S", text))
    return next(said, "")
