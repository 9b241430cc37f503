"""Entry point: ``python3 -m benchmarks --size S``, the same as ``make bench SIZE=S``."""

import sys

from devtools import __main__ as devtools

if __name__ == "__main__":
    sys.argv.insert(1, "bench")
    sys.exit(devtools.main())
