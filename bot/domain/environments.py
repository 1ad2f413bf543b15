"""Whether two texts name the same environment: “prod” is production, “pre-prod” is not."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+")
_NOT_QUITE = re.compile(r"^(?:pre|non)prod")
PRE_PRODUCTION = "pre-production"
_MEANT: Mapping[str, str] = {
    **dict.fromkeys(("production", "prod", "prd", "live"), "production"),
    **dict.fromkeys(("staging", "stage", "stg"), "staging"),
    **dict.fromkeys(("testing", "test", "tst", "qa", "uat", "integration", "int"), "test"),
    **dict.fromkeys(("development", "develop", "dev", "local", "sandbox"), "development"),
}
"""What people and machines call the environments that nearly everybody has."""


def kind_of(text: str) -> str:
    """Which of the usual environments is meant: `production` for “prod-eu”; "" where none is."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if _NOT_QUITE.match("".join(words)):
        return PRE_PRODUCTION
    return next((_MEANT[word] for word in words if word in _MEANT), "")


def is_same(one: str, other: str) -> bool:
    """Whether both name one environment; where one is of nobody else's, its words have to be shared.

    Of two of the same kind that both say where, “prod-us” and “prod-eu”, a word of it has to be the same.
    """
    kinds = kind_of(one), kind_of(other)
    if all(kinds):
        places = [_words(text) - _MEANT.keys() for text in (one, other)]
        is_elsewhere = all(places) and not places[0] & places[1]
        return kinds[0] == kinds[1] and (kinds[0] == PRE_PRODUCTION or not is_elsewhere)
    return bool(_words(one) & _words(other))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))
