"""What people write, without the secrets in it: messages and the record show them to everybody, for ever.

Only what is one for certain is hidden; whoever reads a reason at night needs every other word of it.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

from bot.domain import intents as i
from bot.domain.masking import is_secret, opens_nothing
from bot.domain.no_secrets import NO_VALUE, NO_WORD, is_none, is_port, says_about_one
from bot.domain.plan import Plan
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.texts import texts_of
from bot.domain.value_events import key_of

HUSHED = "«hidden»"
PROSE = ("action", "comment", "note", "override", "reason", "text")
"""Fields of intents that hold what somebody wrote."""
_MORE_THAN_A_ROW = (i.EditNotice, i.GiveSignOff, i.RejectSignOff, i.WithdrawSignOff)
"""Whose `wanted` picks a row and then says something."""
SHORTEST = 6
"""Characters of a secret that is hidden wherever it stands again: a shorter one may be any word."""

_NAMED = re.compile(
    r"(?P<before>(?<![\w.-])[A-Za-z0-9]+ )?(?<![\w.-])-{0,2}(?P<name>[A-Za-z][\w.-]*+)"
    r"[}\"'`*_]{0,3}[ \t]*(?P<sign>[=:]{1,2}>?)(?:(?<!:)|(?!//))[*_]{0,2}[ \t]*"
)
"""`NAME=value`, `NAME: value`, `"name": "value"`, and the word before it: an API key."""
_FLAG = re.compile(r"(?<![\w.-])--?(?P<name>[A-Za-z][\w.-]*+)(?P<sign>(?:[ \t]|\\\r?\n)++)(?![|;&<>\\-])")
"""`--password value`, on one line of a shell."""
_VALUE = re.compile(r"\"[^\"\n]{1,4096}\"|'[^'\n]{1,4096}'|`[^`\n]{1,4096}`|“[^”\n]{1,4096}”|\S+")
_OPENING, _CLOSING = "([\"'`“*", ",;:.)]}\"'`”*"
_ANY_WORD = frozenset({"key", "keys", "pass", "private"})
"""Words that a sentence has before a colon; they are names behind one of those that say more."""
_SAYS_MORE = frozenset({"access", "api", "auth", "encryption", "master", "secret", "signing", "ssh"})
_STANDS_FOR = r"(?:\$[A-Z_][A-Z0-9_]*(?!\w)|\$[{(]|\{[A-Za-z][\w.-]*\}|<[^<>\s]*>|[*x.…]{3,}(?!\w)|…)"
"""What stands in a secret's place: `$TOKEN`, `$(vault read x)`, `{api_token}`, `<token>`, `***`."""
_IN_ITS_PLACE = re.compile(_STANDS_FOR)
_ALONE = re.compile(
    rf"(?P<url>://[^/\s@:]*+:)(?!\d+[/?#]|{_STANDS_FOR})[^\s@]{{1,1024}}+(?:@[^\s@/]{{1,1024}}+)*(?=@)"
    rf"|(?P<http>(?i:https?://))(?![^/\s@:]{{0,64}}:?{_STANDS_FOR})[^/\s@]{{1,1024}}+(?:@[^\s@/]{{1,1024}}+)*(?=@)"
    r"|(?P<header>(?i:authorization[\"']?\s*[=:]\s*[\"']?(?:basic|bearer|token|apikey|digest|oauth)\s+))"
    rf"(?!{_STANDS_FOR})[^\s\"']+"
    r"|(?P<bearer>(?i:\bbearer)\s+)(?=\S*\d)[\w.~+/=-]{6,}"
    rf"|(?P<passes>\bsshpass\s+-p\s*[\"']?)(?!{_STANDS_FOR})[^\s\"']+"
    r"|(?P<hook>(?i:hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/))[\w/%-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{6,}|\bgithub_pat_\w+|\bxox[a-z]-[\w-]+",
    re.DOTALL,
)
"""An address with a password, a bearer's token, what a well-known service gives out, a private key."""
_REST = r"\b(?:\\\r?\n|[^\n|;&]|(?<!\s)[|;&](?=\S))*+"
_BY_TOOL = tuple(
    (re.compile(rf"\b{tool}{_REST}"), re.compile(rf"(?P<before>\s{option})(?!{_STANDS_FOR})[^\s\"']+"))
    for tool, option in (
        ("curl", r"(?:-u|--user)[ =]?[\"']?[^\s:\"']++:"),
        ("redis-cli", r"-a\s++[\"']?"),
        ("mysql(?:dump|admin)?", r"-p[\"']?"),
    )
)
"""Flags that are a password's with one tool alone. A command is read once, however many it has."""

