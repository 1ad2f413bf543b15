"""The step that a message asks about: its attempt, and what became of it."""

from dataclasses import dataclass
from typing import Self

from bot.domain.plan import Phase, Plan, Step
from bot.domain.questions import step_question
from bot.domain.state import Deployment, StepProgress
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import phrases as ph


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStep:
    """`progress` is `None` where this attempt is not asked about any more."""

    state: Deployment
    plan: Plan
    step: Step
    attempt: int
    progress: StepProgress | None

    @classmethod
    def of(cls, message: Message) -> Self:
        """The step of a message's question. Errors: `LookupError` for a question of no step."""
        state, plan = message.state, message.plan
        for step in (*plan.steps, *plan.rollback_steps):
            progress = state.steps.get(step.number)
            last = progress.attempt if progress else state.called_off.get(step.number, 0)
            for attempt in range(1, last + 1):
                if step_question(step.number, attempt) == message.subject:
                    newest = progress if attempt == last else None
                    return cls(state=state, plan=plan, step=step, attempt=attempt, progress=newest)
        raise LookupError(f"no step of {state.id} is asked about by {message.subject}")

    @property
    def superseded(self) -> str:
        """Why this attempt is not asked about any more."""
        name = f"*{ph.step_name(self.step)}*"
        newest = self.state.steps.get(self.step.number)
        if newest is None and self.step.phase is Phase.ROLLBACK:
            return f"↩️ {name}: undone; the deployment was moved"
        if newest is None:
            return f"↩️ {name}: not called any more; it will be called again in its turn"
        if self.attempt < newest.first:
            return f"↩️ {name}: taken back; the newer message counts"
        called = clock(newest.called_at, self.state.zone)
        return f"🔁 {name}: failed; attempt {newest.tries} was called {called}"
