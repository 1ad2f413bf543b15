"""The changed document of a deployment: the file that it was started from, as it is now in `PLANS_DIR`."""

from bot.domain.facts import incomplete, unknown
from bot.domain.intents import Amend
from bot.domain.refusals import Refusal
from bot.queries import Queries
from commands.plans import Plans

DROPPED = (
    "{deployment} was started from a file that was dropped in. Choose Amend in the menu of its status "
    "message, and drop the changed document there."
)


class Amending:
    """Makes the intent that shows what the document changes."""

    def __init__(self, queries: Queries, plans: Plans) -> None:
        self._queries = queries
        self._plans = plans

    async def intent(self, deployment: str) -> Amend | Refusal:
        """The intent for a deployment by its exact ID, or why its document cannot be read."""
        known = await self._queries.deployment(deployment)
        if known is None:
            return unknown(f"There is no deployment {deployment}.")
        if not known.state.source:
            return incomplete(DROPPED.format(deployment=deployment))
        read = await self._plans.read(known.state.source)
        if isinstance(read, Refusal):
            return read
        _, text = read
        return Amend(text=text)
