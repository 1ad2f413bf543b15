"""What people read of alerts."""

import pytest

from bot.domain import events as e
from bot.domain.alerts import AlertSource
from commands.blocks.alerts import counts, firing
from commands.blocks.render import render
from commands.blocks.sentences import sentence
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import alert, fires, heard
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_sightings import sighting
from tests.commands.blocks import gallery_alerts as g
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("alerts"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_the_status_counts_what_fires() -> None:
    """From Begin on, while anything does."""
    stage = fires(Stage().to_approved(), "Disk")
    assert "" == counts(stage.state, stage.plan)
    stage = Stage().to_deploying()
    assert "" == counts(stage.state, stage.plan)
    for stage, expected in (
        (g.only_old(), "alerts 1 old, 0 new"),
        (g.fired(), "alerts 1 old, 2 new"),
        (g.expected(), "alerts 0 old, 1 new, 1 expected"),
        (g.beyond(), "alerts 0 old, 141 new"),
        (g.over(), ""),
    ):
        assert expected == counts(stage.state, stage.plan)


def test_whoever_says_go_reads_what_fires() -> None:
    """Since which hour, or which day; where nobody knows, nothing is claimed."""
    assert "" == firing(Stage().to_go().state)
    assert "Nothing fires, as PagerDuty, Grafana had it" == firing(g.nothing_fires().state)
    expected = "⚠️ Already firing: HighErrorRate, since 22:31; Disk of orders-db, since Mon 30 Nov"
    assert expected == firing(g.before_go().state)
    stage = Stage().to_go()
    heard(stage, *(alert(f"A{n}", stage.at) for n in range(102)))
    assert firing(stage.state).endswith(" and 47 more and 52 more")


def test_the_record_says_what_was_reported() -> None:
    """How many, which, and during what."""
    stage = g.fired()
    for event, expected in (
        (
            stage.last[0],
            "2 alerts: HighErrorRate firing, QueueIsLong firing, during step 6, Deploy application",
        ),
        (e.AlertsReported(at=p.T0, by=None, alerts=(sighting("a"),)), "1 alert: a firing"),
        (
            e.BaselineRead(at=p.T0, by=None, asked=(AlertSource.GRAFANA,)),
            "What fires already was asked of Grafana",
        ),
        (e.BaselineRead(at=p.T0, by=None, asked=()), "What fires already was asked of nobody"),
    ):
        assert expected == sentence(event, stage.state, stage.plan)
