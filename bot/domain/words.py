"""How alike two texts are by their words, endings and filler apart: "Backup completed", "Create backup"."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (("ied", "y"), ("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))
_FILLER = frozenset(
    {"a", "an", "all", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it"}
    | {"of", "on", "or", "our", "the", "this", "to", "up", "was", "were", "with"}
)
_SHORTEST_STEM = 3


def stem(word: str) -> str:
    """A word without its English ending, well enough to compare by."""
    folded = word.casefold()
    for ending, put in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) + len(put) >= _SHORTEST_STEM:
            return folded.removesuffix(ending) + put
    return folded


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The words of a text that carry its meaning, as stems."""
    words = (word for word in _WORD.findall(text) if word.casefold() not in _FILLER)
    return frozenset(stem(word) for word in words)


def stemmed(*words: str) -> frozenset[str]:
    """A set of words to compare stems with."""
    return frozenset(stem(word) for word in words)
