"""The few shapes of SVG that a picture needs, and its colours."""

from collections.abc import Iterable, Sequence

from commands.charts.text import escaped, shown

FONT = "Inter"
PLAIN, INK, GREY, FAINT = "#ffffff", "#0f172a", "#64748b", "#e2e8f0"
BLUE, RED, AMBER = "#1d4ed8", "#b91c1c", "#b45309"
PATTERNS = (
    '<pattern id="stripes" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#fee2e2"/><rect width="1.5" height="7" fill="#fca5a5"/></pattern>'
    '<pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<rect width="7" height="7" fill="#fef9e7"/><circle cx="3" cy="3" r="0.9" fill="#fcd34d"/></pattern>'
    '<pattern id="nothing" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#e5e7eb" fill-opacity="0.75"/>'
    '<rect width="1" height="6" fill="#cbd5e1"/></pattern>'
)
"""Stripes are critical, dots are a warning, upright lines are no data."""


def document(width: float, height: float, patterns: str, parts: Iterable[str]) -> str:
    """The whole picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
        f' font-family="{FONT}"><defs>{patterns}</defs>'
        f'<rect width="100%" height="100%" fill="#f8fafc"/>{"".join(parts)}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """An area."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, dashes: str = "", thick: float = 1.0
) -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{colour}" stroke-width="{thick}"{dashed}/>'
    )


def path(points: Sequence[tuple[float, float]], colour: str) -> str:
    """A line through points."""
    through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"/>'


def dot(x: float, y: float, colour: str) -> str:
    """A value that stands out."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def label(
    text: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """A line of text; with a halo it is read above whatever is drawn there."""
    weight = ' font-weight="600"' if bold else ""
    around = ' paint-order="stroke" stroke="#ffffff" stroke-width="3" stroke-linejoin="round"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"'
        f' text-anchor="{anchor}"{weight}{around}>{escaped(shown(text))}</text>'
    )
