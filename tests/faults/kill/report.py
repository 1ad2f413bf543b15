"""What came of killing: how often, where, and whether what is promised was kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.kill.picture import Verdict


@dataclass(slots=True, kw_only=True)
class Report:
    """What came of all runs of a story.

    `points` are those that it has, `tried` how many of them were chosen; `unreached` never came again,
    though they were tried several times; `unacknowledged` counts the deaths before the answer.
    """

    story: str
    kind: str
    points: Sequence[str]
    tried: int
    unreached: list[str] = field(default_factory=list)
    unacknowledged: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    @property
    def failures(self) -> dict[str, Verdict]:
        """Where a promise was not kept, by point."""
        return {point: verdict for point, verdict in self.verdicts.items() if not verdict.holds}

    def __str__(self) -> str:
        verdicts = self.verdicts.values()
        counts = {
            "calls": sum(" the call " in point for point in self.points),
            "commits": sum(" COMMIT " in point for point in self.points),
            "the answer": sum(" the answer" in point for point in self.points),
        }
        counts["statements"] = len(self.points) - sum(counts.values())
        kinds = ", ".join(f"{count} at {what}" for what, count in counts.items() if count)
        return (
            f"{self.story}, {self.kind}: killed at {len(self.verdicts)} of {len(self.points)} points "
            f"({kinds}; {len(self.unreached)} tried in vain), {self.unacknowledged} times before the answer: "
            f"{sum(v.missing for v in verdicts)} acknowledged intents missing, "
            f"{sum(v.repeated for v in verdicts)} posts repeated, "
            f"{sum(v.disorderly for v in verdicts)} out of order, "
            f"{len(self.failures)} ended otherwise; "
            f"{sum(v.answers_repeated for v in verdicts)} answers to one person said once more"
        )
