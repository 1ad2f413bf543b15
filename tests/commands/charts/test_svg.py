from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import example, given, settings, strategies as st

from bot.domain.plan import Metric
from bot.domain.watch import Sample
from commands.charts.model import Chart, Panel, Stretch
from commands.charts.svg import SMALL, WIDTH, draw, stands
from commands.charts.text import width
from tests.commands.charts.cases import (
    CASES,
    END,
    ERRORS,
    LOAD,
    LONG,
    ORDERS,
    START,
    T0,
    band,
    chart,
    crowded,
    erroring,
    every_15s,
    metric,
    no_data,
)


def drawn(picture: Chart) -> Element:
    return fromstring(draw(picture))  # noqa: S314 - it is our own


def texts(picture: Chart) -> list[str]:
    """All that is written in a picture."""
    return [each.text or "" for each in drawn(picture) if each.tag.endswith("text")]


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_written_lies_in_the_picture(name: str) -> None:
    """Nothing begins or ends beyond its rim."""
    root = drawn(CASES[name]())
    high = float(root.get("height", "0"))
    for each in root:
        if each.tag.endswith("text"):
            assert 0 <= float(each.get("x", "-1")) <= WIDTH
            assert 0 < float(each.get("y", "-1")) < high


def test_a_metric_is_told_in_words_too() -> None:
    """Its value and band, the limits, T-0, since when, how it was, and the steps by their numbers."""
    said = texts(erroring())
    for words in (
        "Web shop 4.12.0, production",
        "Tue 1 Dec 2026, times in CET",
        "Error Rate",
        "7.8%, critical",
        "critical > 5%",
        "warning > 1%",
        "T-0 23:00",
        "critical since 23:06",
        "before 0.41%",
        "steps",
        "5",
        "8",
    ):
        assert words in said


def test_what_is_not_known_is_written() -> None:
    """In the field and beside the name."""
    said = texts(no_data())
    assert 5 == said.count("no data")
    assert "no data since 23:00" in said
    assert "not readable" in said
    assert "not readable: Prometheus does not answer" in said


def test_long_names_are_cut_and_no_markup_gets_in() -> None:
    """What was cut says so."""
    said = texts(crowded())
    assert LONG not in said
    assert any(each.startswith("Error Rate of the checkout") and each.endswith("…") for each in said)
    assert {f"{number}" for number in range(1, 31)} <= set(said)


def test_names_of_moments_do_not_cover_each_other() -> None:
    """T-0 is named to the left of its line where the other stands just beside it."""
    sides = {
        each.text: each.get("text-anchor")
        for each in drawn(crowded())
        if each.text and each.text.startswith(("T-0", "critical since"))
    }
    assert {"T-0 23:00": "end", "critical since 23:00": "start"} == sides
    late = replace(erroring().panels[0], critical_since=END)
    root = drawn(chart(late))
    assert ["end"] == [
        each.get("text-anchor") for each in root if (each.text or "").startswith("critical since")
    ]


@given(
    st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None), timezones=st.just(UTC)),
    st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None), timezones=st.just(UTC)),
)
@example(START + timedelta(microseconds=1), START)
@example(START, START)
@example(START, START + timedelta(minutes=3))
@settings(max_examples=40)
def test_wherever_moments_are_their_names_are_apart(t0: datetime, since: datetime) -> None:
    """Also where both are near the end, as in the first minutes after T-0; and they lie in the picture."""
    spans = []
    for each in drawn(chart(replace(erroring().panels[0], critical_since=since), t0=t0)):
        words, at = each.text or "", float(each.get("x", "0"))
        if words.startswith(("T-0", "critical since")):
            long = width(words, SMALL)
            spans.append((at - long, at) if each.get("text-anchor") == "end" else (at, at + long))
    (first, end), (start, last) = sorted(spans)
    assert end <= start
    assert first >= 0
    assert last <= WIDTH


def test_what_lies_elsewhere_is_not_drawn() -> None:
    """T-0 that is to come or long past, what became critical later, steps of before and after."""
    later = replace(erroring().panels[0], critical_since=END + timedelta(minutes=1))
    steps = [
        Stretch(name="early", start=START - timedelta(hours=1), end=START),
        Stretch(name="late", start=END, end=None),
    ]
    said = texts(chart(later, t0=START - timedelta(minutes=1), walked=steps))
    assert not {"early", "late", "steps"} & set(said)
    assert not [each for each in said if each.startswith(("T-0", "critical since"))]


