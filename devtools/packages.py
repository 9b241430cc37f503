"""``make packages``: licences and known vulnerabilities of every package that is locked.

A company's Odoo needs none of them: `devtools/runtime.py` sees to that. They run Odoo, the tests
and the checks here.
"""

import json
import re
import subprocess

from devtools import npm, paths, proc, venv
from devtools.say import Problem, line, step

UNKNOWN = 3  # exit code: nothing is found, and not everything could be asked
# Words of open-source licences, as packages call them
OPEN = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python|MPL|Mozilla|LGPL|GPL|GNU|ZPL|Zope|HPND|CMU|Historical"
    r"|Zlib|Unlicense|Public Domain|CC0|Artistic|Blue ?Oak|Academic|EPL|Eclipse)",
    re.IGNORECASE,
)
TITLES = {
    "odoo": "Odoo and its packages",
    "lint": "the checkers of Python code",
    "wheel": "what builds wheels",
    "readme": "what makes the READMEs",
    "postgres": "PostgreSQL's programs",
    "packages": "what asks for licences and vulnerabilities",
    "clients": "clients of programs, for the examples",
    "community": "addons of the Odoo community",
    "docs": "what builds the site of the documentation",
    "release": "what writes the changelog",
}


def run():
    """Say what is locked, under which licences, and what is known to be wrong with it.

    :return: 1 where something is found, 3 where the service of vulnerabilities is not reached
    """
    found, counts = [], {}
    with step("Licences of what is locked"):
        for name in locks():
            rows = ask_licences(name)
            counts[name] = len(rows)
            found += find_closed(name, rows)
        rows = read_npm(paths.ROOT / "package-lock.json")
        counts["npm"] = len(rows)
        found += find_closed("npm", rows)
    unasked = []
    with step("Known vulnerabilities of what is locked"):
        for name in locks():
            try:
                rows, unknown = ask_vulnerabilities(name)
            except Unreachable as error:
                unasked.append(f"{name}: {error}")
                continue
            found += find_vulnerable(name, rows)
            if unknown:
                unasked.append(f"{name}: the service does not know {say_some(unknown)}")
        try:
            found += find_vulnerable("npm", ask_npm())
        except Unreachable as error:
            unasked.append(f"npm: {error}")
    return tell(counts, found, unasked)


def tell(counts, found, unasked):
    """Say it, and return the exit code."""
    for text in found:
        line(text)
    for text in unasked:
        line(f"not asked for vulnerabilities: {text}")
    listed = ", ".join(f"{name} {count}" for name, count in counts.items())
    line(f"{sum(counts.values())} packages ({listed}), {len(found) or 'no'} findings")
    if unasked:
        line("THE SERVICE OF KNOWN VULNERABILITIES COULD NOT BE REACHED; try again with a network")
    return 1 if found else UNKNOWN if unasked else 0


def locks():
    """Names of the lock files of Python packages."""
    return sorted(path.stem for path in venv.REQUIREMENTS.glob("*.txt"))


# ------------------------------------------------------------
# LICENCES
# ------------------------------------------------------------


def ask_licences(name):
    """``[(package, version, licence)]`` of an environment, as its packages say it."""
    python = venv.python(name, TITLES[name])
    text = proc.output(
        [_tool(), "-m", "piplicenses", f"--python={python}", "--format=json", "--from=mixed"]
    )
    if text is None:
        raise Problem(f"pip-licenses could not read the packages of {name}")
    return [(row["Name"], row["Version"], row["License"]) for row in json.loads(text)]


def read_npm(path):
    """The same of the packages of npm, from their lock."""
    packages = json.loads(path.read_text())["packages"]
    return [
        (name.rpartition("node_modules/")[2], entry["version"], entry.get("license", ""))
        for name, entry in packages.items()
        if name
    ]


def find_closed(name, rows):
    """Packages that do not say that they are open source."""
    for package, version, licence in rows:
        if not OPEN.search(licence):
            yield f"{name}: {package} {version} has the licence “{licence or 'none'}”"


# ------------------------------------------------------------
# VULNERABILITIES
# ------------------------------------------------------------


class Unreachable(Exception):
    """The service that knows vulnerabilities gave no answer."""


def ask_vulnerabilities(name):
    """What is known of the packages of a lock.

    :return: ``[(package, version, id, mended in)]``, and the names of those that the service left
        out
    """
    lock = venv.REQUIREMENTS / f"{name}.txt"
    done = _run(
        [_tool(), "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off"]
        + ["--format=json", "-r", lock]
    )
    return read_vulnerabilities(done.stdout, done.stderr)


def read_vulnerabilities(text, errors):
    """The answer of pip-audit, which leaves out without a word, and ends well, what the index does
    not know: also where the index answers for no package at all.

    :raise Unreachable: there is none
    """
    try:
        packages = json.loads(text)["dependencies"]
    except ValueError:
        raise Unreachable(_last_line(errors)) from None
    rows = [
        (package["name"], package["version"], known["id"], ", ".join(known["fix_versions"]))
        for package in packages
        for known in package.get("vulns", ())
    ]
    return rows, [package["name"] for package in packages if "vulns" not in package]


def ask_npm():
    """The same of the packages of npm."""
    npm.node()
    done = _run(["npm", "audit", "--json", "--package-lock-only"], cwd=paths.ROOT)
    return read_npm_audit(done.stdout, done.stderr)


def read_npm_audit(text, errors):
    """The answer of npm.

    :raise Unreachable: there is none
    """
    try:
        answer = json.loads(text)
    except ValueError:
        raise Unreachable(_last_line(errors)) from None
    if "vulnerabilities" not in answer:
        error = answer.get("error") or {}
        raise Unreachable(error.get("summary") or answer.get("message") or "no answer")
    return [
        (package, entry["range"], entry["severity"], str(entry.get("fixAvailable") or ""))
        for package, entry in answer["vulnerabilities"].items()
    ]


def find_vulnerable(name, rows):
    """What is known to be wrong, in words."""
    for package, version, known, mended in rows:
        yield f"{name}: {package} {version}: {known}, mended in {mended or 'no version yet'}"


def say_some(names):
    """The first few of them, and how many there are."""
    return f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''} ({len(names)} packages)"


def _run(argv, **options):
    return subprocess.run(
        [str(part) for part in argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def _last_line(text):
    lines = [part.strip() for part in text.splitlines() if part.strip()]
    return lines[-1][:200] if lines else "no answer"


def _tool():
    return venv.python("packages", TITLES["packages"])
