"""What an audience reads in a channel of theirs: what, when, what they will notice, where to follow."""

from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import ACTION, REASON, plain


def notice(message: Message) -> Content:
    """One notice; `subject` is its number."""
    state, plan = message.state, message.plan
    said = state.notices[int(message.subject) - 1]
    words = plain(said.message, ACTION)
    impact = plan.release.customer_impact
    return Content(
        text=f"{ph.brief(state)}: {words}",
        blocks=(
            paragraph(
                f"*{words}*, {ph.title(state)}",
                ph.window(state),
                f"What you will notice: {plain(impact, REASON)}" if impact else "",
                f"Follow it in <#{state.channel}>",
            ),
        ),
    )