def test_steps_without_room_are_lines_without_a_name() -> None:
    """A hundred at once."""
    crowd = [Stretch(name=f"step {number}", start=T0, end=None) for number in range(100)]
    said = texts(chart(Panel(name="x", metric=ERRORS), walked=crowd))
    assert 3 == len([each for each in said if each.startswith("step ")])


def test_limits_on_either_side_have_their_words() -> None:
    """What is critical where it is low, a range, and exactly one value."""
    odd = metric(band("=", 0, "0"), band("..", 5, "5-10", "req", 10))
    said = texts(chart(Panel(name="x", metric=odd, samples=every_15s(lambda _: 7.0))))
    assert {"critical 0", "warning 5-10", "7, warning"} <= set(said)
    said = texts(chart(Panel(name="x", metric=ORDERS, samples=every_15s(lambda _: 40.0))))
    assert {"critical < 5", "warning < 20"} <= set(said)
    none = texts(chart(Panel(name="x", metric=metric(None), samples=every_15s(lambda _: 40.0))))
    assert "40, normal" in none


def test_limits_that_are_near_stand_beside_each_other() -> None:
    """Their words do not cover each other."""
    root = drawn(chart(*[Panel(name="x", metric=LOAD, samples=every_15s(lambda _: 40.0))] * 2))
    places = {each.text: each.get("x") for each in root if (each.text or "").endswith(("> 85%", "> 70%"))}
    assert 2 == len(set(places.values()))


def test_a_change_of_clocks_is_named() -> None:
    """Both names of the zone."""
    start = START.replace(month=10, day=25, hour=0)
    picture = Chart(
        title="x", zone="Europe/Berlin", start=start, end=start + timedelta(hours=2), panels=erroring().panels
    )
    assert "Sun 25 Oct 2026, times in CEST, then CET" in texts(picture)


def test_times_do_not_cover_each_other() -> None:
    """Where clocks change by half an hour its names are long."""
    start = datetime(2026, 4, 4, 14, 15, tzinfo=UTC)
    picture = Chart(
        title="x",
        zone="Australia/Lord_Howe",
        start=start,
        end=start + timedelta(minutes=60),
        panels=[Panel(name="x", metric=ERRORS)],
    )
    marks = [
        each for each in drawn(picture) if each.get("text-anchor") == "middle" and ":" in (each.text or "")
    ]
    assert "01:30 +1030" in [each.text for each in marks]
    ends = [float(each.get("x", "0")) + width(each.text or "", 10) / 2 for each in marks]
    begins = [float(each.get("x", "0")) - width(each.text or "", 10) / 2 for each in marks]
    assert all(begin >= end for end, begin in zip(ends, begins[1:], strict=False))


def test_how_it_stood_is_said() -> None:
    """The last value with its band, no data, or that it could not be read."""
    picture = chart()
    assert "no data" == stands(picture, Panel(name="x", metric=ERRORS))
    assert "not readable" == stands(picture, Panel(name="x", metric=ERRORS, why="away"))
    one = Panel(name="x", metric=ERRORS, samples=[Sample(at=END, value=2)])
    assert "2%, warning" == stands(picture, one)


def test_what_is_not_measured_any_more_is_no_health() -> None:
    """Whatever its last value was."""
    gone = Panel(name="x", metric=ERRORS, samples=every_15s(lambda minute: 0.3 if minute <= 20 else None))
    assert "no data since 23:05" == stands(chart(), gone)
    assert not [each for each in texts(chart(gone)) if "normal" in each]


@settings(max_examples=60)
@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=30),
    st.text(max_size=40),
    st.sampled_from([ERRORS, LOAD, ORDERS, metric(None), metric(band("<=", -40, "<= -40", "dBm"))]),
)
def test_anything_can_be_drawn(values: list[float], name: str, row: Metric) -> None:
    """Huge, tiny, negative and constant values, odd names: the picture is sound, its numbers are numbers."""
    samples = [Sample(at=START + timedelta(seconds=30 * at), value=value) for at, value in enumerate(values)]
    before = values[0] if values else None
    text = draw(chart(Panel(name=name, metric=row, samples=samples, before=before)))
    assert "nan" not in text
    assert '"inf' not in text
    fromstring(text)  # noqa: S314 - it is our own
