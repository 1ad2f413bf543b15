import pytest

from bot.document.findings import Level
from tests.bot.document.documents import FILLED, changed, found, line_of

ROW = "| CPU Usage | < 70% | > 70% | > 85% |"


def problems(bands: str) -> list[str]:
    """What is said of a metric with these bands."""
    text = changed(ROW, f"| CPU Usage | {bands} |")
    return [
        f.text for f in found(text) if f.line == line_of("| CPU Usage", text) and f.level is Level.WARNING
    ]


@pytest.mark.parametrize(
    "bands",
    [
        "< 70% | > 70% | > 85%",
        "<= 70% | > 70% | >= 85%",
        "> 20 | < 20 | < 5",
        "< 500 ms | > 0.5 s | > 2 s",
        "< 70% | 70-85% | > 85%",
        "20-200 | 5-20 | < 5",
        "10-70% | 70-85% | 85-100%",
        "0 | > 0% | > 5% for 5 min",
        "> 20 | < 20 | 0",
    ],
)
def test_bands_that_follow_upon_each_other_are_fine(bands: str) -> None:
    """Upwards, downwards, in two units of time, as ranges, and down to nothing."""
    assert [] == problems(bands)


@pytest.mark.parametrize(
    ("bands", "word"),
    [
        ("< 60% | > 70% | > 85%", "a hole"),
        ("> 30 | < 20 | < 5", "a hole"),
        ("< 71% | > 70% | > 85%", "overlap"),
        ("> 19 | < 20 | < 5", "overlap"),
        ("< 70% | > 70% | > 70%", "does not lie beyond"),
        ("< 70% | > 70% | > 60%", "does not lie beyond"),
        ("> 20 | < 20 | < 30", "does not lie beyond"),
        ("< 70% | < 80% | > 85%", "must point one way"),
        ("< 70% | > 70% | < 85%", "must point one way"),
        ("< 70% | > 70 | > 85%", "different units"),
        ("< 70% | 70-80% | > 85%", "does not end where Critical (> 85%) begins"),
        ("> 20 | 4-20 | < 5", "does not end where Critical (< 5) begins"),
        ("< 60% | 70-85% | > 85%", "a hole"),
        ("10-75% | 70-85% | > 85%", "overlap"),
        ("< 85% | 85-95% | 70-85%", "must point one way"),
    ],
)
def test_bands_that_disagree_are_a_warning(bands: str, word: str) -> None:
    """A hole, an overlap, two directions and two units are each said once."""
    (problem,) = problems(bands)

    assert problem.startswith("CPU Usage: ")
    assert word in problem


@pytest.mark.parametrize(
    ("trigger", "word"),
    [
        ("Error rate > 5%", None),
        ("Error rate > 6%", "later than 8.1 calls Error Rate critical (> 5%)"),
        ("Error rate > 4%", "before 8.1 calls Error Rate critical (> 5%)"),
        ("Error rate > 5 req/s", "cannot be compared"),
        ("Error rate < 5%", "cannot be compared"),
        ("Response time (p95) over 2 seconds", None),
        ("Response time > 2.5 s", "later than"),
        ("Orders per minute < 5", None),
        ("Orders per minute < 4", "later than"),
        ("Orders per minute < 6", "before"),
        ("Queue depth > 6", None),
        ("Error rate is too high", None),
    ],
)
def test_a_trigger_agrees_with_its_metric(trigger: str, word: str | None) -> None:
    """A trigger's limit is the critical band of the metric it names; others have none to agree with."""
    text = changed("- [ ] Error rate > 5%", f"- [ ] {trigger}")
    warnings = [f.text for f in found(text) if f.line == line_of(f"- [ ] {trigger}", text)]

    assert (0 if word is None else 1) == len(warnings)
    assert all(word is not None and word in warning for warning in warnings)


def test_a_metric_without_a_critical_band_has_no_trigger_to_agree_with() -> None:
    """What cannot be read is an error already."""
    text = changed("| Error Rate | < 1% | > 1% | > 5% |", "| Error Rate | < 1% | > 1% | many |")

    assert [Level.ERROR] == [f.level for f in found(text) if f.level is not Level.NOTE]


def test_the_same_row_twice_is_a_warning() -> None:
    """Rows of one name that measure something else are none."""
    row = next(line for line in FILLED.split("\n") if line.startswith("| Error Rate"))
    other = row.replace("< 1%", "< 2%").replace("> 1%", "> 2%")
    text = changed(row, f"{row}\n{other}\n{row}")
    expected = "Error Rate: this row stands in 8.1 twice: delete one."

    assert [expected] == [f.text for f in found(text) if "twice" in f.text]
    assert [line_of(row, text) + 2] == [f.line for f in found(text) if f.text == expected]


def test_a_trigger_agrees_with_one_of_several_rows_of_a_name() -> None:
    """Whichever it is; where it agrees with none, the first is named."""
    row = "| Error Rate | < 1% | > 1% | > 5% |"
    text = changed(row, f"{row.replace('> 5%', '> 9%')}\n{row}")
    assert [] == [f.text for f in found(text) if "8.1 calls" in f.text]
    other = found(changed("- [ ] Error rate > 5%", "- [ ] Error rate > 7%", text))
    (problem,) = [f.text for f in other if "8.1 calls" in f.text]
    assert "before 8.1 calls Error Rate critical (> 9%)" in problem
