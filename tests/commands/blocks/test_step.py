import json
from dataclasses import replace

import pytest

from bot.domain.people import Holders
from bot.domain.plan import Command, Migration, Phase
from bot.domain.run import ROLES_TIMER
from commands.blocks.render import render
from sandbox.blocks import check_message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import all_said
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("step"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


@pytest.mark.parametrize("words", EXTREMES.values())
def test_commands_are_cut_to_what_slack_takes(words: str) -> None:
    """A step of ten long commands and checks can be posted."""
    story = s.stage().to_deploying()
    command = Command(comment="Forward migration", text=words, line=0)
    check = replace(story.plan.validations[0], query=words, expected=words)
    plan = replace(story.plan, migration_commands=(command,) * 10, validations=(check,) * 10)
    shown = render(replace(s.step(story, "5"), plan=plan))
    assert [] == check_message(json.loads(shown.body))
    assert "too long for a message" in shown.body or "```" in shown.body


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (True, "If not: Failed; no step of 6.3 undoes it\n"),
        (False, "If not: Failed; there is nothing to undo\n"),
        (None, ""),
    ],
)
def test_a_step_that_nothing_undoes_says_what_that_means(column: bool | None, expected: str) -> None:
    """By its column Rollback? a way back is missing, or is not needed; without it nothing is said."""
    plan = s.web_shop()
    deploying = replace(
        p.phase_of(Phase.DEPLOYMENT, (("8", "Clear caches", "DevOps", 2),), offset=0), title="deployment"
    )
    (only,) = deploying.steps
    changed = replace(deploying, steps=(replace(only, undone_by_rollback=column),))
    story = Stage(replace(plan, phases=(plan.phases[0], changed, plan.phases[2]))).to_deploying()
    shown = readable(render(s.step(story, "8")))
    assert expected in shown
    assert bool(expected) is ("If not" in shown)


def test_the_lead_is_called_for_an_owner_who_is_not_in_slack() -> None:
    """A vendor with a telephone cannot press: the lead calls them, by the number, and records for them."""
    vendor = Holders(unknown=("Vendor Desk (+49 30 1)",))
    story = Stage(s.web_shop(), dict(p.roles(DBA=vendor))).to_deploying()
    shown = readable(render(s.step(story, "5")))
    assert "*@ana, call Vendor Desk (+49 30 1) and record how it goes: step 5, Run database" in shown


def test_the_lead_is_called_for_a_role_that_nobody_holds() -> None:
    """Where there is nobody to call either, the step is the lead's to do or to have done."""
    story = Stage(s.web_shop(), dict(p.roles())).to_deploying()
    story.roles = dict(p.roles(DBA=Holders()))
    story.wake(ROLES_TIMER)
    shown = readable(render(s.step(story, "5")))
    assert "*@ana, your turn for DBA: step 5, Run database migrations*" in shown


def test_commands_without_room_are_counted_and_found() -> None:
    """Of three hundred lines whole ones are shown; the call says how many are missing, and where they are."""
    story = s.stage().to_deploying()
    lines = "\n".join(f"./migrate.sh --account {n:03} --currency EUR" for n in range(300))
    plan = replace(story.plan, migration_commands=(Command(comment="Forward migration", text=lines, line=0),))
    shown = readable(render(replace(s.step(story, "5"), plan=plan)))
    *_, last = shown.split("```")[1].strip().splitlines()
    count = int(last.split()[2]) + 1
    assert f"./migrate.sh --account {count - 1:03} --currency EUR" == last
    assert f"```\n*{300 - count} lines more in 4.2 of the plan*\n" in shown


@pytest.mark.parametrize(
    ("reversible", "said"),
    [
        ((True, True), "Runs 2 migrations, all reversible: V1.sql, V2.sql"),
        ((True, False), "Runs 2 migrations: V1.sql, V2.sql; *not reversible: V2.sql*"),
        ((None, True), "Runs 2 migrations: V1.sql, V2.sql; *4.1 does not say of V1.sql whether it is*"),
        ((), ""),
    ],
)
def test_a_step_that_migrates_names_its_scripts(reversible: tuple[bool | None, ...], said: str) -> None:
    """What cannot be reversed is said aloud."""
    scripts = tuple(
        Migration(script=f"V{number}.sql", description="", reversible=is_so, line=0)
        for number, is_so in enumerate(reversible, 1)
    )
    story = Stage(replace(s.web_shop(), migrations=scripts)).to_deploying()
    lines = readable(render(s.step(story, "5"))).splitlines()
    assert [said] * bool(said) == [line for line in lines if line.startswith("Runs ")]


def test_whoever_tests_reads_what_nobody_answered() -> None:
    """With who is asked; not on the way back, where nobody is."""
    story = s.stage().to_verifying()
    line = "Not answered yet of sections 4.3 and 5: V1 V2 (Dora Nagy), C1 C2 C3 (Devi Rao)"
    assert line in readable(render(s.step(story, "10")))
    assert "Not answered" not in readable(render(s.step(all_said(story), "10")))
