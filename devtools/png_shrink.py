"""Makes PNG files smaller: ``python -m devtools.png_shrink FILE…``, with Pillow.

Screens have few colours, so a palette of 256 shows no difference and takes a third of the space.
"""

import sys
from pathlib import Path

from PIL import Image


def shrink(path):
    """Rewrite a picture with a palette if that saves space; returns the sizes before and after."""
    before = path.stat().st_size
    part = path.with_suffix(".part")
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(
            colors=256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        small.save(part, "PNG", optimize=True)
    if part.stat().st_size < before:
        part.replace(path)
    else:
        part.unlink()
    return before, path.stat().st_size


def main(names):
    before = after = 0
    for name in names:
        was, now = shrink(Path(name))
        before, after = before + was, after + now
    sys.stdout.write(f"{len(names)} pictures, {before // 1024} kB before, {after // 1024} kB now\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
