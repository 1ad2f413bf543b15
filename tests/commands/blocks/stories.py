"""The web shop with all its sections, and its messages as they are asked for in a story."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.events import Event
from bot.domain.plan import (
    Command,
    Dashboard,
    DataValidation,
    FeatureFlag,
    Migration,
    Plan,
    SmokeTest,
    Variable,
)
from bot.domain.questions import amend_question, confirm_question, go_question, review_question, step_question
from bot.domain.state import Lifecycle
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

REASON = "lock timeout on orders & payments, *three* times"
SMOKE_PATHS = ("Homepage loads", "Login works", "Product listing", "Add to cart", "Checkout")


def web_shop() -> Plan:
    """The plan of the domain's tests with migrations, commands, variables, flags and dashboards."""
    plan = p.web_shop()
    return replace(
        plan,
        release=replace(plan.release, customer_impact="A maintenance page; carts and logins are kept"),
        migrations=tuple(
            Migration(script=f"V041_{number}.sql", description="", reversible=True, line=0)
            for number in (1, 2, 3)
        ),
        migration_commands=(
            Command(comment="Forward migration", text="./migrate.sh up --env production", line=0),
            Command(comment="Rollback migration", text="./migrate.sh down --steps 3", line=0),
        ),
        validations=(
            DataValidation(
                check="Table exists", query="`\\dt express_tokens`", expected="Table present", line=0
            ),
            DataValidation(
                check="Column added", query="\\d orders", expected="checkout_kind visible", line=0
            ),
        ),
        variables=tuple(
            Variable(name=name, old_value="1", new_value="2", service="web-shop", line=0)
            for name in ("API_VERSION", "SESSION_TTL")
        ),
        flags=(FeatureFlag(name="express_checkout", change="off → 10 %", effect="", line=0),),
        rollback_commands=(
            Command(
                comment="Application rollback",
                text="kubectl rollout undo deployment/web-shop -n production",
                line=0,
            ),
            Command(comment="Database rollback", text="./migrate.sh down --steps 3", line=0),
            Command(comment="Restore from backup", text="./restore.sh --backup-id {backup_id}", line=0),
        ),
        smoke_tests=tuple(
            SmokeTest(number=number, name=name, action="GET /", expected="200 OK", request="", line=0)
            for number, name in enumerate(SMOKE_PATHS, start=1)
        ),
        smoke_commands=(Command(comment="Run smoke test suite", text="./smoke.sh --env production", line=0),),
        dashboards=(
            Dashboard(name="Web shop", url="https://grafana.example.com/d/web-shop", line=0),
            Dashboard(name="Logs", url="see the wiki", line=0),
        ),
    )


def stage() -> Stage:
    """The web shop, with nothing done yet."""
    return Stage(web_shop())


def message(story: Stage, kind: MessageKind, subject: str = "", to: str = "") -> Message:
    """A message of the story as it stands."""
    return Message(kind=kind, subject=subject, to=to, state=story.state, plan=story.plan)


def status(story: Stage) -> Message:
    """The status message."""
    return message(story, MessageKind.STATUS)


def review(story: Stage, to: str) -> Message:
    """The request to an approver."""
    return message(story, MessageKind.REVIEW, review_question(story.state), to)


def amendment(story: Stage, number: int = 1) -> Message:
    """The question whether a changed document is taken."""
    return message(story, MessageKind.AMENDMENT, amend_question(number))


def step(story: Stage, number: str, attempt: int = 1) -> Message:
    """The call of a step."""
    return message(story, MessageKind.STEP, step_question(number, attempt))


def failure(story: Stage, number: str, attempt: int = 1) -> Message:
    """The question of a failed step."""
    return message(story, MessageKind.FAILURE, step_question(number, attempt))


def go(story: Stage) -> Message:
    """Go's question."""
    return message(story, MessageKind.GO, go_question(story.state))


def confirm(story: Stage, checkpoint: int) -> Message:
    """A checkpoint's question."""
    return message(story, MessageKind.CONFIRM, confirm_question(story.state, checkpoint))


def ending(story: Stage, state: Lifecycle) -> Message:
    """How it ended."""
    return message(story, MessageKind.ENDING, state.value)


def log(story: Stage, *events: Event) -> Message:
    """A log entry of these events."""
    numbers = ",".join(str(number) for number in range(1, len(events) + 1))
    return replace(message(story, MessageKind.LOG, numbers), events=events)


def running() -> Stage:
    """Step 5 runs since two minutes past T-0."""
    story = stage().to_deploying()
    story.at += timedelta(minutes=2)
    story.do(i.StartStep(step="5"), p.DBA)
    return story


def on_behalf() -> Stage:
    """The lead recorded step 5 for the DBA."""
    story = running()
    story.at += timedelta(minutes=10)
    story.do(i.FinishStep(step="5", note="by phone"), p.ANA)
    return story


def told(story: Stage) -> Message:
    """The log entry of the last decision."""
    return log(story, *story.last)
