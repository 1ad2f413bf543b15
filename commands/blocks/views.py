"""The modals: starting a plan, giving a reason. What they remember is kept in their private metadata."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from slack_sdk.models.blocks import Block, DatePickerElement, TimePickerElement, UserMultiSelectElement

from bot.domain.people import Person
from bot.domain.plan import Plan, Severity
from bot.domain.state import Deployment
from bot.inbound import read_json
from commands.blocks import phrases as ph
from commands.blocks.actions import (
    ActionId,
    ButtonValue,
    CallbackId,
    InputId,
    people_block,
    spell_entry,
)
from commands.blocks.deciding import matrix
from commands.blocks.dropping import file_input
from commands.blocks.kit import OPTION_VALUE, field, modal, option, paragraph, select, small, text_input
from commands.blocks.limits import PRIVATE_METADATA
from commands.blocks.metadata import UnknownForm
from commands.blocks.mrkdwn import ACTION, NAME, clip, code, one_line, plain
from commands.plans import PlanFile

JsonView = dict[str, Any]

VERSION_LENGTH = 60
NO_PLANS = "The folder that PLANS_DIR names holds none"
NO_ROLES: Mapping[str, Sequence[Person]] = {}
ROLES_ASKED = 20
"""More roles than these would make no form; the roster takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartMetadata:
    """What the start modal remembers: the channel it was opened in, the roles it asks people for."""

    channel: str
    roles: tuple[str, ...] = ()

    def spell(self) -> str:
        """As Slack keeps it, in 3,000 characters at most."""
        return json.dumps({"channel": self.channel, "roles": self.roles}, ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """As it was spelled. Errors: `UnknownForm`."""
        try:
            kept = read_json(text)
            channel, roles = kept["channel"], tuple(kept["roles"])
        except (LookupError, TypeError, ValueError) as error:
            raise UnknownForm(text) from error
        if not all(isinstance(value, str) for value in (channel, *roles)):
            raise UnknownForm(text)
        return cls(channel=channel, roles=roles)

    @property
    def kept(self) -> Self:
        """With as many roles as are asked for, and as Slack keeps."""
        if len(self.roles) > ROLES_ASKED or len(self.spell()) > PRIVATE_METADATA:
            return replace(self, roles=self.roles[: min(ROLES_ASKED, len(self.roles) - 1)]).kept
        return self


def start_view(
    plans: Sequence[PlanFile],
    channel: str,
    *,
    chosen: str = "",
    roles: Mapping[str, Sequence[Person]] = NO_ROLES,
) -> JsonView:
    """The form that starts a plan.

    Choosing a plan (`chosen`, a file's name without ending) asks for people of the roles that nobody fills,
    with those of the last run filled in. Typed values stay when the view is updated: Slack keeps them by
    block.
    """
    offered = [plan for plan in plans if len(plan.stem) <= OPTION_VALUE]
    metadata = StartMetadata(channel=channel, roles=tuple(roles)).kept
    version = text_input(InputId.VERSION, length=VERSION_LENGTH)
    blocks = [
        *_documents(offered, chosen),
        field(InputId.VERSION, "Version", version, hint="Such as 4.12.0"),
        field(
            InputId.DATE,
            "Date",
            DatePickerElement(action_id=InputId.DATE),
            hint="Without date and time the plan keeps its own",
            optional=True,
        ),
        field(
            InputId.TIME,
            "Start of the window (T-0)",
            TimePickerElement(action_id=InputId.TIME),
            hint="In the plan's zone; the window keeps its length",
            optional=True,
        ),
        *(_people(index, role, roles[role]) for index, role in enumerate(metadata.roles)),
    ]
    return modal(CallbackId.START, "Start a plan", blocks, submit="Start", metadata=metadata.spell())


def _documents(offered: Sequence[PlanFile], chosen: str) -> list[Block]:
    """The plans of the folder where it has some, and the place to drop another."""
    if not offered:
        return [file_input("Plan", hint=f"A .md file of 1 MB at most. {NO_PLANS}", optional=False)]
    options = {plan.stem: option(f"{plan.title} ({plan.stem})", plan.stem) for plan in offered}
    plan_select = select(InputId.PLAN, "Choose a plan", list(options.values()), initial=options.get(chosen))
    return [
        field(InputId.PLAN, "Plan", plan_select, optional=True, dispatches=True),
        file_input("Or drop one", hint="A .md file of 1 MB at most", optional=True),
    ]


def _people(index: int, role: str, last: Sequence[Person]) -> Block:
    known = [person.id for person in last]
    return field(
        people_block(index),
        f"Who is {clip(one_line(role), NAME)}?",
        UserMultiSelectElement(action_id=InputId.PEOPLE, initial_users=known or None),
        hint="As in the last run" if known else "Neither the plan nor the roster names anybody in Slack",
        optional=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonForm:
    """How one action's form asks why, and what it says will happen; `submit` is the button's word again.

    `is_optional`: a reason is only needed to go past something.
    """

    title: str
    says: str
    label: str
    submit: str
    is_optional: bool = False


FORMS: Mapping[ActionId, ReasonForm] = {
    ActionId.REJECT: ReasonForm(
        title="Reject",
        says="The plan goes back to draft, and every approval is void.",
        label="What has to change?",
        submit="Reject",
    ),
    ActionId.HOLD: ReasonForm(
        title="Hold",
        says="Nobody new is called; a step that runs runs on, and so does the window.",
        label="Why?",
        submit="Hold",
    ),
    ActionId.CANCEL: ReasonForm(
        title="Cancel the deployment?",
        says="It is given up for good, and everybody who was asked hears of it.",
        label="Why?",
        submit="Cancel it",
    ),
    ActionId.RESCHEDULE: ReasonForm(
        title="Reschedule",
        says="The window keeps its length. Operations and CAB are asked again, nobody else.",
        label="Override: why there all the same?",
        submit="Reschedule",
        is_optional=True,
    ),
    ActionId.EXTEND: ReasonForm(
        title="Extend the window",
        says="The window's end and the latest start of a rollback move; nobody is asked to approve it.",
        label="Why? To go past what is in the way: … override, and why",
        submit="Extend",
    ),
    ActionId.STEP_FAILED: ReasonForm(
        title="The step failed",
        says="Nobody new is called until it is decided: Retry, Skip or Roll back.",
        label="What happened?",
        submit="Failed",
    ),
    ActionId.STEP_SKIP: ReasonForm(
        title="Skip the step",
        says="It is left out for good, and the next step is called.",
        label="Why is it left out?",
        submit="Skip",
    ),
    ActionId.RECORD: ReasonForm(
        title="Record for the owner",
        says="For the lead and the lead's deputy. Your name and the owner's both stand in the record.",
        label="What did they say?",
        submit="Record",
        is_optional=True,
    ),
    ActionId.RESTORE: ReasonForm(
        title="Restore from backup?",
        says="The step that failed is left out, and its owner is called to restore from the backup.",
        label="Why?",
        submit="Restore",
    ),
    ActionId.NOTE: ReasonForm(
        title="Note",
        says="It stands in the thread and in the record, with your name and the time.",
        label="What is to be kept?",
        submit="Note",
    ),
    ActionId.ROLLBACK: ReasonForm(
        title="Roll back?",
        says="Where you decide it, the way back begins at once; else those who decide are asked.",
        label="Why?",
        submit="Roll back",
    ),
    ActionId.STAND_DOWN: ReasonForm(
        title="Stand down",
        says="It is over: nobody is called for it any more, and whoever was called is told.",
        label="What became of it?",
        submit="Stand down",
        is_optional=True,
    ),
    ActionId.VOTE_CONTINUE: ReasonForm(
        title="Continue?",
        says="This is your vote. Once it is decided, steps go on; it is asked again sooner if it gets worse.",
        label="Why does it go on?",
        submit="Continue",
    ),
    ActionId.SEVERITY: ReasonForm(
        title="Change the severity",
        says="Others may have to decide, and their clock begins anew; what was voted stands.",
        label="Why is it another?",
        submit="Change it",
    ),
    ActionId.OVERRIDE: ReasonForm(
        title="Confirm all the same?",
        says="For the lead and the lead's deputy. What speaks against it is kept with your reason.",
        label="Why is it confirmed all the same?",
        submit="Confirm",
    ),
    ActionId.END_BACK: ReasonForm(
        title="End it all the same?",
        says="For the lead and the lead's deputy. What is not back is kept with your reason and told.",
        label="Why does it end though not all is back?",
        submit="Rolled back",
    ),
    ActionId.METRIC_ODD: ReasonForm(
        title="Not normal",
        says="Whoever decides about a rollback is asked; what you see stands in the question.",
        label="What do you see?",
        submit="Not normal",
    ),
    ActionId.UNLOCK: ReasonForm(
        title="Unlock",
        says="Others may deploy to the same service and environment again.",
        label="Why may it be deployed to again?",
        submit="Unlock",
    ),
}
"""The actions that need a reason."""


def reason_view(action: ActionId, value: ButtonValue, state: Deployment, plan: Plan) -> JsonView:
    """The form that asks why. Its metadata is the menu entry's spelling (`actions.parse_entry`)."""
    form = FORMS[action]
    step = plan.step(value.subject)
    subject = f"Step {plain(step.number, ph.NUMBER)}, {plain(step.action, ACTION)}" if step else ""
    reason = text_input(InputId.REASON, multiline=True)
    blocks = [
        paragraph(f"{ph.title(state)}, {code(state.id)}", subject, form.says),
        *(_severity(state, plan) if action in {ActionId.ROLLBACK, ActionId.SEVERITY} else []),
        *(_ask_again(state.zone) if action is ActionId.VOTE_CONTINUE else []),
        *(_moment(state.zone) if action is ActionId.RESCHEDULE else []),
        *([_minutes()] if action is ActionId.EXTEND else []),
        *(_outcome(state.zone) if action is ActionId.RECORD else []),
        field(
            InputId.REASON,
            form.label,
            reason,
            hint="Everybody who waits reads it",
            optional=form.is_optional,
        ),
    ]
    metadata = spell_entry(action, value)
    return modal(CallbackId.REASON, form.title, blocks, submit=form.submit, metadata=metadata)


def _moment(zone: str) -> list[Block]:
    time = TimePickerElement(action_id=InputId.TIME)
    return [
        field(InputId.DATE, "Date", DatePickerElement(action_id=InputId.DATE)),
        field(InputId.TIME, "Start of the window (T-0)", time, hint=f"In the plan's zone, {zone}"),
    ]


def _minutes() -> Block:
    element = text_input(InputId.MINUTES, length=4)
    return field(InputId.MINUTES, "By how many minutes?", element, hint="From 1 to 480")


OUTCOMES: Mapping[str, str] = {"done": "Done", "start": "Started", "fail": "Failed", "skip": "Skipped"}
"""What the owner may have said, by the word that is typed for it."""


def _outcome(zone: str) -> list[Block]:
    options = [option(label, word) for word, label in OUTCOMES.items()]
    chosen = select(InputId.OUTCOME, "How does it go?", options, initial=options[0])
    at = TimePickerElement(action_id=InputId.TIME)
    hint = f"In the plan's zone, {zone}; left out, it is now"
    return [
        field(InputId.OUTCOME, "How does it go?", chosen),
        field(InputId.TIME, "When was it?", at, hint=hint, optional=True),
    ]


def _severity(state: Deployment, plan: Plan) -> list[Block]:
    """How bad it is, at first as bad as it is said to be; who decides then, and how soon."""
    options = {severity: option(severity.capitalize(), severity) for severity in Severity}
    proposed = state.question.severity if state.question else Severity.CRITICAL
    choices = list(options.values())
    chosen = select(InputId.SEVERITY, "How bad is it?", choices, initial=options[proposed])
    return [small(matrix(plan)), field(InputId.SEVERITY, "Severity", chosen)]


def _ask_again(zone: str) -> list[Block]:
    at = TimePickerElement(action_id=InputId.TIME)
    hint = f"In the plan's zone, {zone}; left out, in ten minutes"
    return [field(InputId.TIME, "When is it asked again?", at, hint=hint, optional=True)]
