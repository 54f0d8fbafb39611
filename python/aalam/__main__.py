"""``python -m aalam``: the command line, the same as the Rust binary ``aalam``."""

import signal
import sys

from aalam._core import run


def main() -> int:
    """Run the command line with ``sys.argv`` and return the exit status."""
    # The work is in Rust, where Python's handlers do not run: let Ctrl-C end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run(["aalam", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
