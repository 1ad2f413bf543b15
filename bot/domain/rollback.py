"""The way back (section 6): once it is decided, what was done is undone, step after step."""

from bot.domain import events as e
from bot.domain.facts import Facts, Story
from bot.domain.plan import Severity
from bot.domain.progress import advance
from bot.domain.walk_back import walk_back


def go_back(story: Story, facts: Facts, severity: Severity, reason: str) -> None:
    """Whoever asks has decided it: service and environment are locked, the first step is called."""
    steps = tuple(step.number for step in walk_back(story.state, facts.plan).steps)
    story.add(e.RollbackDecided(at=facts.now, by=facts.actor, severity=severity, reason=reason, steps=steps))
    story.add(e.TargetLocked(at=facts.now, by=facts.actor, reason=reason))
    advance(story, facts)
