from xml.etree.ElementTree import fromstring

from commands.charts.canvas import BLUE, INK, PATTERNS, document, dot, label, line, path, rect


def test_a_picture_is_sound_xml() -> None:
    """Whatever stands in a label."""
    parts = [
        rect(0, 0, 10, 10, BLUE),
        line(0, 0, 5, 5, INK, dashes="2 3", thick=1.5),
        path([(0, 1), (2, 3.25)], BLUE),
        dot(1, 2, BLUE),
        label('<script>alert("x")</script> & \x0b', 1, 2, 10, INK, anchor="end", bold=True, halo=True),
    ]
    root = fromstring(document(640, 240.4, PATTERNS, parts))  # noqa: S314 - it is our own
    assert ("640", "240") == (root.get("width"), root.get("height"))
    texts = [each.text for each in root if each.tag.endswith("text")]
    assert ['<script>alert("x")</script> &'] == texts


def test_a_line_through_points_is_short() -> None:
    """To a tenth of a pixel."""
    assert 'points="0.0,1.0 2.0,3.2"' in path([(0, 1), (2, 3.2499)], BLUE)
