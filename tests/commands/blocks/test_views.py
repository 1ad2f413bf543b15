import json

import pytest

from bot.domain.plan import Severity
from bot.domain.state import Lifecycle
from commands.blocks.actions import ActionId, ButtonValue, InputId, parse_entry
from commands.blocks.limits import view_problems
from commands.blocks.views import FORMS, StartMetadata, reason_view, start_view
from commands.plans import PlanFile
from sandbox.blocks import check_view
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES, stretched
from tests.commands.blocks.gallery_question import asked
from tests.commands.blocks.readable import view_of

PLANS = (
    PlanFile(stem="web-shop", title="Web Shop Release"),
    PlanFile(stem="ledger", title="Ledger Migration"),
)
ON = ButtonValue(deployment="WEB-DEPLOY-041", question="hold:1")
ON_A_STEP = ButtonValue(deployment="WEB-DEPLOY-041", question="step:5:1", subject="5")
STEPS = {ActionId.STEP_FAILED, ActionId.STEP_SKIP, ActionId.RECORD}
STAGE = at_state(Lifecycle.DEPLOYING)


def test_the_start_form_reads_as_agreed() -> None:
    """It asks for plan, version, date and time, and, once a plan is chosen, for people of unfilled roles."""
    compare("views/start", view_of(start_view(PLANS, "C1")))
    compare(
        "views/start-people",
        view_of(start_view(PLANS, "C1", chosen="web-shop", roles={"CAB": (), "DBA": (p.DBA,)})),
    )
    compare("views/start-no-plans", view_of(start_view((), "C1")))


@pytest.mark.parametrize("action", FORMS)
def test_each_reason_form_reads_as_agreed(action: ActionId) -> None:
    """It says what will happen, asks why, and keeps what the button stood for."""
    on = ON_A_STEP if action in STEPS else ON
    view = reason_view(action, on, STAGE.state, STAGE.plan)
    compare(f"views/reason-{action}", view_of(view))
    assert (action, on) == parse_entry(view["private_metadata"])


def test_severity_is_asked_about_a_rollback_alone() -> None:
    """The forms that ask for one, or say that it is worse, ask how bad it is; the others do not."""
    asking = {
        action
        for action in FORMS
        for block in reason_view(action, ON, STAGE.state, STAGE.plan)["blocks"]
        if block.get("block_id") == InputId.SEVERITY
    }
    assert {ActionId.ROLLBACK, ActionId.SEVERITY} == asking


@pytest.mark.parametrize("severity", list(Severity))
def test_a_form_begins_with_the_severity_that_is_asked_about(severity: Severity) -> None:
    """What was said of it until now is chosen; without a question it is critical."""
    story = asked(severity)
    for state, expected in ((STAGE.state, Severity.CRITICAL), (story.state, severity)):
        blocks = reason_view(ActionId.ROLLBACK, ON, state, story.plan)["blocks"]
        chosen = next(block["element"] for block in blocks if block.get("block_id") == InputId.SEVERITY)
        assert expected == chosen["initial_option"]["value"]


@pytest.mark.parametrize("words", EXTREMES.values())
def test_forms_stay_within_the_limits(words: str) -> None:
    """With a hundred plans and roles of the longest names, Slack and the sandbox take the form."""
    plans = [PlanFile(stem=f"plan-{number}", title=words) for number in range(120)]
    long = [PlanFile(stem=words, title=words)]
    view = start_view([*long, *plans], "C1", chosen="plan-0", roles={f"{n} {words}": () for n in range(50)})
    assert [] == check_view(view)
    assert [] == view_problems(view)
    longest = stretched(s.status(STAGE), words)
    for action in FORMS:
        assert [] == check_view(reason_view(action, ON_A_STEP, longest.state, longest.plan))


def test_the_start_form_remembers_whom_it_asks_for() -> None:
    """Channel and roles come back as they were kept; what Slack would not keep is not asked for."""
    view = start_view(PLANS, "C1", roles=dict.fromkeys(("Research and Development", "CAB"), ()))
    kept = StartMetadata.parse(view["private_metadata"])
    assert StartMetadata(channel="C1", roles=("Research and Development", "CAB")) == kept
    many = start_view(PLANS, "C1", roles={f"Role {n} with a name of some length " * 8: () for n in range(20)})
    asked = sum(block.get("block_id", "").startswith("people-") for block in many["blocks"])
    assert asked == len(StartMetadata.parse(many["private_metadata"]).roles)
    assert 0 < asked < 20


def test_a_plan_whose_name_is_too_long_for_slack_is_left_to_typing() -> None:
    """150 characters of a file's name can be chosen, 151 cannot."""
    plans = [PlanFile(stem="x" * length, title="Plan") for length in (150, 151)]
    assert 1 == json.dumps(start_view(plans, "C1")).count('"value": "x')
