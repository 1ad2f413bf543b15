"""Questions that a form asks with what it offers: it is behind once that is not so any more."""

from hashlib import sha256

from bot.domain.state import Deployment
from bot.domain.state_parts import AddedStep


def hand_question(state: Deployment, role: str) -> str:
    """Who shall stand for the role? It is another question once somebody else does."""
    holders = " ".join(sorted(person.id for person in state.holders(role).people))
    return f"hand:{role}:{sha256(holders.encode()).hexdigest()[:8]}"


def handed_role(question: str) -> str:
    """The role that a `hand_question` asks about."""
    return question.removeprefix("hand:").rpartition(":")[0]


def add_question(state: Deployment) -> str:
    """What is to be done beside the steps that there are, also those added so far?"""
    return f"add:{len(state.added)}"


def added_since(state: Deployment, question: str) -> tuple[AddedStep, ...]:
    """The steps that were added since `add_question` was asked; none where it was typed."""
    before = question.removeprefix("add:")
    return state.added[int(before) :] if before.isdecimal() else ()
