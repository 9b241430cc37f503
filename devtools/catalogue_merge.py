"""Brings translations in line with the catalogue of their addon, and prints what they lack.

``python -m devtools.catalogue_merge CATALOGUE.pot LANGUAGE.po...`` under an interpreter with polib.
"""

import re
import sys
from pathlib import Path

import polib

# of the models that we extend, other addons say more than their name
OF_OTHERS = re.compile(r"model:ir\.model,(?!name:)")


def read(path):
    return polib.pofile(str(path))


def clean(catalogue):
    """Leave out the terms that are another addon's."""
    for entry in list(catalogue):
        entry.occurrences = [at for at in entry.occurrences if not OF_OTHERS.match(at[0])]
        if not entry.occurrences:
            catalogue.remove(entry)


def merge(catalogue, language):
    """The catalogue with the translations of ``language``, and the terms that it lacks."""
    known = {entry.msgid: entry for entry in language if not entry.obsolete}
    merged = polib.POFile()
    merged.header, merged.metadata = language.header, language.metadata
    for entry in catalogue:
        old = known.get(entry.msgid)
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=old.msgstr if old else "",
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=old.flags if old else [],
                tcomment=old.tcomment if old else "",
            )
        )
    return merged, [entry.msgid for entry in merged if not entry.msgstr]


def main(catalogue_path, *language_paths):
    catalogue = read(catalogue_path)
    clean(catalogue)
    catalogue.save(str(catalogue_path))
    for path in map(Path, language_paths):
        merged, missing = merge(catalogue, read(path))
        merged.save(str(path))
        for term in missing:
            sys.stdout.write(f"{path}: not translated: {term!r}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
