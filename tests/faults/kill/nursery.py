"""`python -m tests.faults.kill.nursery`: forks victims, one after the other, each with all imports done.

It reads orders, a line each, answers with the victim's process id, and when it has ended with its exit code.
"""

import os
import sys

from bot.storage.codec import decode
from tests.faults.kill.victim import Orders, live


def main() -> None:
    """Bear victims until nobody asks for more."""
    for line in sys.stdin:
        orders = decode(Orders, line)
        pid = os.fork()
        if pid == 0:
            live(orders)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 - the answer
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
