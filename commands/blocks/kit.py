"""The few pieces of Block Kit that T-Minus uses, built with Slack's own models (slack_sdk.models.blocks)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from commands.blocks.actions import ActionId, ButtonValue, CallbackId, InputId, spell_entry
from commands.blocks.mrkdwn import clip, from_left, one_line

SECTION_TEXT = 3000
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
REASON_LENGTH = 500
"""What somebody types as a reason; everybody who waits reads it on a phone."""

PRIMARY, DANGER = "primary", "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A message's looks: the notification's text (mrkdwn) and the blocks."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def json(self) -> list[dict[str, Any]]:
        """The blocks as Slack takes them."""
        return [block.to_dict() for block in self.blocks]


def paragraph(*lines: str) -> Block:
    """Lines of mrkdwn, empty ones left out; they are never folded behind "see more"."""
    return SectionBlock(text=_markdown("\n".join(filter(None, lines))), expand=True)


def paragraphs_of(lines: Iterable[str]) -> Iterator[Block]:
    """Many lines, as many to a paragraph as Slack takes."""
    held: list[str] = []
    for line in map(from_left, lines):
        if held and len("\n".join([*held, line])) > SECTION_TEXT:
            yield paragraph(*held)
            held = []
        held.append(line)
    if held:
        yield paragraph(*held)


def small(text: str) -> Block:
    """A line in small print (mrkdwn)."""
    return ContextBlock(elements=[_markdown(text)])


def actions(*elements: InteractiveElement | None) -> tuple[Block, ...]:
    """A row of buttons, those left out that are not offered now; no row where none is."""
    offered = [element for element in elements if element]
    return (ActionsBlock(elements=offered),) if offered else ()


def button(
    action: ActionId, label: str, value: ButtonValue, *, style: str = "", confirm: ConfirmObject | None = None
) -> ButtonElement:
    """A button; `style` is `PRIMARY` or `DANGER` where it is not plain."""
    return ButtonElement(
        text=_words(label), action_id=action, value=value.spell(), style=style or None, confirm=confirm
    )


def confirm(title: str, text: str, label: str) -> ConfirmObject:
    """Asks once more before a button counts."""
    return ConfirmObject(
        title=_words(title), text=_markdown(text), confirm=_words(label), deny=_words("Not yet")
    )


def menu(entries: Iterable[tuple[ActionId, str, ButtonValue]]) -> OverflowMenuElement | None:
    """The menu behind the three dots; none where it has no entry."""
    options = [option(label, spell_entry(action, value)) for action, label, value in entries]
    return OverflowMenuElement(action_id=ActionId.MENU, options=options) if options else None


def option(label: str, value: str) -> Option:
    """One entry of a menu or a select."""
    return Option(text=_words(clip(one_line(label), OPTION_TEXT)), value=value)


def select(
    action: str, placeholder: str, options: Sequence[Option], initial: Option | None = None
) -> StaticSelectElement:
    """A choice of one, out of a hundred at most."""
    return StaticSelectElement(
        action_id=action,
        placeholder=_words(placeholder),
        options=list(options[:OPTIONS]),
        initial_option=initial,
    )


def field(
    block: str,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str = "",
    optional: bool = False,
    dispatches: bool = False,
) -> Block:
    """An input of a modal under its label; one that `dispatches` says at once when it changes."""
    return InputBlock(
        block_id=block,
        label=_words(label),
        element=element,
        hint=_words(hint) if hint else None,
        optional=optional,
        dispatch_action=dispatches,
    )


def text_input(
    name: str, *, multiline: bool = False, length: int = REASON_LENGTH, initial: str = ""
) -> PlainTextInputElement:
    """A line or a box to type in."""
    return PlainTextInputElement(
        action_id=name,
        multiline=multiline,
        max_length=length,
        initial_value=initial or None,
        focus_on_load=multiline,
    )


def user_input(name: InputId) -> UserSelectElement:
    """A choice of one person of the workspace."""
    return UserSelectElement(action_id=name, placeholder=_words("Choose somebody"))


def modal(
    callback: CallbackId, title: str, blocks: list[Block], *, submit: str = "", metadata: str = ""
) -> dict[str, Any]:
    """A modal; one without `submit` only shows something."""
    view: dict[str, Any] = View(
        type="modal",
        callback_id=callback,
        title=title,
        submit=submit or None,
        close="Back" if submit else "Close",
        blocks=blocks,
        private_metadata=metadata or None,
    ).to_dict()
    return view


def _markdown(text: str) -> MarkdownTextObject:
    """Text in which only marks of ours do something: no address or @name of people's text is linked."""
    return MarkdownTextObject(text=from_left(text), verbatim=True)


def _words(text: str) -> PlainTextObject:
    return PlainTextObject(text=text, emoji=True)
