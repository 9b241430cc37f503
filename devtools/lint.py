"""``make lint``: ruff, the community's checkers, house rules, README files, XML, eslint.

Each counts as one check. ``make format`` puts right what these tools can put right themselves.
"""

import concurrent.futures
import re
import time

from devtools import addons, npm, odoo_source, paths, proc, venv
from devtools.results import Stage
from devtools.say import Problem, step


def _call(argv):
    """Run a checker; returns its complaints, empty when it is content."""
    code, tail = proc.run(argv, cwd=paths.ROOT, check=False)
    if not code:
        return ""
    return "\n".join(tail) or f"{argv[0]} ended with {code}"


def _sources(pattern):
    return sorted(
        str(path.relative_to(paths.ROOT))
        for name in addons.manifests()
        for path in (paths.ROOT / name).glob(pattern)
    )


def _tool(*arguments):
    """A command of the environment that has the checkers of Python code."""
    python = venv.python("lint", "the checkers of Python code")
    return [python, "-m", *arguments]


def ruff():
    return _call(_tool("ruff", "check", "--no-cache", "--output-format=concise", "."))


def ruff_format():
    return _call(_tool("ruff", "format", "--no-cache", "--check", "."))


def pylint_odoo():
    return _call(_tool("pylint", *addons.manifests()))


def _oca_commands(*options):
    yield _tool("oca_pre_commit_hooks.cli", *options, *addons.manifests())
    yield _tool("oca_pre_commit_hooks.cli_po", *options, *_sources("i18n/*.po*"))


def oca_hooks():
    """The community's checks of manifests, data files, views and catalogues."""
    complaints = "\n".join(filter(None, map(_call, _oca_commands())))
    return re.sub(r"\x1b\[\d*m", "", complaints)


def house():
    from devtools import house_rules

    return "\n".join(house_rules.check(paths.ROOT, addons.manifests()))


def readme():
    from devtools import readme

    return "\n".join(readme.check(paths.ROOT, addons.manifests()))


def books():
    """Pages that screens lead to are made from the books, and *Figures* from the screens."""
    from devtools import books

    return "\n".join(books.check(paths.ROOT))


def arrows():
    from devtools import arrows as check
    from devtools import odoo_names

    return "\n".join(check.check(paths.ROOT, odoo_names.find(odoo_source.find())))


def pages():
    from devtools import pages as check

    return "\n".join(check.check(paths.ROOT))


def runtime():
    from devtools import runtime as check

    return "\n".join(check.check(paths.ROOT, addons.manifests(), odoo_source.find().root))


def xml():
    source = odoo_source.find()
    return _call(_tool("devtools.xml_check", source.root, *_sources("**/*.xml")))


def eslint():
    files = _sources("static/src/**/*.js") + _sources("static/tests/**/*.js")
    files += ["eslint.config.mjs"]
    files += sorted(str(path.relative_to(paths.ROOT)) for path in paths.ROOT.glob("devtools/*.mjs"))
    npm.link()
    return _call(["node", "node_modules/eslint/bin/eslint.js", "--max-warnings=0", *files])


CHECKS = {  # the slow ones first
    "pylint-odoo": pylint_odoo,
    "ruff": ruff,
    "ruff-format": ruff_format,
    "oca-hooks": oca_hooks,
    "house-rules": house,
    "readme": readme,
    "books": books,
    "arrows": arrows,
    "pages": pages,
    "runtime": runtime,
    "xml": xml,
    "eslint": eslint,
}


def tidy():
    """Put right what ruff and the community's hooks can put right by themselves."""
    with step("Formatting the sources"):
        for command in (
            _tool("ruff", "check", "--no-cache", "--fix-only", "--quiet", "."),
            _tool("ruff", "format", "--no-cache", "--quiet", "."),
            *_oca_commands("--fix"),
        ):
            _call(command)
    return 0


def run(only=()):
    """Run the checks side by side."""
    unknown = set(only) - set(CHECKS)
    if unknown:
        raise Problem(f"there is no check {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    result = Stage("lint")
    began = time.monotonic()
    venv.python("lint", "the checkers of Python code")
    with step("Checking the sources") as current, concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = {}
        for name, function in CHECKS.items():
            if not only or name in only:
                futures[pool.submit(_timed, function)] = name
        for future in concurrent.futures.as_completed(futures):
            name = futures[future]
            complaints, seconds = future.result()
            current.detail = f"{name} is through"
            result.slowest.append((seconds, name))
            if complaints:
                result.failed[name] = complaints
            else:
                result.passed += 1
    result.seconds = time.monotonic() - began
    return result


def _timed(function):
    began = time.monotonic()
    return function(), time.monotonic() - began
