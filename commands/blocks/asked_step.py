"""The step that a message asks about: its attempt, and what became of it."""

from dataclasses import dataclass
from typing import Self

from bot.domain.plan import Plan, Step
from bot.domain.questions import step_question
from bot.domain.state import Deployment, StepProgress
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import phrases as ph


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStep:
    """`progress` is `None` where a newer attempt has been called since."""

    state: Deployment
    plan: Plan
    step: Step
    progress: StepProgress | None

    @classmethod
    def of(cls, message: Message) -> Self:
        """The step of a message's question. Errors: `LookupError` for a question of no step."""
        state, plan = message.state, message.plan
        for step in (*plan.steps, *plan.rollback_steps):
            progress = state.steps.get(step.number)
            if progress is None:
                continue
            for attempt in range(1, progress.attempt + 1):
                if step_question(step.number, attempt) == message.subject:
                    newest = progress if attempt == progress.attempt else None
                    return cls(state=state, plan=plan, step=step, progress=newest)
        raise LookupError(f"no step of {state.id} is asked about by {message.subject}")

    @property
    def superseded(self) -> str:
        """That a newer attempt was called since."""
        newest = self.state.steps[self.step.number]
        called = clock(newest.called_at, self.state.zone)
        return f"🔁 *{ph.step_name(self.step)}*: failed; attempt {newest.attempt} was called {called}"
