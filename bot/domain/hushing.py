"""What people write, without the secrets in it: messages and the record show them to everybody, for ever.

Only what is one for certain is hidden; whoever reads a reason at night needs every other word of it.
"""

import re
from dataclasses import replace
from functools import lru_cache

from bot.domain import intents as i
from bot.domain.masking import is_secret, opens_nothing
from bot.domain.plan import Plan
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.texts import texts_of

HUSHED = "«hidden»"
PROSE = ("action", "comment", "note", "override", "reason", "text")
"""Fields of intents that hold what somebody wrote."""
_MORE_THAN_A_ROW = (i.EditNotice, i.GiveSignOff, i.RejectSignOff, i.WithdrawSignOff)
"""Whose `wanted` picks a row and then says something."""
SHORTEST = 6
"""Characters of a secret that is hidden wherever it stands again: a shorter one may be any word."""

_NAMED = re.compile(
    r"(?P<before>(?<![\w.-])[A-Za-z0-9]+ )?(?<![\w.-])-{0,2}(?P<name>[A-Za-z][\w.-]*)"
    r"[}\"'`*_]{0,3}[ \t]*(?P<sign>[=:]{1,2}>?)(?:(?<!:)|(?!//))[*_]{0,2}[ \t]*"
    r"(?P<value>\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|“[^”\n]+”|\S+)"
)
"""`NAME=value`, `NAME: value`, `"name": "value"`, and the word before it: an API key."""
_FLAG = re.compile(
    r"(?<![\w.-])--?(?P<name>[A-Za-z][\w.-]*)(?P<sign>(?:[ \t]|\\\r?\n)+)"
    r"(?P<value>\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|[^\s\"'`|;&<>\\-]\S*)"
)
"""`--password value`, on one line of a shell."""
_ABOUT_ONE = re.compile(
    r"(?i)[_.-](?:file|path|dir|stdin|name|id|arn|ref|ttl|policy|type|version|store|from|env|prompt|length|count"
    r"|only|mode|provider|format|header|url|uri|algorithm|days)$"
)
"""How flags end that say where a secret is, or what is to be done with it."""
_NO_WORD = re.compile(
    r"(?i:and|or|instead|flags?|options?|which|that|for|with|from|to|in|again|first|then|here)"
)
"""What follows a flag in a sentence about it."""
_AROUND = re.compile(r"(?P<opening>[(\[\"'`“*]*)(?P<value>.*?)(?P<closing>[,;:.)\]}\"'`”*]*)", re.DOTALL)
_ANY_WORD = frozenset({"key", "keys", "pass", "private"})
"""Words that a sentence has before a colon; they are names behind one of those that say more."""
_SAYS_MORE = frozenset({"access", "api", "auth", "encryption", "master", "secret", "signing", "ssh"})
_NO_VALUE = re.compile(
    r"(?i:tbd|tba|todo|unknown|none|no|not|nothing|n/a|na|see|ask|later|pending|missing|expired|invalid|wrong"
    r"|rotated|revoked|done|ok|yes|the|a|an|is|was|has|had|it|we|i)"
)
"""What follows a colon in a sentence about a secret that is not said in it."""
_STANDS_FOR = r"(?:\$[A-Z_][A-Z0-9_]*(?!\w)|\$[{(]|\{[A-Za-z][\w.-]*\}|<[^<>\s]*>|[*x.…]{3,}(?!\w)|…)"
"""What stands in a secret's place: `$TOKEN`, `$(vault read x)`, `{api_token}`, `<token>`, `***`."""
_IN_ITS_PLACE = re.compile(_STANDS_FOR)
_ALONE = re.compile(
    rf"(?P<url>://[^/\s@:]*:)(?!\d+[/?#]|{_STANDS_FOR})[^\s@]+(?:@[^\s@/]+)*(?=@)"
    rf"|(?P<http>(?i:https?://))(?![^/\s@:]*:?{_STANDS_FOR})[^/\s@]+(?:@[^\s@/]+)*(?=@)"
    r"|(?P<header>(?i:authorization[\"']?\s*[=:]\s*[\"']?(?:basic|bearer|token|apikey|digest|oauth)\s+))"
    rf"(?!{_STANDS_FOR})[^\s\"']+"
    r"|(?P<bearer>(?i:\bbearer)\s+)(?=\S*\d)[\w.~+/=-]{6,}"
    r"|(?P<curl>\bcurl\b(?:\\\r?\n|[^\n|;&])*?\s(?:-u|--user)[ =]?[\"']?[^\s:\"']+:)"
    rf"(?!{_STANDS_FOR})[^\s\"']+"
    rf"|(?P<passes>\bsshpass\s+-p\s*[\"']?|\bredis-cli\b[^\n|;&]*?\s-a\s+[\"']?)(?!{_STANDS_FOR})[^\s\"']+"
    rf"|(?P<mysql>\bmysql(?:dump|admin)?\b[^\n|;&]*?\s-p[\"']?)(?!{_STANDS_FOR})[^\s\"']+"
    r"|(?P<hook>(?i:hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/))[\w/%-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{6,}|\bgithub_pat_\w+|\bxox[a-z]-[\w-]+",
    re.DOTALL,
)
"""An address with a password, a bearer's token, what a well-known service gives out, a private key."""


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
    cells = [value for name, value in rows if is_secret(name, value, plan.secret_names)]
    found = {value.strip(_QUOTES) for value in cells} | {part for cell in cells for part in _parts(cell)}
    found |= {said for text in texts_of(plan) for said in secrets_in(text, plan.secret_names)}
    names = {*texts_of(plan.release), plan.title, plan.document_id}
    secrets = {each for each in found if _is_one(each) and each not in names}
    return tuple(sorted(secrets, key=lambda each: (-len(each), each)))


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
    for expression in (_FLAG, _NAMED):
        text = _without_named(text, expression, named, said)
    for value in said:
        if len(value) >= SHORTEST and HUSHED not in value:
            text = _hidden(text, value)
    return text, tuple(value for value in said if HUSHED not in value)


def _without_named(text: str, expression: re.Pattern[str], named: tuple[str, ...], said: list[str]) -> str:
    """The text without values behind names of secrets; they are added to what was `said`."""
    position = 0
    while found := expression.search(text, position):
        around = _AROUND.fullmatch(found["value"])
        position = found.end("sign")
        if around and _says_a_secret(found, around["value"], named):
            said.append(around["value"])
            start, end = (found.start("value") + place for place in around.span("value"))
            text = f"{text[:start]}{HUSHED}{text[end:]}"
            position = start + len(HUSHED)
    return text


def _hidden(text: str, value: str) -> str:
    """The text without a value wherever it stands by itself."""
    return re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", HUSHED, text) if value in text else text


def _says_a_secret(found: re.Match[str], value: str, named: tuple[str, ...]) -> bool:
    """Whether a name is that of a secret, and what follows it is its value."""
    before, name = (found.groupdict().get("before") or "").strip().casefold(), found["name"]
    if not value or HUSHED in value or _NO_VALUE.fullmatch(value):
        return False
    if _IN_ITS_PLACE.match(found["value"], found["value"].index(value)):
        return False
    if opens_nothing(f"{before} {name}"):
        return False
    if not found["sign"].strip() and (_ABOUT_ONE.search(name) or _NO_WORD.fullmatch(value)):
        return False
    if found["sign"].startswith(":") and name.casefold() in _ANY_WORD and before not in _SAYS_MORE:
        return False
    return is_secret(name, "", named)
