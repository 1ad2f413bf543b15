"""Phrases that several messages share: who, until when, how far, the way back. All are mrkdwn."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.authority import claimer, owner_names
from bot.domain.checklist import open_items
from bot.domain.forecast import Forecast, total
from bot.domain.lateness import forecast_since
from bot.domain.people import Holders, Person
from bot.domain.plan import ChecklistItem, Migration, Phase, Plan, Step
from bot.domain.progress import current_steps
from bot.domain.state import LEAD, Deployment, StepProgress, StepStatus
from bot.domain.state_parts import Given
from bot.domain.times import clock, day_and_clock, minutes, span
from bot.domain.waiting import Waiting
from bot.domain.walk_back import walk_back
from bot.ports import Message
from commands.blocks.mrkdwn import ACTION, NAME, group_mention, link, mention, plain, yours

PEOPLE_SHOWN = 3
ROWS_SHOWN = 8
ITEMS_SHOWN = 5
DASHBOARDS_SHOWN = 3
VERSION, BRIEFER = 30, 20
"""How much of a version or an environment is shown, and how much of them in a notification."""
BRIEF = 48
"""How much of a name is shown where several stand in a line."""
QUOTE = 120
"""How much of a reason is shown beside other things; its own message has more."""
LIST_LENGTH = 320
"""Characters of a list: with more of them, names in it are brief, or rows are counted by person."""
NUMBER = 12
"""How much of a step's number is shown."""


def title(state: Deployment) -> str:
    """`Web shop 4.12.0, production`."""
    release = f"{plain(state.release, NAME)} {plain(state.version, VERSION)}".strip()
    return f"{release or plain(state.id, NAME)}, {plain(state.environment, VERSION)}"


def undecided(state: Deployment) -> str:
    """That what is asked here waits for another question; "" where no rollback is asked about."""
    if state.question is None:
        return ""
    return f"*Not yet:* whether to roll back is asked since {clock(state.question.opened_at, state.zone)}"


def release_named(name: str) -> str:
    """`Web shop 4.12.0`, of another deployment: whatever is cut, its version stays."""
    release, _, version = name.rpartition(" ")
    if len(name) <= NAME or not release:
        return plain(name, NAME)
    return f"{plain(release, NAME - VERSION)} {plain(version, VERSION)}"


def brief(state: Deployment) -> str:
    """The same for a notification: on a lock screen there must be room for what is asked."""
    release = f"{plain(state.release, BRIEF)} {plain(state.version, BRIEFER)}".strip()
    return f"{release or plain(state.id, NAME)}, {plain(state.environment, BRIEFER)}"


def stands(state: Deployment) -> str:
    """`deploying, on hold, roll back?`: where a deployment stands, in a line among others."""
    return f"{state.state}{', on hold' if state.hold else ''}{', roll back?' if state.question else ''}"


def step_name(step: Step, length: int = ACTION) -> str:
    """`5 Run database migrations`."""
    return f"{plain(step.number, NUMBER)} {plain(step.action, length)}"


def step_words(step: Step, length: int = ACTION) -> str:
    """`step 5, Run database migrations`: within a sentence."""
    return f"step {plain(step.number, NUMBER)}, {plain(step.action, length)}"


def mentions(people: Sequence[Person], most: int = PEOPLE_SHOWN) -> str:
    """`@ana, @sam and 4 more`."""
    shown = ", ".join(mention(person) for person in people[:most])
    more = len(people) - most
    return f"{shown} and {more} more" if more > 0 else shown


def person_name(person: Person | None, length: int = NAME) -> str:
    """A name that notifies nobody; the clock's where nobody did it."""
    return plain(person.name, length) if person else "the clock"


def holders_named(holders: Holders, role: str, most: int = PEOPLE_SHOWN) -> str:
    """Who stands for a role: people, else their deputies, else names that Slack does not know.

    A user group of many is called by its own name, which notifies each of them.
    """
    if holders.group and len(holders.people) > most:
        return group_mention(holders.group)
    if people := holders.people or holders.deputies:
        return mentions(people, most)
    if holders.unknown:
        return f"{', '.join(plain(name, NAME) for name in holders.unknown[:most])} (not in Slack)"
    return f"nobody in Slack for “{plain(role, NAME)}”"


def owner(state: Deployment, step: Step, most: int = PEOPLE_SHOWN) -> str:
    """Who carries a step out: of several owners the one who started it."""
    if has := claimer(state, step):
        return mention(has)
    return holders_named(state.holders(step.owner), step.owner, most)


