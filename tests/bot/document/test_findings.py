from bot.document.findings import Finding, Level, error, errors_of, in_order, note, warning


def test_findings_come_by_line_and_weight_and_once() -> None:
    """Errors stand first on a line, and what is said twice is said once."""
    given = [note(2, "c"), warning(2, "b"), error(2, "a"), error(2, "a"), note(1, "d")]

    assert (note(1, "d"), error(2, "a"), warning(2, "b"), note(2, "c")) == in_order(given)


def test_errors_name_their_line() -> None:
    """Submit hears each error as one sentence, and nothing of warnings."""
    assert ("line 7: x is missing.",) == errors_of([error(7, "x is missing."), warning(1, "y"), note(1, "z")])


def test_levels_read_as_compilers_write_them() -> None:
    """A level is its word."""
    assert "error" == str(Finding(1, Level.ERROR, "x").level)
