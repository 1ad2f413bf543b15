from bot.domain.plan import Phase, Severity, Step


def test_a_step_without_minutes_is_a_follow_up() -> None:
    """R7, whose duration is `-`, holds nothing up."""
    step = Step(
        number="R7",
        phase=Phase.ROLLBACK,
        action="Post-mortem meeting",
        owner="All",
        minutes=None,
        undone_by_rollback=None,
        after=(),
        expects=(),
        undoes=(),
        line=1,
    )

    assert step.is_follow_up is True


def test_the_worst_is_critical() -> None:
    """None is worse than itself."""
    assert Severity.CRITICAL.is_worse_than(Severity.HIGH)
    assert Severity.HIGH.is_worse_than(Severity.MEDIUM)
    assert not Severity.MEDIUM.is_worse_than(Severity.MEDIUM)
