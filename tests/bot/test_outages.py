from structlog.testing import capture_logs

from bot.outages import Outage


def test_an_outage_is_told_once_and_its_end_once() -> None:
    """However often it is tried, the log has one line at the beginning and one at the end."""
    outage = Outage("slack: posting", settled_after=0)
    with capture_logs() as lines:
        for _ in range(1000):
            outage.failed("Slack did not answer")
        outage.worked()
        outage.worked()

    assert ["slack: posting fails, and is tried again", "slack: posting works again"] == [
        line["event"] for line in lines
    ]
    assert 1000 == lines[1]["failures"]


def test_each_reason_is_told() -> None:
    """Another reason in the same outage is news, with what whoever failed says of it."""
    outage = Outage("database: writing", settled_after=0)
    with capture_logs() as lines:
        outage.failed("its disk is full")
        outage.failed("its file is not there", "no such file")
        outage.failed("its disk is full")

    assert [("its disk is full", None), ("its file is not there", "no such file")] == [
        (line["why"], line.get("said")) for line in lines
    ]


def test_what_works_now_and_then_is_not_over() -> None:
    """A success right after a failure ends nothing: else a thing that flickers would fill the log."""
    outage = Outage("database: writing", settled_after=3600)
    with capture_logs() as lines:
        for _ in range(100):
            outage.failed("its disk is full")
            outage.worked()

    assert 1 == len(lines)


def test_a_second_outage_is_told_like_the_first() -> None:
    """What is over is forgotten."""
    outage = Outage("database: writing", settled_after=0)
    with capture_logs() as lines:
        for _ in range(2):
            outage.failed("its disk is full")
            outage.worked()

    assert 4 == len(lines)
