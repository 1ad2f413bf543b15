"""Text in a picture: what may stand there, how wide it is, and where it is cut.

The font that is shipped has Latin, Greek and Cyrillic letters. What it has none for is left out, never drawn
as a box: a row whose name is in other letters is called by its number, which the words beside explain.
"""

import unicodedata
from string import punctuation
from xml.sax.saxutils import escape

LETTERS = (
    ("\u0020", "\u007e"),
    ("\u00a1", "\u00ac"),
    ("\u00ae", "\u0148"),
    ("\u014a", "\u01c3"),
    ("\u01c5", "\u0254"),
    ("\u0384", "\u038a"),
    ("\u038e", "\u03a1"),
    ("\u03a3", "\u03d7"),
    ("\u03fc", "\u0479"),
    ("\u048a", "\u049d"),
    ("\u04a0", "\u04ff"),
    ("\u1e00", "\u1e9b"),
    ("\u1e9e", "\u1eff"),
    ("\u2010", "\u2027"),
    ("\u2030", "\u2055"),
    ("\u2074", "\u208e"),
    ("\u20a0", "\u20af"),
    ("\u20b8", "\u20ba"),
    ("\u20bc", "\u20bf"),
    ("\u2116", "\u2116"),
    ("\u2122", "\u2122"),
    ("\u2190", "\u2199"),
    ("\u2211", "\u2212"),
    ("\u221e", "\u221e"),
    ("\u2248", "\u2248"),
    ("\u2260", "\u2260"),
    ("\u2264", "\u2265"),
)
"""From which character to which the font has all, as far as names need them; few others are in it."""
UNSEEN = frozenset({"Cc", "Cf", "Mn"})
"""Kinds of characters whose lack does not part a word."""
MEANT = frozenset("LN")
"""Letters and numbers: a name without one of its own is another name."""
NARROW, WIDE = frozenset("iljtfrI.,:;|!'()[] /"), frozenset("mwMW@%")
CUT = "…"


def shown(text: str) -> str:
    """What of a text can stand in a picture, on one line."""
    return " ".join("".join(_shown(each) for each in unicodedata.normalize("NFC", text)).split())


def _shown(letter: str) -> str:
    """A character, or what stands for it: `ms` for `㎳`."""
    if letter.isspace():
        return " "
    plain = letter if _is_there(letter) else unicodedata.normalize("NFKC", letter)
    if all(_is_there(each) for each in plain):
        return plain
    return "" if unicodedata.category(letter) in UNSEEN else " "


def _is_there(letter: str) -> bool:
    return any(first <= letter <= last for first, last in LETTERS)


def is_readable(text: str) -> bool:
    """Whether all its letters and numbers can stand in a picture; there is one at least."""
    meant = [each for each in unicodedata.normalize("NFC", text) if _is_meant(each)]
    return bool(meant) and all(_shown(each).strip() for each in meant)


def _is_meant(letter: str) -> bool:
    return unicodedata.category(letter)[0] in MEANT


def called(name: str, number: int) -> str:
    """What a row of 8.1 is called in a picture: `Row 3 of 8.1: p95` where its name cannot be read there."""
    if is_readable(name):
        return shown(name)
    rest = shown(name.replace(row_of(number), "")).strip(f" {punctuation}")
    row = f"Row {number} of 8.1"
    return f"{row}: {rest}" if any(map(_is_meant, rest)) else row


def explained(name: str, number: int) -> str:
    """Its name beside a picture: with its number where it is called by that."""
    row = row_of(number)
    return name if is_readable(name) or row in name else f"{name} ({row})"


def row_of(number: int) -> str:
    """`row 3 of 8.1`."""
    return f"row {number} of 8.1"


def width(text: str, size: float) -> float:
    """About how wide a text is, in pixels; rather too much than too little."""
    return size * sum(_part(each) for each in text)


def _part(letter: str) -> float:
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 0.92
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
