"""Runs one rule over a piece of code in a rule's test."""

from textwrap import dedent

from tests.rules.source import Rule, Source


def lines(rule: Rule, path: str, code: str) -> list[int]:
    """The lines of the code that the rule finds fault with, if it stood at this path."""
    return [finding.line for finding in rule(Source(path, dedent(code).lstrip("\n")))]