def role_name(state: Deployment, role: str) -> str:
    """Who stands for a role, by names that notify nobody: `Ana Ruiz, Devi Rao, Dora Nagy and 2 more`."""
    holders = state.holders(role)
    if holders.group and len(holders.people) > PEOPLE_SHOWN:
        return plain(f"@{holders.group.handle}", NAME)
    if len(holders.people) > PEOPLE_SHOWN:
        return listed([person_name(person) for person in holders.people], PEOPLE_SHOWN)
    return plain(owner_names(holders, role), NAME)


def owner_name(state: Deployment, step: Step) -> str:
    """Who carries a step out, by names that notify nobody."""
    return role_name(state, step.owner)


def lead(state: Deployment) -> str:
    """The lead, or the lead's deputy."""
    return holders_named(state.lead, LEAD, 1)


def given_by(given: Given, zone: str) -> str:
    """`Dora Nagy, Mon 30 Nov 14:10 CET`."""
    return f"{person_name(given.by)}, {day_and_clock(given.at, zone)}"


def window(state: Deployment) -> str:
    """`Window Tue 1 Dec 23:00–01:00 CET (yours: Dec 1, 2026 22:00–00:00)`."""
    if state.window_start is None or state.window_end is None:
        return "The plan has no window that can be read yet"
    own = f"{yours(state.window_start, '{date_short} {time}')}–{yours(state.window_end)}"
    return f"Window {span(state.window_start, state.window_end, state.zone)} (yours: {own})"


def until(state: Deployment) -> str:
    """`Tue 1 Dec 23:00 CET`, the planned T-0; "" without a window."""
    return day_and_clock(state.window_start, state.zone) if state.window_start else ""


def expected_t0(expected: Forecast) -> datetime | None:
    """When deploying began or is expected to; `None` where the plan has no step after Go."""
    after = (each.start for each in expected.steps if each.step.phase is not Phase.PRE_DEPLOYMENT)
    return next(after, None)


def latest_go(state: Deployment, plan: Plan) -> datetime | None:
    """The last moment for a Go with which everything fits into the window; `None` without a window."""
    after_go = (step for step in plan.steps if step.phase is not Phase.PRE_DEPLOYMENT)
    return state.window_end - total(after_go) if state.window_end else None


def hour(state: Deployment, at: datetime) -> str:
    """`23:12`, in a message that says the zone once; with its own zone where the window ends in another one.

    So no time is ambiguous in a night of a daylight-saving change.
    """
    said = clock(at, state.zone)
    only_hour, _, zone = said.partition(" ")
    closes = clock(state.window_end, state.zone) if state.window_end else ""
    return only_hour if closes.endswith(f" {zone}") else said


def lateness(expected: Forecast) -> str:
    """`, 2 min late`; "" where the end has not moved by a minute."""
    late = round(expected.late.total_seconds() / 60)
    if late == 0:
        return ""
    return f", {minutes(late)} late" if late > 0 else f", {minutes(-late)} early"


def way_back(state: Deployment, plan: Plan, expected: Forecast) -> str:
    """`Rollback takes 44 min; latest start *00:16*`."""
    if not plan.rollback_steps:
        return "No way back: the plan has no rollback steps (6.3)"
    takes = f"Rollback takes {minutes(round(expected.rollback.total_seconds() / 60))}"
    until = expected.latest_rollback
    latest = f"latest start *{hour(state, until)}*" if until else ""
    return sentence(takes, latest, irreversible(walk_back(state, plan).irreversible))


def irreversible(migrations: Sequence[Migration]) -> str:
    """`*not reversible: V2_drop_column.sql*`, said aloud; "" where all are."""
    scripts = fitted([each.script for each in migrations], NAME, PEOPLE_SHOWN)
    return f"*not reversible: {listed(scripts, PEOPLE_SHOWN)}*" if scripts else ""


def too_late_back(state: Deployment, expected: Forecast, step: Step) -> str:
    """That a step of 3.2 is forecast to end when no rollback fits into the window any more; "" if not."""
    found, until = expected.of(step.number), expected.latest_rollback
    if step.phase is not Phase.DEPLOYMENT or found is None or until is None or found.end <= until:
        return ""
    if until < forecast_since(state):
        return "⚠️ that has passed"
    return f"⚠️ that is before step {plain(step.number, NUMBER)} ends"


def endangered(state: Deployment, plan: Plan, expected: Forecast) -> str:
    """Which step of now takes the way back with it; "" where none does."""
    if not plan.rollback_steps:
        return ""
    found = [too_late_back(state, expected, step) for step in current_steps(state, plan)]
    return next(filter(None, found), "")


