from bot.metrics import Metrics, Where


def test_each_house_counts_for_itself() -> None:
    """Two houses of one process, as in tests and the demo, do not count each other's."""
    mine, others = Metrics(), Metrics()
    mine.unexpected(Where.OUTBOX)
    values = [
        each.registry.get_sample_value("tminus_unexpected_errors_total", {"where": "outbox"})
        for each in (mine, others)
    ]
    assert [1, 0] == values


def test_an_unexpected_error_has_an_id_of_its_own() -> None:
    """Each is told by another id."""
    metrics = Metrics()
    assert 2 == len({metrics.unexpected(Where.SLACK) for _ in range(2)})


def test_every_place_where_errors_happen_is_there_from_the_start() -> None:
    """A rate is known from the first error on: its series begins with 0."""
    registry = Metrics().registry
    assert {0.0} == {
        registry.get_sample_value("tminus_unexpected_errors_total", {"where": where}) for where in Where
    }
