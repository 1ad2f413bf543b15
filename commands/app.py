"""The Bolt app: what comes from Slack finds its listener here."""

import re
from dataclasses import dataclass, field

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import Directory
from bot.domain.masking import NO_NAMES
from bot.metrics import Metrics
from bot.ports import Clock, Messenger
from bot.queries import Queries
from bot.service import Service
from commands.add_form import AddForm
from commands.amend_form import AmendForm
from commands.amending import Amending
from commands.blocks.actions import CallbackId, InputId
from commands.directory_events import DirectoryListener
from commands.failures import Failures, first_input
from commands.forms import Forms
from commands.hand_form import HandForm
from commands.home import HOME_EVENT, HomeListener
from commands.mentions import MENTION_EVENTS, MentionListener
from commands.modals import UNKNOWN_FORM, Modals
from commands.payloads import Payload
from commands.perform import Performer
from commands.plans import Plans
from commands.press_listener import PressListener
from commands.reason_form import ReasonForm
from commands.slack_api import Identity
from commands.slash import SlashListener
from commands.start_form import StartForm
from commands.strangers import Strangers
from commands.words import SLASH
from commands.workspace import SlackWorkspace

ANYTHING = re.compile("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the listeners work with; `secrets` names variables whose values no form shows."""

    service: Service
    queries: Queries
    directory: Directory
    plans: Plans
    messenger: Messenger
    workspace: SlackWorkspace
    client: AsyncWebClient
    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)
    secrets: tuple[str, ...] = NO_NAMES


def create_bolt_app(parts: Parts, identity: Identity) -> AsyncApp:
    """The app with every listener.

    Bolt verifies nothing, requests are verified where they come in, and looks nothing up: who the bot is was
    asked once. `process_before_response` makes commit-then-ack exact: a listener is awaited to its end, and
    an error anywhere in it reaches the error handler.
    """
    bot = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team,
        bot_token=parts.client.token,
        bot_id=identity.bot,
        bot_user_id=identity.user,
    )

    async def authorize() -> AuthorizeResult:
        return bot

    app = AsyncApp(
        name="T-Minus",
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.use(Strangers(parts.messenger, identity.ours).turn_away)
    _listen(app, parts, identity)
    app.error(Failures(parts.messenger, parts.client, parts.metrics).handle)
    return app


def _listen(app: AsyncApp, parts: Parts, identity: Identity) -> None:
    """Register the listeners; the first that fits gets a request, and each is asked: presses come first."""
    modals = Modals(parts.client)
    performer = Performer(parts.service, parts.queries, parts.plans)
    start_form = StartForm(performer, parts.service, parts.queries, parts.plans, modals)
    amend_form = AmendForm(parts.service, parts.queries, Amending(parts.queries, parts.plans), modals)
    forms = Forms(parts.queries, parts.clock, parts.secrets)
    presses = PressListener(parts.service, forms, parts.messenger, modals)
    app.action({"action_id": InputId.PLAN})(start_form.on_plan_chosen)
    app.action(ANYTHING)(presses.on_press)
    app.command(SLASH)(SlashListener(performer, start_form, amend_form).on_command)
    app.view(CallbackId.START)(start_form.on_submission)
    app.view(CallbackId.AMEND)(amend_form.on_submission)
    app.view(CallbackId.HAND)(HandForm(parts.service).on_submission)
    app.view(CallbackId.ADD_STEP)(AddForm(parts.service).on_submission)
    app.view(CallbackId.REASON)(ReasonForm(parts.service).on_submission)
    app.view(ANYTHING)(_unknown_form)
    mentions = MentionListener(performer, parts.service, parts.queries, identity.user)
    for event in MENTION_EVENTS:
        app.event(event)(mentions.on_message)
    home = HomeListener(parts.queries, parts.client, parts.clock, identity.url)
    app.event(HOME_EVENT)(home.on_opened)
    people_and_places = DirectoryListener(parts.directory, parts.workspace, parts.service, identity.user)
    app.event(ANYTHING)(people_and_places.on_event)


async def _unknown_form(ack: AsyncAck, body: Payload) -> None:
    block = first_input(body)
    if block:
        await ack(response_action="errors", errors={block: UNKNOWN_FORM})
    else:
        await ack()
