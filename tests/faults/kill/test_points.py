from pathlib import Path

from tests.faults.kill.choice import OTHERS, every, sample, spread
from tests.faults.kill.points import Points, name_of, read_points


def test_the_fatal_point_kills_and_was_written_down_before(tmp_path: Path) -> None:
    """It is the how manieth of its kind that counts, from the moment on that points are counted."""
    killed_after: list[list[str]] = []
    file = tmp_path / "points"
    points = Points(file, "before BEGIN #2", lambda: killed_after.append(read_points(file)))
    points.reach("before BEGIN")
    points.arm()
    reached = [
        points.reach(name) for name in ("before BEGIN", "before SELECT", "before BEGIN", "before BEGIN")
    ]
    points.close()

    assert [False, False, True, False] == reached
    assert [["before BEGIN #1", "before SELECT #1", "before BEGIN #2"]] == killed_after


def test_a_sample_holds_what_matters_and_the_whole_is_whole() -> None:
    """Commit, answer, call and settling are in every sample, both sides of each, in the story's order."""
    commits = ("COMMIT of DELETE FROM ask, INSERT INTO inbox", "COMMIT of DELETE FROM outbox, UPDATE lane")
    matters = (*commits, "the answer", "the call chat.update")
    story = [
        f"{when} {what} #{number}"
        for what in ("SELECT", *matters, "DELETE")
        for number in (1, 2)
        for when in ("before", "after")
    ]
    chosen = sample(story)

    assert story == every(story)
    assert {f"{when} {what} #1" for what in matters for when in ("before", "after")} <= set(chosen)
    assert 8 + OTHERS == len(chosen)
    assert chosen == [point for point in story if point in chosen]


def test_a_statement_has_one_name() -> None:
    """However it is broken into lines, and whatever order a table's constraints come in."""
    assert "SELECT a FROM b" == name_of("SELECT a\n  FROM b")
    assert "CREATE TABLE b" == name_of("CREATE TABLE b (\n a, UNIQUE (c), UNIQUE (d))")


def test_a_spread_reaches_over_all() -> None:
    """So many and no more, and all where there are fewer."""
    assert ["a", "c", "e"] == list(spread("abcdef", 3))
    assert ["a", "b"] == list(spread("ab", 3))
