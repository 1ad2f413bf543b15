"""A picture as PNG. What draws it is loaded when the first one is drawn."""

from importlib.resources import files

from commands.charts.canvas import FONT

ZOOM = 3.0
"""Dots for a pixel each way."""
FILE = "Inter[opsz,wght].ttf"


def png(svg: str, zoom: float = ZOOM) -> bytes:
    """The picture, with so many dots for a pixel each way; the same on every machine, with its own font."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - start-up must not wait for it

    font = files("fontpkg_inter") / "files" / FILE
    return svg_to_bytes(
        svg_string=svg,
        zoom=zoom,
        skip_system_fonts=True,
        font_files=[str(font)],
        font_family=FONT,
        sans_serif_family=FONT,
    )
