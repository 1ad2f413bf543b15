"""Reads the dots of a PNG as our pictures have it: 8 bits, red, green, blue, alpha, not interlaced."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DOT = 4
SUB, UP, AVERAGE, PAETH = 1, 2, 3, 4


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height, and the dots row by row."""
    assert png.startswith(SIGNATURE)
    at, width, height, packed = len(SIGNATURE), 0, 0, b""
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, *form = struct.unpack(">IIBBBBB", body)
            assert [8, 6, 0, 0, 0] == form
        elif kind == b"IDAT":
            packed += body
        at += length + 12
    return width, height, _unfiltered(zlib.decompress(packed), width * DOT, height)


def _unfiltered(raw: bytes, row: int, height: int) -> bytes:
    found, above = bytearray(), bytearray(row)
    for number in range(height):
        start = number * (row + 1)
        above = _row(raw[start], bytearray(raw[start + 1 : start + 1 + row]), above)
        found += above
    return bytes(found)


def _row(kind: int, line: bytearray, above: bytearray) -> bytearray:
    for place in range(len(line)):
        left = line[place - DOT] if place >= DOT else 0
        corner = above[place - DOT] if place >= DOT else 0
        line[place] = (line[place] + _guess(kind, left, above[place], corner)) & 0xFF
    return line


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == PAETH:
        return min((left, up, corner), key=lambda each: abs(left + up - corner - each))
    return {SUB: left, UP: up, AVERAGE: (left + up) // 2}.get(kind, 0)