_HINT = re.compile(
    r"[=:@]|(?:^|\s)-|(?i:bearer)|-BEGIN|AKIA|ASIA|gh[pousr]_|github_pat_|xox|/services/|/webhooks/"
)
"""What every secret has about it that is one for certain."""
TEXTS_IN_USE = 8192
_QUOTES = "`\"'“”"
_BETWEEN = frozenset({"→", "->", "=>", ",", ";", "/", "|", "on", "off", "true", "false", "none", "-", "–"})
"""What stands between a flag's or a variable's values."""
_MIXED = re.compile(r"\d|[a-z][A-Z]|[!#$%^&*+=~?|@]")


def hushed(intent: i.Intent, plan: Plan) -> i.Intent:
    """An intent without the secrets that somebody wrote into its words; a whole document stays as it is."""
    if isinstance(intent, i.Amend):
        return intent

    def quiet_of(text: str) -> str:
        return without_secrets(text, plan.secret_names, secrets_of(plan))

    if isinstance(intent, i.AddNote) and intent.values:
        hidden = {name: quiet_of(text) for name, text in intent.values.items()}
        intent = replace(intent, values=hidden) if hidden != intent.values else intent
    if isinstance(intent, i.ReportChanges):
        said = tuple(replace(row, result=quiet_of(row.result)) for row in intent.rows)
        intent = replace(intent, rows=said) if said != intent.rows else intent
    fields = (*PROSE, "wanted") if isinstance(intent, _MORE_THAN_A_ROW) else PROSE
    spoken = {name: getattr(intent, name) for name in fields if hasattr(intent, name)}
    quiet = {name: quiet_of(text) for name, text in spoken.items()}
    return replace(intent, **quiet) if quiet != spoken else intent


@remembering(PLANS_IN_USE)
def secrets_of(plan: Plan) -> tuple[str, ...]:
    """The secrets that a plan itself has, and that are hidden wherever they stand, the longest first.

    Those of section 5, not what says where they are: `rotated`, `see Vault`. And whatever is one for certain
    in its commands and other texts. What a release, its service or its document is called is none.
    """
    rows = [(each.name, value) for each in plan.variables for value in (each.old_value, each.new_value)]
    rows += [(each.name, each.change) for each in plan.flags]
    cells = [value for name, value in rows if _is_hidden_elsewhere(name, value, plan.secret_names)]
    found = {value.strip(_QUOTES) for value in cells} | {part for cell in cells for part in _parts(cell)}
    found |= {said for text in texts_of(plan) for said in secrets_in(text, plan.secret_names)}
    names = {*texts_of(plan.release), plan.title, plan.document_id}
    secrets = {each for each in found if _is_one(each) and each not in names}
    return tuple(sorted(secrets, key=lambda each: (-len(each), each)))


def _is_hidden_elsewhere(name: str, value: str, named: tuple[str, ...]) -> bool:
    """Whether a value of section 5 is a secret wherever it stands: a store's region may be said elsewhere."""
    if is_secret("", value) or key_of(name) in map(key_of, named):
        return True
    return is_secret(name, "") and not says_about_one(name, is_flag=False)


def _parts(cell: str) -> list[str]:
    """Several secrets in one cell; none where one of its words is no secret, so that it is a sentence."""
    words = [word.strip(_QUOTES) for word in cell.split() if word not in _BETWEEN]
    return words if all(map(_is_one, words)) else []


