"""Reads which characters the font of our pictures has (OpenType: table `cmap`, format 12)."""

from functools import cache
from importlib.resources import files
from struct import iter_unpack, unpack_from

from commands.charts.picture import FILE

SEGMENTED = 12


@cache
def covered() -> frozenset[str]:
    """The characters that it has a glyph for."""
    font = (files("fontpkg_inter") / "files" / FILE).read_bytes()
    (count,) = unpack_from(">H", font, 4)
    tables = {tag: start for tag, _, start, _ in iter_unpack(">4sLLL", font[12 : 12 + 16 * count])}
    cmap = tables[b"cmap"]
    (maps,) = unpack_from(">H", font, cmap + 2)
    found: set[str] = set()
    for number in range(maps):
        (start,) = unpack_from(">L", font, cmap + 8 + 8 * number)
        form, _, _, _, groups = unpack_from(">HHLLL", font, cmap + start)
        if form == SEGMENTED:
            for group in range(groups):
                first, last, glyph = unpack_from(">LLL", font, cmap + start + 16 + 12 * group)
                found |= {chr(code) for code in range(first, last + 1) if glyph + code - first}
    return frozenset(found)
