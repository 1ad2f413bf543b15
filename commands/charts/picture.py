"""A picture as PNG, drawn in a process of its own: what draws holds Python for a third of a second, in which
nobody who presses a button would be answered.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from importlib.resources import files

from commands.charts.canvas import FONT

ZOOM = 3.0
"""Dots for a pixel each way."""
FILE = "Inter[opsz,wght].ttf"
LONGEST_WHY = 300


async def painted(svg: str) -> bytes:
    """The picture. Errors: `RuntimeError` where it cannot be drawn; cancelled, it is drawn no further."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        content, said = await process.communicate(svg.encode())
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise RuntimeError(f"a picture could not be drawn: {said.decode(errors='replace')[-LONGEST_WHY:]}")
    return content


def png(svg: str, zoom: float = ZOOM) -> bytes:
    """The picture, with so many dots for a pixel each way; the same on every machine, with its own font."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - nobody needs it but the process that draws

    font = files("fontpkg_inter") / "files" / FILE
    return svg_to_bytes(
        svg_string=svg,
        zoom=zoom,
        skip_system_fonts=True,
        font_files=[str(font)],
        font_family=FONT,
        sans_serif_family=FONT,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(png(sys.stdin.buffer.read().decode()))
