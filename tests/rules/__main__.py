"""`python -m tests.rules`: prints what is wrong, one line each; exit 1 where there is anything."""

import sys

from tests.rules.tree import findings

if __name__ == "__main__":
    found = findings()
    for finding in found:
        print(finding)  # noqa: T201 - printing is what this program is for
    sys.exit(bool(found))
