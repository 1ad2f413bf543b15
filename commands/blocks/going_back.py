"""What a rollback does, in lines: which steps are walked, which are left out and why, what nothing undoes."""

from bot.domain.plan import Plan, Step
from bot.domain.state import Deployment
from bot.domain.times import minutes
from bot.domain.walk_back import WalkBack, decided
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import ACTION, plain

STEPS_SHOWN = 12
NUMBERS_SHOWN = 5
LEFT_OUT_SHOWN = 2


def steps_back(state: Deployment, plan: Plan) -> list[Step]:
    """The steps that the rollback walks, without the follow-ups."""
    return [step for step in decided(state, plan).steps if not step.is_follow_up]


def steps_named(way: WalkBack) -> str:
    """`R2, R3 (3 migrations), R4 (2 variables, 1 flag), R5, R6: 42 min`."""
    named = [_named(step, way) for step in way.steps if not step.is_follow_up]
    return f"{ph.listed(named, STEPS_SHOWN)}: {minutes(way.minutes)}" if named else "no step with a duration"


def _named(step: Step, way: WalkBack) -> str:
    number = plain(step.number, ph.NUMBER)
    what = [ph.counted(len(way.reverses.get(step.number, ())), "migration")]
    if step.number in way.restoring:
        what += [ph.counted(len(way.variables), "variable"), ph.counted(len(way.flags), "flag")]
    found = ", ".join(part for part in what if not part.startswith("0 "))
    return f"{number} ({found})" if found else number


def left_out(way: WalkBack) -> str:
    """`left out: R1, maintenance mode is on already; R2, step 6 … never ran`; "" where all are walked."""
    named = [f"{plain(each.step.number, ph.NUMBER)}, {plain(each.why, ACTION)}" for each in way.left_out]
    return f"left out: {ph.listed(named, LEFT_OUT_SHOWN, '; ')}" if named else ""


def left_out_numbers(state: Deployment, plan: Plan) -> str:
    """`R1, R2 left out`, in a message that is edited in place: its thread has why."""
    numbers = [plain(each.step.number, ph.NUMBER) for each in decided(state, plan).left_out]
    return f"{ph.listed(numbers, STEPS_SHOWN)} left out" if numbers else ""


def warnings(way: WalkBack) -> str:
    """What a rollback does not undo, said aloud; "" where it undoes everything."""
    numbers = [plain(step.number, ph.NUMBER) for step in way.not_undone]
    names = [ph.step_name(step, ph.BRIEF) for step in way.not_undone] if len(numbers) == 1 else numbers
    nothing = f"*nothing undoes {ph.listed(names, NUMBERS_SHOWN)}*" if names else ""
    return ph.sentence(ph.irreversible(way.irreversible), nothing)
