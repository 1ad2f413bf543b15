"""The shape of modules with tables, and of tests."""

import ast
import re
from collections.abc import Iterator

from tests.rules.source import Finding, Source, functions

SECOND_SENTENCE = re.compile(r"[.!?]\s+[A-ZÄÖÜ]")


def tables_read_their_annotations(source: Source) -> Iterator[Finding]:
    """SQLModel reads annotations at run time; the future import would make strings of them."""
    has_tables = any(
        isinstance(node, ast.ClassDef) and any(keyword.arg == "table" for keyword in node.keywords)
        for node in source.nodes
    )
    for node in source.tree.body:
        if has_tables and isinstance(node, ast.ImportFrom) and node.module == "__future__":
            text = "take the future import out: relationships of SQLModel's tables break with it"
            yield source.finding(node, "tables-read-their-annotations", text)


def one_sentence_for_each_test(source: Source) -> Iterator[Finding]:
    """The docstring of a test is one sentence that says what is expected."""
    if source.room != "tests":
        return
    for function in functions(source.tree):
        if not function.name.startswith("test_"):
            continue
        sentence = (ast.get_docstring(function) or "").strip()
        if not sentence:
            text = f"`{function.name}` needs a docstring: one sentence that says what is expected"
            yield source.finding(function, "one-sentence-for-each-test", text)
        elif "\n\n" in sentence or SECOND_SENTENCE.search(sentence):
            text = f"`{function.name}` says more than one sentence: keep what is expected"
            yield source.finding(function, "one-sentence-for-each-test", text)
