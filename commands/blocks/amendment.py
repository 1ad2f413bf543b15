"""A changed document, shown before it is taken: what differs, which approvals would fall, and why."""

from bot.domain.events import AmendmentProposed
from bot.domain.questions import amend_question
from bot.domain.state import Deployment
from bot.domain.state_parts import Proposal
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import REASON, mention, plain, quoted
from commands.blocks.settled import how_it_ended, settled

LINES_SHOWN = 4
"""How many sections and sign-offs are named; the others are counted."""
NOTHING_FALLS = "No approval falls by it"


def amendment(message: Message) -> Content:
    """The question to the lead, and its answer."""
    state = message.state
    proposal = state.proposal
    if proposal and amend_question(proposal.number) == message.subject and not _is_too_late(state):
        return _open(state, proposal)
    if message.subject != amend_question(state.proposals):
        return settled(state, "⏹️ The document was changed once more: the newer proposal counts")
    if proposal is None and state.revised:
        who, what = ph.given_by(state.revised, state.zone), quoted(state.revised.note)
        return settled(state, f"✅ The plan was changed by {who}: {what}")
    return settled(state, f"⏹️ *The changed document was not taken*: {how_it_ended(state)}")


def _is_too_late(state: Deployment) -> bool:
    return state.begun is not None or state.state.is_closed


def _open(state: Deployment, proposal: Proposal) -> Content:
    return Content(
        text=f"{ph.brief(state)}: amend the plan? {ph.lead(state)} decides, before Begin",
        blocks=(
            paragraph(
                f"*Amend the plan?* {ph.title(state)}; {_decides(state, proposal)}",
                f"Changes: {named(proposal.changes)}",
                falls(proposal),
                "Nothing changes before that; it is possible until Begin",
            ),
            *actions(offers.accept_amendment(state, proposal.number), offers.open_plan(state)),
        ),
    )


def _decides(state: Deployment, proposal: Proposal) -> str:
    """Whoever showed it, and the lead; often that is one person."""
    if proposal.by in state.lead.people:
        return f"{mention(proposal.by)} decides"
    return f"{mention(proposal.by)}, or {ph.lead(state)}, decides"


def falls(shown: Proposal | AmendmentProposed) -> str:
    """Which approvals would fall, and why."""
    if not shown.falls:
        return NOTHING_FALLS
    fallen = named(without_reason(shown.falls, shown.changes), 2 * REASON)
    if shown.all_fall:
        return f"Every approval given so far falls: {fallen}"
    return f"Approvals that fall: {fallen}; the others stand"


def without_reason(fallen: tuple[str, ...], changes: tuple[str, ...]) -> tuple[str, ...]:
    """The same where why is all of what changed, which stands beside it."""
    everything = f": {'; '.join(changes)}"
    return tuple(text.removesuffix(everything) for text in fallen)


def named(lines: tuple[str, ...], length: int = REASON) -> str:
    """The first of several lines, and how many there are besides."""
    return ph.listed([plain(line, length) for line in lines], LINES_SHOWN, "; ")
