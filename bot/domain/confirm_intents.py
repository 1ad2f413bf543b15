"""What is asked about the post-deployment confirmations."""

from dataclasses import dataclass

from bot.domain.intent import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Intent):
    """Give a confirmation. `override` is the lead's reason to give it though something speaks against it."""

    wanted: str = ""
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayMetric(Intent):
    """Say how a row of 8.1 stands that no machine measures; `note` is what was seen."""

    wanted: str = ""
    is_normal: bool
    note: str = ""
