"""What the tests from outside share: databases, Odoo's command line and shell, snapshots."""

import contextlib
import json
import os
import textwrap
import time
import unittest

from devtools import databases, machine, odoo_log, odoo_run, paths, postgres, proc, serve, suites

TEMPLATE = os.environ.get("SALES_PROCESS_TEMPLATE", "")
INSTALLED = os.environ.get("SALES_PROCESS_INSTALLED", "")
DEMO = os.environ.get("SALES_PROCESS_DEMO", "")
MARK = "result of the script: "


class OutsideCase(unittest.TestCase):
    """A test with one database of its own, which is dropped at the end."""

    purpose = ""
    origin = TEMPLATE
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.origin:
            raise RuntimeError("run these tests with `make test T=outside`")
        cls.server = cls.enterClassContext(postgres.server(odoo_run.interpreter()))
        cls.odoo = odoo_run.prepare(cls.server)
        cls.database = databases.name(f"outside_{cls.purpose or cls.__name__.lower()}")
        cls.addClassCleanup(databases.drop, cls.server, cls.database)
        cls.make_database()

    @classmethod
    def make_database(cls):
        databases.copy(cls.server, cls.origin, cls.database)

    @classmethod
    def enterClassContext(cls, manager):
        """As in Python 3.11; 3.10 has it not."""
        value = manager.__enter__()
        cls.addClassCleanup(manager.__exit__, None, None, None)
        return value

    @classmethod
    def run_odoo(cls, *arguments, step="run", odoo=None):
        """Run Odoo to its end; an error or a warning about our addons fails the test."""
        log = paths.local("logs", f"outside-{cls.__name__}-{step}.log")
        try:
            (odoo or cls.odoo).run(cls.database, *arguments, "--stop-after-init", log=log)
        except proc.Failed as error:
            raise AssertionError("\n".join(error.tail)) from None
        cls.refuse_complaints(log)

    def run_tests(self, *tags, step="tests"):
        """Run tests of the addon in the database, which all have to pass; returns their names."""
        lines = []
        self.odoo.run(
            self.database,
            f"--test-tags={','.join(tags)}",
            "--stop-after-init",
            "--log-level=info",
            port=machine.free_port(),
            on_line=lambda text: lines.append((time.monotonic(), text)),
            log=paths.local("logs", f"outside-{type(self).__name__}-{step}.log"),
            check=False,
        )
        outcome = odoo_log.read(lines, suites.ours())
        self.assertEqual((dict(outcome.failed), dict(outcome.complaints)), ({}, {}))
        self.assertTrue(outcome.finished)
        return outcome.passed

    @staticmethod
    def refuse_complaints(log):
        """Fail on errors, and on warnings about us, in the log of a run."""
        outcome = odoo_log.read(log.read_text().splitlines(), suites.ours())
        if outcome.complaints:
            raise AssertionError("\n".join(sum(outcome.complaints.values(), [])))

    @classmethod
    def shell_log(cls, step):
        """Where a script of that step logs."""
        return paths.local("logs", f"outside-{cls.__name__}-{step}.log")

    @classmethod
    def shell(cls, script, step="shell"):
        """Run a script in Odoo's shell; what it assigns to ``result`` comes back."""
        text = textwrap.dedent(script)
        ending = (
            f"\nimport json\nenv.cr.commit()\nprint({MARK!r} + json.dumps(result, default=str))\n"
        )
        source = paths.local("scripts", f"{cls.__name__}-{step}.py")
        source.write_text(f"result = None\n{text}{ending}")
        argv = cls.odoo.argv(cls.database, "--log-level=warn", command=["shell"])
        log = cls.shell_log(step)
        try:
            with source.open() as script_file:
                _code, tail = proc.run(argv, env=cls.odoo.environ(), log=log, stdin=script_file)
        except proc.Failed as error:
            raise AssertionError("\n".join(error.tail)) from None
        cls.refuse_complaints(log)
        for text in tail:
            if MARK in text:
                return json.loads(text.partition(MARK)[2])
        raise AssertionError("\n".join(tail))

    @classmethod
    @contextlib.contextmanager
    def serving(cls):
        """Serve the database and yield the address."""
        port = machine.free_port()
        log = paths.local("logs", f"outside-{cls.__name__}-server.log")
        process = serve.start(cls.odoo, cls.database, port, log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            proc.stop(process)

    @classmethod
    def sql(cls, query, *parameters):
        return cls.server.sql((query, list(parameters) or None), database=cls.database)

    @classmethod
    def columns(cls, table):
        """Names of a table's columns as they are now."""
        rows = cls.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
            "AND table_schema = 'public' ORDER BY ordinal_position",
            table,
        )
        return [name for (name,) in rows]

    @classmethod
    def snapshot(cls, shape):
        """All rows of the tables of ``shape`` (table → columns), by table."""
        return {
            table: cls.sql(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
            for table, columns in shape.items()
        }

    def assertUnchanged(self, before, after, shape, ignored=()):
        """Compare two snapshots and name each column whose values differ, with an example."""
        differences = {}
        for table, columns in shape.items():
            old, new = ({row[0]: row for row in rows[table]} for rows in (before, after))
            for key in sorted(old.keys() - new.keys()):
                differences.setdefault(f"{table}: rows are gone", []).append(f"{key}")
            for key in sorted(old.keys() & new.keys()):
                for column, was, now in zip(columns, old[key], new[key], strict=True):
                    if was != now and column not in ignored:
                        differences.setdefault(f"{table}.{column} differs", []).append(
                            f"{key} had {was!r}, has {now!r}"
                        )
        if differences:
            self.fail(
                "\n".join(
                    f"{what} in {len(rows)} rows, such as {rows[0]}"
                    for what, rows in differences.items()
                )
            )
