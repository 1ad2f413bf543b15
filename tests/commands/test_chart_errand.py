from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from starlette.responses import Response

from bot.clock import Origin, PlanClock, real_now
from bot.deciding import Start
from bot.domain import intents as i
from bot.domain.errands import ReadChart
from bot.domain.events import ChartDrawn
from bot.errors import Permanent, Transient
from bot.ports import Attachment, MetricsReader
from bot.queries import Queries
from bot.storage import chain
from bot.storage.unit_of_work import Database
from commands.chart_errand import NOT_PAINTED, SECONDS, ChartErrand, chart_of
from integrations.prometheus.reader import PrometheusReader
from tests.bot import web_shop as w
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.machines import PretendMetrics, names
from tests.integrations.prometheus.asking import asking
from tests.prometheus_api import Answer, PretendPrometheus

ASKED = ReadChart(
    deployment=w.ID,
    about="",
    metrics=("Error Rate", "CPU Usage"),
    start=w.EVENING - timedelta(minutes=30),
    end=w.EVENING,
)
ERRORS, LOAD = "http_requests_total", "container_cpu"


@dataclass
class PretendPictures:
    """Keeps pictures, unless it is told what goes wrong."""

    trouble: Exception | None = None
    kept: list[Attachment] = field(default_factory=list)

    async def keep(self, file: Attachment) -> str:
        """The next id."""
        if self.trouble:
            raise self.trouble
        self.kept.append(file)
        return f"F{len(self.kept)}"


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's deployment, which has begun."""
    play = w.Play(database)
    await play.begun()
    return play


def errand(
    play: w.Play,
    reader: MetricsReader,
    pictures: PretendPictures | None = None,
    clock: PlanClock | None = None,
    seconds: float = SECONDS,
) -> ChartErrand:
    clock = clock or play.clock
    queries = Queries(play.database, clock)
    kept = pictures or PretendPictures()
    return ChartErrand(play.service, queries, clock, reader, kept, seconds=seconds)


async def test_what_was_measured_becomes_a_picture(play: w.Play) -> None:
    """It is uploaded with its words, and the deployment knows where it lies."""
    reader, pictures = PretendMetrics({ERRORS: 7.2, LOAD: 40}), PretendPictures()
    await errand(play, reader, pictures).run(ASKED, "errand:1")
    assert "ChartDrawn" == (await names(play))[-1]
    [file] = pictures.kept
    assert file.content.startswith(b"\x89PNG")
    assert "Web shop 4.12.0, production" == file.title
    assert file.alt.index("Error Rate: 7.2%, critical") < file.alt.index("CPU Usage: 40%, normal")
    assert "Orders" not in file.alt


async def test_a_name_that_the_picture_has_no_letters_for_has_its_number(database: Database) -> None:
    """The row is called by it in the picture."""
    play, pictures, name = w.Play(database), PretendPictures(), "CPU 使用率"
    await play.people()
    text = w.text().replace("| CPU Usage |", f"| {name} |")
    await play.service.start(Start(text=text, stem="web-shop", channel=w.CHANNEL), actor="U0TESS", key="1")
    carrying = errand(play, PretendMetrics({LOAD: 40}), pictures)
    await carrying.run(replace(ASKED, metrics=(name,)), "errand:1")
    assert f"{name} (row 3 of 8.1): 40%, normal" in pictures.kept[0].alt


async def test_it_is_noted_once_however_often_it_is_carried_out(play: w.Play) -> None:
    """A second picture lies where nobody looks."""
    pictures = PretendPictures()
    for _ in range(2):
        await errand(play, PretendMetrics(), pictures).run(ASKED, "errand:1")
    assert (2, 1) == (len(pictures.kept), (await names(play)).count("ChartDrawn"))


async def test_rows_that_cannot_be_read_are_drawn_as_such(play: w.Play) -> None:
    """As long as another can; the same with what takes too long."""
    pictures = PretendPictures()
    await errand(play, PretendMetrics({ERRORS: Permanent("a bad query"), LOAD: None}), pictures).run(
        ASKED, "errand:1"
    )
    assert "Error Rate: not readable, a bad query" in pictures.kept[0].alt
    assert "CPU Usage: no data" in pictures.kept[0].alt


@pytest.mark.parametrize("trouble", [Transient("no answer"), Permanent("a bad query")])
async def test_where_no_row_can_be_read_it_is_tried_later(play: w.Play, trouble: Exception) -> None:
    """The past can be read again once the service is back."""
    reader = PretendMetrics({ERRORS: trouble, LOAD: trouble})
    with pytest.raises(Transient, match=str(trouble)):
        await errand(play, reader).run(ASKED, "errand:1")
    with pytest.raises(Transient, match="too long"):
        await errand(play, PretendMetrics(is_slow=True), seconds=0.1).run(ASKED, "errand:1")
    assert "ChartDrawn" not in await names(play)


