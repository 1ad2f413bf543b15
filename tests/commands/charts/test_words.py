from dataclasses import replace

from commands.charts.model import Panel
from commands.charts.words import LONGEST, words
from tests.commands.charts.cases import ERRORS, chart, erroring, every_15s, foreign, healthy, no_data


def test_words_say_what_is_drawn() -> None:
    """How it stands, against what, since when, how it was before, and between what it moved."""
    expected = (
        "22:45 CET to 23:15 CET, T-0 23:00 CET. Error Rate: 7.8%, critical; critical is > 5%; critical since"
        " 23:06; before 0.41%; lowest 0.3% at 22:56; highest 8% at 23:11."
    )
    assert expected == words(erroring())


def test_what_is_not_known_is_said() -> None:
    """Gaps, no data, and why it cannot be read; nothing of T-0 before there is one."""
    said = words(replace(no_data(), t0=None))
    assert "T-0" not in said
    assert "Error Rate: 0.5%, normal; critical is > 5%" in said
    assert "no data 22:55–23:03" in said
    assert "Response Time (p95): no data; critical is > 2 s." in said
    assert "Orders per minute: no data since 23:00" in said
    assert "CPU Usage: not readable, Prometheus does not answer; critical is > 85%." in said


def test_many_gaps_are_not_all_named() -> None:
    """Three of them are enough."""
    holes = every_15s(lambda minute: None if minute % 6 > 3 else 1.0)
    assert " and more." in words(chart(Panel(name="x", metric=ERRORS, samples=holes)))


def test_words_stay_within_what_slack_takes() -> None:
    """What does not fit is counted."""
    panel = replace(healthy().panels[0], name="Error Rate " * 40)
    said = words(chart(*[panel] * 6))
    assert LONGEST + 20 > len(said)
    assert said.endswith("And 3 more.")


def test_a_name_that_is_not_drawn_has_its_number() -> None:
    """So that whoever reads the words finds the row in the picture."""
    said = words(foreign())
    assert "错误率 (row 1 of 8.1): 46.5%, normal" in said
    assert "🔥 Заказы в минуту: " in said
