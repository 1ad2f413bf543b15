"""The words of `/deploy` (contract: `/deploy`): one table, and the parser that walks it."""

import difflib
from dataclasses import dataclass, replace

from bot.domain import intents as i
from bot.domain.facts import unknown
from bot.domain.identity import is_id_shaped
from bot.domain.refusals import Refusal
from commands.command import Command, Help, ShowMine
from commands.grammar import (
    adding,
    checking,
    deciding,
    escalating,
    locks,
    looking_back,
    people,
    plain,
    revising,
    roster,
    run,
    smoke,
    starting,
    steps,
)
from commands.grammar.reading import Parse
from commands.grammar.recording import never_for
from commands.text import first_word, readable

SLASH = "/deploy"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: what may follow it, what it does, and how it is read."""

    word: str
    follows: str
    does: str
    parse: Parse

    @property
    def usage(self) -> str:
        """What to type: `/deploy step [ID] N done [note]`."""
        return f"{SLASH} {self.word} {self.follows}".rstrip()


TABLE = (
    Word("help", "", "what can be done, shortest way first", plain.help_),
    Word(
        "start", "[PLAN VERSION [YYYY-MM-DD HH:MM]]", "starts a plan; alone it opens a form", starting.start
    ),
    Word("status", "[ID]", "one deployment", plain.status),
    Word(
        "list",
        "[closed [30d|FROM [TO]] [SERVICE] [@who]]",
        "the open deployments, or those that are over",
        looking_back.list_,
    ),
    Word("mine", "", "what waits for you", plain.alone(ShowMine())),
    Word("submit", "[ID] [override REASON]", "puts the plan into review", run.submit),
    Word("amend", "[ID]", "shows what the changed plan voids; once more takes it", revising.amend),
    Word(
        "approve",
        "[ID] [SIGN-OFF] [comment]",
        "approves, all that you hold or the one you name",
        never_for(plain.with_row(lambda text: i.GiveSignOff(wanted=text))),
    ),
    Word(
        "reject",
        "[ID] [SIGN-OFF] reason",
        "rejects: back to draft",
        plain.with_row(lambda text: i.RejectSignOff(wanted=text)),
    ),
    Word(
        "withdraw",
        "[ID] [SIGN-OFF] [reason]",
        "takes an approval back",
        plain.with_row(lambda text: i.WithdrawSignOff(wanted=text)),
    ),
    Word(
        "check",
        "[ID] ITEM | V1… ok|failed [result] | C1… ok|failed [why] | M1… ok|failed [what] | override REASON",
        "ticks an item of the checklists; says how rows of 4.3 (V) and 5 (C) turned out, and on the way "
        "back whether 4.1 (M) and 5 (C) are back; ends it past what is not",
        checking.check,
    ),
    Word("begin", "[ID] [override REASON]", "begins with pre-deployment", run.begin),
    Word("go", "[ID] [now]", "deploys at the planned time, or at once", run.go),
    Word(
        "hold",
        "[ID] reason",
        "calls nobody new until resumed",
        plain.with_text(lambda text: i.Hold(reason=text)),
    ),
    Word("resume", "[ID]", "ends the hold", plain.plain(i.Resume())),
    Word("cancel", "[ID] reason", "gives it up", plain.with_text(lambda text: i.Cancel(reason=text))),
    Word(
        "step",
        "[ID] N start|done|send|fail|skip|retry|reopen|restore|later MIN [for @who] [at HH:MM] [note]",
        "says how a step goes, maybe for its owner",
        steps.step,
    ),
    Word("hand", "[ID] ROLE @who [reason]", "hands a role over, also in mid-run", people.hand),
    Word("add", '[ID] after N "action" @who MINUTES [reason]', "adds a step that nobody foresaw", adding.add),
    Word(
        "note",
        "[ID] text",
        "writes a note into the record",
        plain.with_text(lambda text: i.AddNote(text=text)),
    ),
    Word(
        "reschedule",
        "[ID] YYYY-MM-DD HH:MM [override REASON]",
        "moves the window",
        revising.reschedule,
    ),
    Word("extend", "[ID] MINUTES reason [override REASON]", "lengthens the window", revising.extend),
    Word("carry-on", "[ID]", "goes on past the latest start of a rollback", plain.plain(i.CarryOn())),
    Word("on", "[ID]", "says that you will be there", plain.plain(i.SayOn())),
    Word("snooze", "[ID] N MINUTES", "puts the reminders of a step off for you", steps.snooze),
    Word("stop", "[ID] N", "stops the reminders of a step for you", steps.stop),
    Word(
        "smoke",
        "[ID] [write|N passed|failed [note]]",
        "runs the smoke tests that read, or those that write; or says how one went (also `all`, `suite`)",
        smoke.smoke,
    ),
    Word("rollback", "[ID] critical|high|medium reason", "asks for a rollback", run.rollback),
    Word("vote", "[ID] rollback|continue [HH:MM] [reason]", "answers a rollback question", deciding.vote),
    Word("severity", "[ID] LEVEL reason", "changes how bad it is said to be", deciding.severity),
    Word(
        "escalate",
        "[ID] reason",
        "calls the next level of 9.2",
        plain.with_text(lambda text: i.Escalate(reason=text)),
    ),
    Word(
        "ack",
        "[ID] [not-me|over [note]]",
        "takes charge of what you are called for; passes it on; says that it is over",
        escalating.ack,
    ),
    Word("alerts", "[ID]", "the alerts that came in", plain.alerts),
    Word(
        "attach",
        "[ID] ALERT",
        "ties an alert by hand: its number, or words of its title",
        plain.with_text(lambda text: i.AttachAlert(wanted=text)),
    ),
    Word(
        "send", "[ID] ROW", "tells a row of 9.1 now", plain.with_row(lambda text: i.SendNotice(wanted=text))
    ),
    Word(
        "edit",
        "[ID] ROW text",
        "says a row of 9.1 differently",
        plain.with_row(lambda text: i.EditNotice(wanted=text)),
    ),
    Word(
        "metric",
        "[ID] [ROW] normal|not-normal [what you see]",
        "says how a row of 8.1 stands that no machine measures",
        never_for(run.metric),
    ),
    Word(
        "confirm",
        "[ID] CHECKPOINT [override REASON]",
        "gives a post-deployment confirmation",
        never_for(run.confirm),
    ),
    Word("unlock", "SERVICE ENVIRONMENT reason", "releases after a rollback", locks.unlock),
    Word("record", "[ID]", "hands you the document, filled in", plain.record),
    Word("stats", "[30d|FROM [TO]] [SERVICE]", "how deployments went, in figures", looking_back.stats),
    Word("resend", "[ID]", "sends undelivered messages once more", plain.plain(i.Resend())),
    Word(
        "roster",
        '[ROLE @who… [deputy @who]] | [audience "NAME" #channel|address…]',
        "who stands for what; names somebody for a role, or an audience",
        roster.roster,
    ),
    Word(
        "freeze",
        "[SERVICE|all ENVIRONMENT FROM TO reason]",
        "lists the change freezes; sets one; `freeze end N reason` ends it",
        locks.freeze,
    ),
)
WORDS = {word.word: word for word in TABLE}


def parse(text: str) -> Command | Refusal:
    """What was typed after `/deploy`; there is an answer for everything."""
    typed, rest = first_word(" ".join(text.split()))
    if not typed:
        return Help()
    word = WORDS.get(typed.casefold())
    if word is None:
        return _unknown(readable(typed))
    command = word.parse(rest)
    if isinstance(command, Refusal):
        return replace(command, text=f"{command.text}\n`{word.usage}` {word.does}.")
    return command


def _unknown(typed: str) -> Refusal:
    near = difflib.get_close_matches(typed.casefold(), [word.word for word in TABLE], n=2)
    if is_id_shaped(typed):
        hint = f"`{SLASH} status {typed}` shows that deployment."
    elif near:
        hint = f"Did you mean {' or '.join(f'`{WORDS[word].usage}`' for word in near)}?"
    else:
        hint = f"`{SLASH} help` lists what I know."
    return unknown(f"I do not know the word “{typed}”. {hint}")
