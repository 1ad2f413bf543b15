"""The table of a run of smoke tests."""

from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i, questions as q
from bot.domain.effects import MessageKind
from bot.domain.watch import SmokeOutcome, SmokeResult
from commands.blocks import smoke
from commands.blocks.limits import problems
from commands.blocks.render import render
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import gallery_smoke as g, stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("tests"))
def test_reads_as_agreed(name: str) -> None:
    """The table in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def lines(stage: Stage) -> list[str]:
    """What the table says."""
    blocks = smoke.table(g.table(stage)).json
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return "\n".join(texts).split("\n")


def labels(stage: Stage) -> list[str]:
    """Its buttons."""
    blocks = smoke.table(g.table(stage)).json
    return [
        each["text"]["text"] for block in blocks if block["type"] == "actions" for each in block["elements"]
    ]


def run_to_its_end() -> Stage:
    """All that a machine runs was run, people ticked theirs, and one failed."""
    stage = g.read(m.PASSED, m.PASSED)
    stage.do(i.RunWritingTests(), p.QUINN)
    stage.do(i.ReportSmokeTests(results={2: m.PASSED, 3: m.PASSED, 4: m.PASSED, 5: m.FAILED}, asked=2), None)
    stage.do(i.TickTest(wanted="6", has_passed=True), p.QUINN)
    return stage


def test_the_notification_says_release_and_how_many_passed() -> None:
    """The worst of what is left behind it."""
    text = smoke.table(g.table(g.read(m.PASSED, m.FAILED))).text
    expected = "smoke tests, 1 of 6 passed, 1 failed, 3 to run on a press, 1 to tick by hand"
    assert f"Web shop 4.12.0, production: {expected}" == text


def test_rows_stand_in_the_order_of_the_plan() -> None:
    """Each with its mark, its figures and why."""
    marks = [line.partition(" ")[0] for line in lines(g.read(m.PASSED, m.MASKED))[1:7]]
    assert ["✅", "▶️", "🔧", "▶️", "▶️", "👤"] == marks
    assert "✅ 1 Homepage loads: HTTP 200, 140 ms" in lines(g.read(m.PASSED, m.MASKED))


def test_only_what_can_be_pressed_now_is_shown() -> None:
    """Nothing is run while a machine is at it, nor on hold; nothing at all once it is given up."""
    assert ["6 passed", "Say how one went"] == labels(g.started())
    assert ["Run the 3 that write", "6 passed", "Say how one went", "Run smoke tests anew"] == labels(
        g.read(m.PASSED, m.PASSED)
    )
    assert ["6 passed", "Say how one went"] == labels(g.held())
    assert ["Run the 3 that write again", "Say how one went", "Run smoke tests anew"] == labels(
        run_to_its_end()
    )
    over = g.read(m.PASSED, m.PASSED)
    over.takes((e.Cancelled(at=over.at, by=p.ANA, reason="the supplier is down"),))
    assert [] == labels(over)


def test_of_too_many_rows_those_that_have_not_passed_are_shown() -> None:
    """The others are counted."""
    rows = tuple(m.smoke_test(number, f"Test {number} " + "x" * 60) for number in range(1, 101))
    stage = Stage(m.with_tests(*rows)).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    failed = replace(m.FAILED, why="y" * 200)
    m.reported(stage, *[m.PASSED if number % 4 else failed for number in range(1, 101)])
    shown = lines(stage)
    assert "… and 75 that passed" in shown
    assert "❌ 4 Test 4" in "\n".join(shown)
    m.tested(m.passes(stage, 5), *[failed] * 100)
    assert any("more that have not passed" in line for line in lines(stage))


@pytest.mark.parametrize("words", EXTREMES.values())
def test_it_stays_within_the_limits(words: str) -> None:
    """Whatever people write into a plan, and say of it."""
    rows = tuple(m.smoke_test(number, words, words, words) for number in range(1, 60))
    stage = Stage(m.with_tests(*rows)).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    for number in ("1", "2"):
        stage.do(i.TickTest(wanted=number, has_passed=number == "1", note=words[:400] or "x"), p.QUINN)
    content = smoke.table(g.table(stage))
    assert [] == problems(content.text, content.json)


@pytest.mark.parametrize("outcome", SmokeOutcome)
def test_whatever_a_machine_said_stands_beside_what_somebody_says(outcome: SmokeOutcome) -> None:
    """Also that it was not run, which is kept of runs before this was no news."""
    stage = run_to_its_end()
    machine = SmokeResult(outcome=outcome, why="as it was")
    runs = tuple(replace(run, by=p.QUINN, machine=machine) for run in stage.state.watch.tests)
    ticked = replace(stage.state, watch=replace(stage.state.watch, tests=runs))
    text = str(smoke.table(replace(g.table(stage), state=ticked)).json)
    assert text.count("; the machine: ") == text.count(": as it was") == len(runs)


def test_the_table_of_a_run_that_is_over_says_that_there_is_a_newer_one() -> None:
    """Also where the deployment was begun anew, and none was asked for since."""
    assert "the newer table counts" in smoke.table(g.run_anew()).text
    fresh = Stage(g.plan()).to_verifying()
    message = s.message(fresh, MessageKind.TESTS, q.smoke_question(1))
    assert "the deployment was begun anew" in smoke.table(message).text
