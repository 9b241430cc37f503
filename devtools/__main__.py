"""Entry point: ``python3 -m devtools COMMAND``.

Any Python 3 must be able to read this file: an unsuitable one gets a sentence, no SyntaxError.
"""

import os
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def other_python(which):
    """Path of another Python on this machine that would do, or None."""
    for minor in (12, 11, 13, 10):
        path = which("python3.%d" % minor)
        if path:
            return path
    return None


def main():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        from shutil import which

        path = other_python(which)
        if path:
            os.execv(path, [path, "-m", "devtools"] + sys.argv[1:])
        sys.stderr.write(
            "error: Python %d.%d is not supported; install Python %d.%d to %d.%d, or name one with "
            "`make PYTHON=/path/to/python3 ...`\n" % (sys.version_info[:2] + OLDEST + NEWEST)
        )
        return 1
    from devtools.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
