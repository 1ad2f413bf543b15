"""Old and new values of section 5 that are secrets: the document has them, and no message shows them."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.plan import FeatureFlag, Plan, Variable
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.value_events import key_of

HIDDEN = "(secret: see the plan)"
NO_NAMES: tuple[str, ...] = ()

_NAME = re.compile(
    r"passw|passphrase|pwd|secret(?!ar[yi])|token(?!i[sz])|credential|private|bearer"
    r"|(?:api|access|auth|signing|encryption|ssh)[_-]?keys?"
    r"|(?-i:[kK]ey(?![a-z])|KEY(?![A-Z])|(?<=[a-z])Keys(?![a-z])|(?<![A-Za-z])(?:keys|Keys|KEYS)(?![A-Za-z]))"
    r"|(?-i:(?<=[a-z])Pass(?![a-z])|(?<![A-Za-z])(?:pass|Pass|PASS)(?![A-Za-z]))",
    re.IGNORECASE,
)
"""What a name says that is a secret's; a keyboard and a keynote are none, nor is a bypass."""
_PLACE_KEY = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=[a-z])(?=[A-Z]))"
    r"(?i:s3|object|cache|primary|foreign|unique|partition|shard|sort|row|lookup|index|dedup|dedupe"
    r"|idempotency|issue|public)"
    r"[ _.-]?(?i:keys?)(?![a-z])"
)
"""A key that says where something is or which one it is, and opens nothing; any other is a secret."""
_VALUE = re.compile(
    r"://[^/\s@:]*:(?!\d+[/?#])[^\s@]+@|(?i:https?://)[^/\s@]+@|^[^\s:/@]+:[^\s@]+@\w*\("
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|(?i:passwo?r?d|pwd|secret|token|(?:api|access|account)[_-]?key)[\"']?\s*[=:]\s*[^\s;,]"
    r"|(?i:\bbearer)\s+\S|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{6}|\bgithub_pat_\w|\bxox[a-z]-\w"
    r"|(?i:hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/)\w"
)
"""An address with a password, a private key, what a well-known service gives out, whatever it is called."""


def is_secret(name: str, value: str, named: tuple[str, ...] = NO_NAMES) -> bool:
    """Whether a value is shown to nobody: by its name, as somebody named it (case apart), or by itself."""
    by_name = _NAME.search(_PLACE_KEY.sub("_", name)) or key_of(name) in map(key_of, named)
    return bool(by_name or _VALUE.search(value))


def opens_nothing(name: str) -> bool:
    """Whether it is the name of a key that is no secret: the primary one, or that of an object."""
    return bool(_PLACE_KEY.fullmatch(name.strip()))


@remembering(PLANS_IN_USE)
def masked(plan: Plan, named: tuple[str, ...]) -> Plan:
    """The plan as it may be shown; the same where it has no secrets. An empty value stays empty."""
    variables = tuple(_variable(each, named) for each in plan.variables)
    flags = tuple(_flag(each, named) for each in plan.flags)
    if variables == plan.variables and flags == plan.flags:
        return plan
    return replace(plan, variables=variables, flags=flags)


def _variable(variable: Variable, named: tuple[str, ...]) -> Variable:
    old, new, service = variable.old_value, variable.new_value, variable.service
    if variable.is_split and is_secret(variable.name, _joined((old, new, service)), named):
        return replace(variable, old_value=_hidden(old), new_value=_hidden(new), service=_hidden(service))
    return replace(
        variable,
        old_value=_shown(variable.name, old, named),
        new_value=_shown(variable.name, new, named),
    )


def _flag(flag: FeatureFlag, named: tuple[str, ...]) -> FeatureFlag:
    if flag.is_split and is_secret(flag.name, _joined((flag.change, flag.effect)), named):
        return replace(flag, change=_hidden(flag.change), effect=_hidden(flag.effect))
    return replace(flag, change=_shown(flag.name, flag.change, named))


def _joined(cells: Iterable[str]) -> str:
    """What a `|` may have parted."""
    return "|".join(cells)


def _hidden(value: str) -> str:
    return HIDDEN if value else value


def _shown(name: str, value: str, named: tuple[str, ...]) -> str:
    return _hidden(value) if is_secret(name, value, named) else value
