from datetime import timedelta

from bot.domain.figures import Figures, Middle
from bot.domain.state import Lifecycle
from tminus.figures_exposed import families

NONE = Middle(count=0, median=None)
SOME = Figures(
    outcomes={Lifecycle.COMPLETED: 3, Lifecycle.ROLLED_BACK: 1},
    deployed=4,
    failed=1,
    took=Middle(count=3, median=timedelta(minutes=112)),
    planned=NONE,
    lead=Middle(count=4, median=timedelta(days=2)),
    restore=NONE,
    late=0,
    overran=0,
    services=(),
)


def test_figures_are_gauges_where_there_is_something_to_say() -> None:
    """How they ended is always said, zeros too; a median of nothing is not."""
    found = {
        (sample.name.removeprefix("tminus_"), *sample.labels.values()): sample.value
        for family in families(SOME)
        for sample in family.samples
    }
    assert {
        ("deployments_ended", "completed"): 3,
        ("deployments_ended", "rolled back"): 1,
        ("deployments_ended", "cancelled"): 0,
        ("deployments_ended", "missed"): 0,
        ("change_failure_ratio",): 0.25,
        ("lead_median_seconds",): 172_800,
        ("deployment_median_seconds",): 6_720,
    } == found
