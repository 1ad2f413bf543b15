"""The modal that asks how a smoke test went, which somebody did or looked at."""

from bot.domain.plan import Plan
from bot.domain.smoke_rows import Standing, named, rows
from bot.domain.smoke_tests import SUITE
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome
from commands.blocks import phrases as ph
from commands.blocks.actions import ActionId, ButtonValue, CallbackId, InputId, spell_entry
from commands.blocks.kit import field, modal, option, paragraph, select, text_input
from commands.blocks.mrkdwn import code
from commands.blocks.views import JsonView

OUTCOMES = {SmokeOutcome.PASSED: "Passed", SmokeOutcome.FAILED: "Failed"}
SAYS = (
    "Your name and the time stand beside it. Whoever says otherwise than I was answered says why: both are "
    "kept. What failed asks whether to roll back."
)


def tick_view(value: ButtonValue, state: Deployment, plan: Plan) -> JsonView:
    """The form; the first test that is left to people is chosen. Its metadata is as that of `reason_view`."""
    found = rows(state, plan)
    options = [option(f"{named(row.test)} ({row.standing})", f"{row.test.number}") for row in found]
    by_hand = [n for n, row in enumerate(found) if row.standing is Standing.OF_PEOPLE]
    if plan.smoke_commands:
        options.insert(0, option("The suite of 7.2", SUITE))
        by_hand = [n + 1 for n in by_hand] or [0]
    chosen = options[by_hand[0]] if by_hand else None
    outcomes = [option(label, outcome) for outcome, label in OUTCOMES.items()]
    how = select(InputId.OUTCOME, "How did it go?", outcomes, initial=outcomes[0])
    blocks = [
        paragraph(f"{ph.title(state)}, {code(state.id)}", SAYS),
        field(InputId.ROW, "Which?", select(InputId.ROW, "Choose a test", options, initial=chosen)),
        field(InputId.OUTCOME, "How did it go?", how),
        field(
            InputId.REASON,
            "What did you see?",
            text_input(InputId.REASON, multiline=True),
            hint="Needed where it failed; everybody who waits reads it",
            optional=True,
        ),
    ]
    metadata = spell_entry(ActionId.TICK_TEST, value)
    return modal(CallbackId.REASON, "Say how one went", blocks, submit="Note", metadata=metadata)
