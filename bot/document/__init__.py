"""Markdown to plan and marks, and back by splicing lines."""
