"""What people write, without the secrets in it: messages and the record show them to everybody, for ever.

Only what is one for certain is hidden; whoever reads a reason at night needs every other word of it.
"""

import re
from dataclasses import replace

from bot.domain import intents as i
from bot.domain.masking import is_secret, opens_nothing
from bot.domain.plan import Plan
from bot.domain.remembering import PLANS_IN_USE, remembering

HUSHED = "«hidden»"
PROSE = ("action", "comment", "note", "override", "reason", "text")
"""Fields of intents that hold what somebody wrote."""
_MORE_THAN_A_ROW = (i.EditNotice, i.GiveSignOff, i.RejectSignOff, i.WithdrawSignOff)
"""Whose `wanted` picks a row and then says something."""
SHORTEST = 6
"""Characters of a secret that is hidden wherever it stands again: a shorter one may be any word."""
OF_A_CELL = 8
"""Characters of a value of section 5 that is written for nothing else: among letters it has digits."""

_NAMED = re.compile(
    r"(?P<before>(?<![\w.-])[A-Za-z0-9]+ )?(?<![\w.-])-{0,2}(?P<name>[A-Za-z][\w.-]*)"
    r"[}\"'`*_]{0,3}[ \t]*(?P<sign>[=:]{1,2}>?)(?:(?<!:)|(?!//))[*_]{0,2}[ \t]*"
    r"(?P<value>\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|“[^”\n]+”|\S+)"
)
"""`NAME=value`, `NAME: value`, `"name": "value"`, and the word before it: an API key."""
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
    rf"(?P<url>://[^/\s@:]*:)(?!\d+[/?#]|{_STANDS_FOR})[^\s@]+(?=@)"
    rf"|(?P<http>(?i:https?://))(?![^/\s@:]*:?{_STANDS_FOR})[^/\s@]+(?=@)"
    r"|(?P<header>(?i:authorization[\"']?\s*[=:]\s*[\"']?(?:basic|bearer|token)\s+))"
    rf"(?!{_STANDS_FOR})[^\s\"']+"
    r"|(?P<bearer>(?i:\bbearer)\s+)(?=\S*\d)[\w.~+/=-]{6,}"
    r"|(?P<hook>(?i:hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/))[\w/%-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:.*?-----END [A-Z ]*PRIVATE KEY-----|.*)"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{6,}|\bgithub_pat_\w+|\bxox[a-z]-[\w-]+",
    re.DOTALL,
)
"""An address with a password, a bearer's token, what a well-known service gives out, a private key."""


def hushed(intent: i.Intent, plan: Plan) -> i.Intent:
    """An intent without the secrets that somebody wrote into its words; a whole document stays as it is."""
    if isinstance(intent, i.Amend):
        return intent

    def quiet_of(text: str) -> str:
        return without_secrets(text, plan.secret_names, _written_in(plan))

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
def _written_in(plan: Plan) -> tuple[str, ...]:
    """The secrets that section 5 itself has, not what says where they are: `rotated`, `see Vault`."""
    cells = [(each.name, value) for each in plan.variables for value in (each.old_value, each.new_value)]
    found = [value.strip("`\"'") for name, value in cells if is_secret(name, value, plan.secret_names)]
    return tuple(dict.fromkeys(value for value in found if _is_one(value)))


def _is_one(value: str) -> bool:
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    is_long = len(value) >= OF_A_CELL and not any(map(str.isspace, value))
    return is_mixed and is_long and not _IN_ITS_PLACE.match(value)


def without_secrets(text: str, named: tuple[str, ...] = (), known: tuple[str, ...] = ()) -> str:
    """A text without the secrets in it; the same where it has none. `named` are as in `is_secret`.

    `known` are secrets themselves.
    """
    for value in known:
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", HUSHED, text)
    text = _ALONE.sub(lambda found: f"{found[found.lastgroup] if found.lastgroup else ''}{HUSHED}", text)
    said: list[str] = []
    position = 0
    while found := _NAMED.search(text, position):
        around = _AROUND.fullmatch(found["value"])
        position = found.end("sign")
        if around and _says_a_secret(found, around["value"], named):
            said.append(around["value"])
            start, end = (found.start("value") + place for place in around.span("value"))
            text = f"{text[:start]}{HUSHED}{text[end:]}"
            position = start + len(HUSHED)
    for value in said:
        if len(value) >= SHORTEST:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", HUSHED, text)
    return text


def _says_a_secret(found: re.Match[str], value: str, named: tuple[str, ...]) -> bool:
    """Whether a name is that of a secret, and what follows it is its value."""
    before, name = (found["before"] or "").strip().casefold(), found["name"]
    if not value or HUSHED in value or _NO_VALUE.fullmatch(value):
        return False
    if _IN_ITS_PLACE.match(found["value"], found["value"].index(value)):
        return False
    if opens_nothing(f"{before} {name}"):
        return False
    if found["sign"].startswith(":") and name.casefold() in _ANY_WORD and before not in _SAYS_MORE:
        return False
    return is_secret(name, "", named)