def item_names(items: Sequence[ChecklistItem], most: int) -> list[str]:
    """`3 Customers told of the window`, of items of which `most` are shown."""
    return fitted([f"{item.number} {item.text}" for item in items], ACTION, most)


def checklist(state: Deployment, plan: Plan) -> str:
    """`checklist 9/11`; "" where the plan has none."""
    count = len(plan.checklist)
    return f"checklist {count - len(open_items(state, plan))}/{count}" if count else ""


def changes(plan: Plan) -> str:
    """`3 migrations (all reversible), 2 variables, 1 flag`."""
    parts = [
        counted(len(plan.migrations), "migration") + _reversible(plan),
        counted(len(plan.variables), "variable"),
        counted(len(plan.flags), "flag"),
    ]
    found = ", ".join(part for part in parts if not part.startswith("0 "))
    return found or "No migrations, variables or flags"


def _reversible(plan: Plan) -> str:
    final = sum(migration.reversible is not True for migration in plan.migrations)
    return f" (*{final} not reversible*)" if final else " (all reversible)"


def counted(count: int, noun: str) -> str:
    """`1 flag`, `3 flags`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def fitted(texts: Sequence[str], length: int, most: int) -> list[str]:
    """What people wrote, for a list of which `most` are shown: briefly where that is much to read."""
    shown = [min(len(text), length) for text in texts[:most]]
    width = max(BRIEF, LIST_LENGTH // len(shown)) if sum(shown) > LIST_LENGTH else length
    return [plain(text, min(width, length)) for text in texts]


def listed(parts: Sequence[str], most: int, between: str = ", ") -> str:
    """The first parts, and how many more there are."""
    more = len(parts) - most
    shown = between.join(parts[:most])
    return f"{shown} and {more} more" if more > 0 else shown


def thread(message: Message) -> str:
    """Where a deployment is told of: a link to its thread, to the channel where that is not known."""
    return link(message.thread, "Thread") if message.thread else f"<#{message.state.channel}>"


def dashboards(plan: Plan) -> str:
    """`dashboards Web shop, Payments`, as links; "" where the plan has none."""
    links = ", ".join(link(each.url, each.name) for each in plan.dashboards[:DASHBOARDS_SHOWN])
    return f"dashboards {links}" if links else ""


def sentence(*parts: str) -> str:
    """Parts of a line, those left out that are empty."""
    return "; ".join(filter(None, parts))


def took(progress: StepProgress) -> str:
    """`12 min`, from start to end; "" where the start was never said, or only with the end."""
    if progress.started_at is None or progress.ended_at in {None, progress.started_at}:
        return ""
    return minutes(round((progress.ended_at - progress.started_at).total_seconds() / 60))


def tally(state: Deployment, steps: Iterable[Step]) -> str:
    """`4 of 14 done, 1 skipped`: how many steps were carried out, and how many are over all the same."""
    all_steps = tuple(steps)
    called = [state.steps[step.number] for step in all_steps if step.number in state.steps]
    done = sum(progress.status is StepStatus.DONE for progress in called)
    skipped = sum(progress.status is StepStatus.SKIPPED for progress in called)
    retried = sum(progress.tries > 1 for progress in called)
    extra = [f"{count} {what}" for count, what in ((skipped, "skipped"), (retried, "retried")) if count]
    return ", ".join([f"{done} of {len(all_steps)} done", *extra])


def ran(state: Deployment) -> str:
    """`Tue 1 Dec 23:00–00:44 CET`: from the actual T-0 to the end; "" before."""
    if state.ended is None or state.actual_t0 is None:
        return ""
    return span(state.actual_t0, state.ended.at, state.zone)


def confirmed(state: Deployment, plan: Plan) -> str:
    """`Smoke Tests Pass (Quinn Adler 00:02), …`: what is confirmed, by whom and when."""
    given = [each for each in plan.checkpoints if each.number in state.confirmations]
    names = fitted([each.name for each in given], NAME, ROWS_SHOWN)
    answers = [state.confirmations[each.number] for each in given]
    return listed(
        [
            f"{name} ({person_name(answer.by, BRIEF)} {hour(state, answer.at)})"
            for name, answer in zip(names, answers, strict=True)
        ],
        ROWS_SHOWN,
    )


def awaited(asked: Waiting) -> str:
    """`Go`, `Step: 5 Run database migrations`: what waits for somebody."""
    kind = asked.ask.capitalize()
    return kind if asked.subject == asked.ask else f"{kind}: {asked.subject}"
