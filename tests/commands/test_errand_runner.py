from datetime import timedelta

import pytest

from bot.domain.errands import (
    AmendWith,
    FetchFile,
    HandRecord,
    Question,
    ReadChart,
    ReadDnd,
    ReadFiring,
    ReadGroups,
    ReadMetrics,
    ReadOnCall,
    TrySmokeTests,
)
from bot.domain.intents import TickItem
from bot.errors import Permanent
from bot.firing_errand import FiringErrand
from bot.metrics_errand import MetricsErrand
from bot.on_call_errand import OnCallErrand
from bot.smoke_errand import SmokeErrand
from bot.storage.codec import encode
from bot.storage.revisions import Revisions
from commands.chart_errand import ChartErrand
from commands.dnd_errand import DndErrand
from commands.dropped import DroppedPlans
from commands.errand_runner import ErrandRunner
from commands.files import SlackFiles
from commands.group_errand import GroupErrand
from commands.perform import Performer
from commands.record_errand import RecordErrand
from commands.uploads import Uploads
from integrations.pagerduty.rota import NoRota
from integrations.prometheus.unset import NoMetrics
from integrations.smoke.unset import NoSmokeTests
from tests.bot import web_shop as w
from tests.commands.room import Room

FILE = FetchFile(file="F404", name="web-shop.md", purpose=AmendWith(deployment=w.ID))
GROUPS = ReadGroups(
    deployment=w.ID, groups=("dba-team",), intent="TickItem", fields=encode(TickItem(wanted="1"))
)

DND = ReadDnd(deployment=w.ID, people=("U0DBA",))
FIRING = ReadFiring(deployment=w.ID, services=("PWEBSHOP",))
ON_CALL = ReadOnCall(deployment=w.ID, level="L1", policy="PWEBL1")
METRICS = ReadMetrics(deployment=w.ID, since=w.EVENING)
SMOKE = TrySmokeTests(deployment=w.ID, asked=1)
RECORD = HandRecord(deployment=w.ID, mark="65.record")
CHART = ReadChart(
    deployment=w.ID, about="", metrics=("Error Rate",), start=w.EVENING - timedelta(hours=1), end=w.EVENING
)


@pytest.fixture
def runner(room: Room) -> ErrandRunner:
    parts, client = room.parts, room.slack.client
    assert client.session
    performer = Performer(parts.service, parts.queries, parts.plans)
    return ErrandRunner(
        dropped=DroppedPlans(performer, SlackFiles(client, client.session)),
        groups=GroupErrand(parts.directory),
        dnd=DndErrand(parts.service, parts.workspace),
        on_call=OnCallErrand(parts.service, room.play.database, NoRota()),
        firing=FiringErrand(parts.service, parts.queries, room.play.clock, ()),
        metrics=MetricsErrand(parts.service, parts.queries, room.play.clock, NoMetrics()),
        smoke=SmokeErrand(parts.service, parts.queries, NoSmokeTests()),
        charts=ChartErrand(parts.service, parts.queries, room.play.clock, NoMetrics(), Uploads(client)),
        record=RecordErrand(room.play.database, parts.messenger, Revisions()),
    )


@pytest.mark.parametrize(
    ("question", "words"), [(FILE, "web-shop.md"), (GROUPS, "@dba-team"), (RECORD, "record")]
)
def test_each_failure_is_told_in_the_words_of_its_kind(
    runner: ErrandRunner, question: Question, words: str
) -> None:
    """Whoever waits hears what could not be read, and why."""
    told = runner.failed(question, "Slack is away")
    assert told
    assert words in told.text
    assert "Slack is away" in told.text


@pytest.mark.parametrize("question", [DND, ON_CALL, FIRING, METRICS, SMOKE, CHART])
async def test_what_the_house_itself_asks_is_told_to_nobody(
    room: Room, runner: ErrandRunner, question: Question
) -> None:
    """Neither what came of it nor that there is no answer."""
    await room.play.start("ana")
    assert await runner.run(question, "", "errand:3") is None
    assert runner.failed(question, "Slack is away") is None


async def test_each_question_is_asked_where_it_is_answered(room: Room, runner: ErrandRunner) -> None:
    """Groups are read from Slack's groups, a file from its files, quiet hours from Do Not Disturb."""
    await room.play.start("ana")
    told = await runner.run(GROUPS, "U0ANA", "errand:1")
    assert told
    assert "is ticked" in told.text
    await runner.run(DND, "", "errand:3")
    handed = await runner.run(RECORD, "U0ANA", "errand:4")
    assert handed
    assert "direct messages" in handed.text
    with pytest.raises(Permanent):
        await runner.run(FILE, "U0ANA", "errand:2")
    called = {call["method"] for call in await room.slack.calls()}
    assert {"usergroups.list", "files.info", "dnd.teamInfo", "files.completeUploadExternal"} <= called
