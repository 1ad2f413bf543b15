"""What an audience reads in a channel of theirs: what, when, what they will notice, where to follow."""

from bot.domain.agenda.notifications import row_of
from bot.domain.notices import Notice, NoticeKind
from bot.domain.sending import LONGEST
from bot.domain.state import Deployment, Lifecycle
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import ACTION, NAME, REASON, code, day_and_yours, plain

OVER = frozenset({NoticeKind.CANCELLED, NoticeKind.ROLLED_BACK})
"""After these nothing is to come any more that a reader would notice."""


def notice(message: Message) -> Content:
    """One notice; `subject` is its number."""
    state, plan = message.state, message.plan
    said = state.notices[int(message.subject) - 1]
    words = plain(said.message, LONGEST)
    is_over = said.kind in OVER or state.state is Lifecycle.COMPLETED
    impact = "" if is_over else plan.release.customer_impact
    return Content(
        text=f"{ph.brief(state)}: {plain(said.message, REASON)}",
        blocks=(
            paragraph(
                f"*{words}*, {ph.title(state)}",
                f"Late notice: {plain(said.late_because, REASON)}" if said.is_late else "",
                _when(state, said),
                f"What you will notice: {plain(impact, REASON)}" if impact else "",
                _where(message, is_over=is_over),
            ),
        ),
    )


def _where(message: Message, *, is_over: bool) -> str:
    """The deployment's channel; nothing for those who read it there."""
    channel = message.state.channel
    if message.to == channel:
        return ""
    return f"Questions in <#{channel}>" if is_over else f"Follow it in <#{channel}>"


def _when(state: Deployment, said: Notice) -> str:
    """The window; what it was to be, where it is over; a later end, where that was told."""
    if said.kind in OVER and said.starts_at:
        return f"It was planned for {day_and_yours(said.starts_at, state.zone)}"
    if said.kind is NoticeKind.DELAYED and said.ends_at and said.ends_at != state.window_end:
        return f"Expected end: {day_and_yours(said.ends_at, state.zone)}"
    if state.state is Lifecycle.COMPLETED and state.ended:
        return f"Since {day_and_yours(state.ended.at, state.zone)}"
    return ph.window(state)


def untold(message: Message) -> Content:
    """The lead's message that an audience could not be told something; `subject` is the notice's number."""
    state = message.state
    said = state.notices[int(message.subject) - 1]
    words, audience = plain(said.message, ACTION), plain(said.audience.name, NAME)
    since = next(
        (each for each in state.notices[said.number :] if each.about == said.about and each.ways), None
    )
    if since:
        told = f"✅ *{words}*: {audience} told {ph.hour(state, since.at)}, {ph.title(state)}"
        return Content(text=f"{ph.brief(state)}: {words}, told", blocks=(paragraph(told),))
    row = row_of(said.about, message.plan)
    why = "; ".join(plain(each, REASON) for each in said.failings)
    send = f"Then {code(f'/deploy send {state.id} {row.number}')} tells them" if row else ""
    return Content(
        text=f"{ph.brief(state)}: nobody was told “{words}”",
        blocks=(
            paragraph(
                f"*Nobody was told “{words}”*, {ph.title(state)}",
                f"{why[:1].upper()}{why[1:]}" if audience in why else f"{audience}: {why}",
                send,
            ),
        ),
    )
