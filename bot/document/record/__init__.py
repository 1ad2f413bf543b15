"""The document handed back filled in: its marks, and one section at its end that tells what happened."""
