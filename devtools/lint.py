"""``make lint``: linters and checks of our own, side by side. Each counts as one check."""

import concurrent.futures
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


def ruff():
    tool = venv.python("lint", "the checkers of Python code").with_name("ruff")
    return _call([tool, "check", "--no-cache", "--output-format=concise", "."])


def pylint_odoo():
    python = venv.python("lint", "the checkers of Python code")
    return _call([python, "-m", "pylint", *addons.manifests()])


def house():
    from devtools import house_rules

    return "\n".join(house_rules.check(paths.ROOT, addons.manifests()))


def arrows():
    from devtools import arrows as check

    return "\n".join(check.check(paths.ROOT, check.odoo_names(odoo_source.find())))


def pages():
    from devtools import pages as check

    return "\n".join(check.check(paths.ROOT))


def xml():
    python = venv.python("lint", "the checkers of Python code")
    source = odoo_source.find()
    files = _sources("**/*.xml")
    return _call([python, "-m", "devtools.xml_check", source.root, *files])


def eslint():
    files = _sources("static/src/**/*.js") + _sources("static/tests/**/*.js")
    files += ["eslint.config.mjs"]
    files += sorted(str(path.relative_to(paths.ROOT)) for path in paths.ROOT.glob("devtools/*.mjs"))
    npm.link()
    return _call(["node", "node_modules/eslint/bin/eslint.js", "--max-warnings=0", *files])


CHECKS = {
    "ruff": ruff,
    "pylint-odoo": pylint_odoo,
    "house-rules": house,
    "arrows": arrows,
    "pages": pages,
    "xml": xml,
    "eslint": eslint,
}


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
