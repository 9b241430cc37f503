"""``make screenshots``: the pictures of the documentation, from the demo database.

``screenshots.json`` is the list; how an entry is written stands in ``screenshots.mjs``.
"""

import os
import time

from devtools import (
    databases,
    machine,
    npm,
    odoo_run,
    paths,
    postgres,
    proc,
    readme,
    serve,
    suites,
)
from devtools.say import Problem, line, step

FOLDER = paths.ROOT / "docs" / "images"
DATABASE = "screenshots"


def run(only=""):
    began = time.time()
    npm.link()
    browser = suites.browser()
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        # a copy, so that steps which write do not show in the demo
        demo, database = serve.demo(odoo), databases.name(DATABASE)
        databases.copy(server, demo, database)
        port = machine.free_port()
        process = serve.start(odoo, database, port, paths.local("logs", "screenshots.log"))
        try:
            code = _take(port, browser, only.replace(",", " ").split())
        finally:
            proc.stop(process)
            databases.drop(server, database)
        taken = [path for path in FOLDER.glob("*.png") if path.stat().st_mtime >= began]
        if taken:
            _code, tail = proc.run(
                [server.python, "-m", "devtools.png_shrink", *taken],
                cwd=paths.ROOT,
                env={**os.environ, "PYTHONPATH": str(paths.ROOT)},
            )
            line(tail[-1])
            readme.refresh_pictures()
    if code:
        raise Problem("some pictures could not be taken; see the lines that begin with `failed`")
    return 0


def _take(port, browser, names):
    with step("Taking screenshots"):
        here = paths.ROOT / "devtools"
        code, _tail = proc.run(
            [
                "node", here / "screenshots.mjs", f"http://127.0.0.1:{port}", browser,
                here / "screenshots.json", FOLDER, *names,
            ],
            on_line=lambda text: line(f"  {text}"),
            cwd=paths.ROOT,
            check=False,
        )  # fmt: skip
    return code
