"""`python -m tests.faults.kill.nursery`: forks victims, one after the other, each with all imports done.

It reads orders, a line each, answers with the victim's process id, and when it has ended with its exit code.
"""

import os
import select
import sys
import threading

from bot.storage.codec import decode
from tests.faults.kill.points import kill_myself
from tests.faults.kill.victim import Orders, live


def main() -> None:
    """Bear victims until nobody asks for more."""
    for line in sys.stdin:
        orders = decode(Orders, line)
        pid = os.fork()
        if pid == 0:
            threading.Thread(target=_die_with_the_tests, daemon=True).start()
            live(orders)
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 - the answer
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _die_with_the_tests() -> None:
    """Whoever asked for a victim has died without killing it."""
    asking = select.poll()
    asking.register(sys.stdin.fileno(), 0)
    asking.poll()
    kill_myself()


if __name__ == "__main__":
    main()