async def test_where_nobody_can_be_asked_there_is_nothing(play: w.Play) -> None:
    """Nor of a deployment or of rows that are not there."""
    pictures = PretendPictures()
    await errand(play, PretendMetrics(is_set_up=False), pictures).run(ASKED, "errand:1")
    await errand(play, PretendMetrics(), pictures).run(replace(ASKED, metrics=("gone",)), "errand:2")
    await errand(play, PretendMetrics(), pictures).run(replace(ASKED, deployment="NOBODY-1"), "errand:3")
    assert [] == pictures.kept
    assert "ChartDrawn" not in await names(play)


async def test_words_are_noted_where_nobody_takes_the_picture(play: w.Play) -> None:
    """With why; what fails for the moment is tried again."""
    away = PretendPictures(Transient("Slack is away"))
    with pytest.raises(Transient):
        await errand(play, PretendMetrics(), away).run(ASKED, "errand:1")
    assert "ChartDrawn" not in await names(play)
    full = PretendPictures(Permanent("no room"))
    await errand(play, PretendMetrics(), full).run(ASKED, "errand:1")
    assert "ChartDrawn" == (await names(play))[-1]


@pytest.mark.parametrize("trouble", [RuntimeError("no font"), OSError("no memory for another process")])
async def test_words_are_noted_where_nothing_can_be_drawn(play: w.Play, trouble: Exception) -> None:
    """Whoever decides about a rollback reads what was measured all the same."""
    pictures, queries = PretendPictures(), Queries(play.database, play.clock)

    async def broken(_svg: str) -> bytes:
        raise trouble

    reader = PretendMetrics({ERRORS: 7.2, LOAD: 40})
    drawing = ChartErrand(play.service, queries, play.clock, reader, pictures, paint=broken)
    await drawing.run(ASKED, "errand:1")
    *_, last = await play.database.read(lambda c: tuple(chain.read(c, w.ID)))
    drawn = last.event
    assert isinstance(drawn, ChartDrawn)
    assert ([], "", NOT_PAINTED) == (pictures.kept, drawn.drawn.picture, drawn.drawn.why)
    assert "Error Rate: 7.2%, critical" in drawn.drawn.words


def test_steps_are_drawn_as_they_went() -> None:
    """From start to end, the one that runs without; what was called only is not there."""
    stage = Stage().to_deploying()
    began = stage.at
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += timedelta(minutes=5)
    stage.do(i.FinishStep(step="5"), p.DBA)
    called = set(stage.state.steps)
    chart = chart_of(stage.state, ASKED, ())
    [five] = [step for step in chart.steps if step.name == "5"]
    assert (began, stage.at) == (five.start, five.end)
    assert "6" in called
    assert "6" not in [step.name for step in chart.steps]
    assert stage.state.actual_t0 == chart.t0


def _at(minute: int, value: float) -> Callable[[datetime], float | None]:
    """A tenth of it until that minute before the end, then all of it."""
    return lambda at: value if at >= ASKED.end - timedelta(minutes=minute) else value / 10


async def test_what_prometheus_says_is_drawn(play: w.Play) -> None:
    """Over its HTTP API: healthy, slow, erroring, without data; none while it is away."""
    clock = PlanClock(Origin(plan=ASKED.end, real=real_now(), speed=1))
    prometheus = PretendPrometheus(shown_at=clock.shown_at)
    stories: dict[str, tuple[Answer, str]] = {
        "healthy": (0.3, "Error Rate: 0.3%, normal; critical is > 5%; lowest 0.3%"),
        "slow": (_at(10, 4.0), "Error Rate: 4%, warning; critical is > 5%; lowest 0.4%"),
        "erroring": (_at(6, 7.8), "Error Rate: 7.8%, critical; critical is > 5%; lowest 0.78%"),
        "without data": (None, "Error Rate: no data; critical is > 5%"),
        "for a while": (
            lambda at: 0.3 if at < ASKED.end - timedelta(minutes=10) else None,
            "Error Rate: no data since ",
        ),
    }
    async with asking(prometheus) as client:
        pictures = PretendPictures()
        drawing = errand(play, PrometheusReader(client), pictures, clock)
        for name, (answer, words) in stories.items():
            prometheus.answers = {ERRORS: answer}
            await drawing.run(replace(ASKED, metrics=("Error Rate",)), f"errand:{name}")
            assert words in pictures.kept[-1].alt
        prometheus.down = Response("Bad Gateway", 502)
        with pytest.raises(Transient, match="no metric can be read: Prometheus had an error"):
            await drawing.run(ASKED, "errand:down")
    assert len(stories) == len(pictures.kept)


async def test_that_there_is_no_picture_is_for_the_log(play: w.Play) -> None:
    """Nobody was promised one."""
    errand(play, PretendMetrics()).failed(ASKED, "no answer")
