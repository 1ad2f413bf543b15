"""Text in a picture: what may stand there, how wide it is, and where it is cut."""

import unicodedata
from xml.sax.saxutils import escape

LEFT_OUT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk", "Zl", "Zp"})
"""Kinds of characters that a picture cannot show, or that its form does not allow: emoji among them."""
NARROW, WIDE = frozenset("iljtfrI.,:;|!'()[] /"), frozenset("mwMW@%")
EAST_ASIAN = frozenset("WF")
CUT = "…"


def shown(text: str) -> str:
    """What of a text can stand in a picture, on one line."""
    spaced = (" " if each.isspace() else each for each in text)
    kept = (each for each in spaced if unicodedata.category(each) not in LEFT_OUT)
    return " ".join("".join(kept).split())


def width(text: str, size: float) -> float:
    """About how wide a text is, in pixels; rather too much than too little."""
    return size * sum(_part(each) for each in text)


def _part(letter: str) -> float:
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 0.92
    if unicodedata.east_asian_width(letter) in EAST_ASIAN:
        return 1.1
    return 0.72 if letter.isupper() else 0.63


def fitted(text: str, size: float, room: float) -> str:
    """As much of a text as there is room for."""
    kept = shown(text)
    if width(kept, size) <= room:
        return kept
    while kept and width(kept + CUT, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + CUT


def escaped(text: str) -> str:
    """A text for between tags."""
    return escape(text)
