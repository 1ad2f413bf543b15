"""What the documents promise is there, and what is there is documented.

Each check takes texts and returns sentences, so that its tests need no files.
"""

import ast
import re
from collections.abc import Iterator, Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.figures import figures
from bot.metrics import Metrics
from bot.storage.measures import Measured
from commands.words import TABLE
from tests.rules.source import ROOT, Finding
from tminus.exposition import Rows, families
from tminus.settings import Settings

RULE = "documents"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IN_ENVIRONMENT = re.compile(r"^#? ?([A-Z][A-Z_]+)=", re.MULTILINE)
IN_TABLE = re.compile(r"^\| `([A-Z][A-Z_]+)` \|", re.MULTILINE)
CALL = re.compile(r"(?:^|[`$/] ?)tminus ([a-z]+)\b", re.MULTILINE)
METRIC = re.compile(r"^\| `(tminus_[a-z_]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")
WORD = re.compile(r"`/deploy ([a-z-]+)")


def setting_names() -> frozenset[str]:
    """Every setting, as the environment spells it."""
    return frozenset(name.upper() for name in Settings.model_fields)


def metric_names() -> frozenset[str]:
    """Every metric of ours, as Prometheus knows it."""
    nothing = Measured(deployments={}, waiting=0, blocked=0, oldest=None, dead=0, errands=0, timer_due=None)
    every = (*Metrics().registry.collect(), *families(Rows(nothing, figures([])), EPOCH, EPOCH))
    names = (f"{family.name}_total" if family.type == "counter" else family.name for family in every)
    return frozenset(name for name in names if name.startswith("tminus_"))


def call_names(cli: str) -> frozenset[str]:
    """What may follow `tminus`, read from the command line's module: its commands and groups of commands."""
    found = set()
    for node in ast.walk(ast.parse(cli)):
        match node:
            case ast.FunctionDef(name=name, decorator_list=[ast.Call(func=decorator)]):
                if ast.unparse(decorator) == "app.command":
                    # One that Python has a use for ends in an underscore.
                    found.add(name.rstrip("_"))
            case ast.Call(func=ast.Attribute(attr="add_typer"), keywords=[ast.keyword(value=value), *_]):
                found.add(str(ast.literal_eval(value)))
    return frozenset(found)


def both_ways(there: AbstractSet[str], told: AbstractSet[str], kind: str) -> Iterator[str]:
    """What is there but not told, and what is told but not there."""
    for name in sorted(there - told):
        yield f"the {kind} {name} is missing: explain it here"
    for name in sorted(told - there):
        yield f"{name} is no {kind}: correct its name or take it out"


def unknown_calls(text: str, known: AbstractSet[str]) -> Iterator[str]:
    """Calls of `tminus` that the program does not know."""
    for name in sorted(set(CALL.findall(text)) - known):
        yield f"`tminus {name}` is no call of the program: correct it"


def broken_links(text: str, folder: Path) -> Iterator[str]:
    """Links from a page in this folder to files that are not there."""
    for path in sorted(set(LINK.findall(text))):
        if not (folder / path).exists():
            yield f"{path} is not there: correct the link"


def is_unreleased_told(changelog: str) -> bool:
    """Whether the changelog has a section for what is not released yet."""
    return re.search(r"^## \[?Unreleased\]?$", changelog, re.MULTILINE) is not None


def documents(root: Path = ROOT) -> Iterator[Finding]:
    """All findings in the documents of the repository."""
    words = frozenset(word.word for word in TABLE)
    for path, pattern, there, kind in (
        (".env.example", IN_ENVIRONMENT, setting_names(), "setting"),
        ("docs/operations.md", IN_TABLE, setting_names(), "setting"),
        ("docs/operations.md", METRIC, metric_names(), "metric"),
        ("docs/user-guide.md", WORD, words, "word of /deploy"),
    ):
        told = frozenset(pattern.findall((root / path).read_text(encoding="utf-8")))
        for text in both_ways(there, told, kind):
            yield Finding(path, 1, RULE, text)
    if not is_unreleased_told((root / "CHANGELOG.md").read_text(encoding="utf-8")):
        yield Finding("CHANGELOG.md", 1, RULE, "add `## [Unreleased]` with what changed for users")
    calls = call_names((root / "tminus" / "cli.py").read_text(encoding="utf-8"))
    for page in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]):
        written = page.read_text(encoding="utf-8")
        for text in (*unknown_calls(written, calls), *broken_links(written, page.parent)):
            yield Finding(page.relative_to(root).as_posix(), 1, RULE, text)