def _is_one(value: str) -> bool:
    """Whether it is written for nothing else: beside letters it has digits or signs, or has both cases."""
    is_mixed = any(map(str.isalpha, value)) and bool(_MIXED.search(value))
    is_long = len(value) >= SHORTEST and not any(map(str.isspace, value))
    return is_mixed and is_long and HUSHED not in value and not _IN_ITS_PLACE.match(value)


def without_secrets(text: str, named: tuple[str, ...] = (), known: tuple[str, ...] = ()) -> str:
    """A text without the secrets in it; the same where it has none. `named` are as in `is_secret`.

    `known` are secrets themselves.
    """
    return _parted(text, named, known)[0]


def secrets_in(text: str, named: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The secrets that are taken out of a text."""
    return _parted(text, named, ())[1]


@lru_cache(TEXTS_IN_USE)
def _parted(text: str, named: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A text without its secrets, and these: a message is made anew with each change, of the same texts."""
    for value in known:
        text = _hidden(text, value)
    if not _HINT.search(text):
        return text, ()
    said: list[str] = []

    def alone(found: re.Match[str]) -> str:
        before = found[found.lastgroup] if found.lastgroup else ""
        said.append(found[0].removeprefix(before))
        return f"{before}{HUSHED}"

    text = _ALONE.sub(alone, text)
    for tool, option in _BY_TOOL:
        text = tool.sub(partial(_within, option, alone), text)
    for expression in (_FLAG, _NAMED):
        text = _without_named(text, expression, named, said)
    for value in dict.fromkeys(said):
        if len(value) >= SHORTEST and HUSHED not in value:
            text = _hidden(text, value)
    return text, tuple(value for value in said if HUSHED not in value)


def _within(option: re.Pattern[str], alone: Callable[[re.Match[str]], str], command: re.Match[str]) -> str:
    return option.sub(alone, command[0])


def _without_named(text: str, expression: re.Pattern[str], named: tuple[str, ...], said: list[str]) -> str:
    """The text without values behind names of secrets; they are added to what was `said`."""
    position = 0
    while found := expression.search(text, position):
        position = found.end()
        start = _opened(text, position)
        if not _names_a_secret(found, named) or _IN_ITS_PLACE.match(text, start):
            continue
        written = _VALUE.match(text, position)
        value = written[0].lstrip(_OPENING).rstrip(_CLOSING) if written else ""
        if value and _says_a_secret(found, text, start, value, named):
            said.append(value)
            text = f"{text[:start]}{HUSHED}{text[start + len(value) :]}"
            position = start + len(HUSHED)
    return text


def _opened(text: str, position: int) -> int:
    """Where a value begins, behind its quotes."""
    while text[position : position + 1] and text[position] in _OPENING:
        position += 1
    return position


def _hidden(text: str, value: str) -> str:
    """The text without a value wherever it stands by itself."""
    return re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", HUSHED, text) if value in text else text


def _names_a_secret(found: re.Match[str], named: tuple[str, ...]) -> bool:
    """Whether a name is that of a secret, by itself and by the word before it."""
    before, name = (found.groupdict().get("before") or "").strip().casefold(), found["name"]
    if opens_nothing(f"{before} {name}"):
        return False
    if found["sign"].startswith(":") and name.casefold() in _ANY_WORD and before not in _SAYS_MORE:
        return False
    return is_secret(name, "", named)


def _says_a_secret(found: re.Match[str], text: str, start: int, value: str, named: tuple[str, ...]) -> bool:
    """Whether what follows the name of a secret is its value; whatever follows one that somebody named is."""
    if HUSHED in value or NO_VALUE.fullmatch(value):
        return False
    name, is_flag = found["name"], not found["sign"].strip()
    if is_flag and NO_WORD.fullmatch(value):
        return False
    if key_of(name) in map(key_of, named):
        return True
    if found["sign"] == ":" and found.end("sign") == start:
        at = found.start("name")
        if is_port(text[at - 1 : at], name, value):
            return False
    before = (found.groupdict().get("before") or "").strip().casefold()
    whole = f"{before} {name}" if before in _SAYS_MORE else name
    return not (says_about_one(name, is_flag=is_flag) or is_none(whole, value))
