"""A process that holds an Odoo on one database and does what it is asked, line by line.

    python -m benchmarks.worker DATABASE [Odoo's options]

A request is a line of JSON: ``{"module": "benchmarks.writes", "function": "create", "args": {}}``.
The answer has ``seconds`` on the clock, ``cpu`` of this process, ``queries``, and what the function
returned as a dict. The function may be a generator: what it does before its ``yield`` prepares, and
is not measured. Measured is all that follows, with the flush and the hooks before a commit.

Everything is rolled back, unless the request has ``"keep": true`` (the transaction stays open for
the next request; the first one that does not keep rolls it back) or ``"commit": true``. With
``"profile": "statements"`` or ``"functions"`` the answer has where the time went as well.
"""

import gc
import importlib
import inspect
import json
import os
import sys
import time
import traceback


class Server:
    def __init__(self, database, arguments):
        import odoo
        from odoo.modules.registry import Registry

        odoo.tools.config.parse_config(
            [*arguments, "-d", database, "--log-level", "error"], setup_logging=True
        )
        self.odoo = odoo
        self.registry = Registry(database)
        self.cr = None

    def open(self):
        if self.cr is None:
            self.cr = self.registry.cursor()
        return self.odoo.api.Environment(self.cr, self.odoo.SUPERUSER_ID, {})

    def end(self, commit=False):
        """End the transaction as a request of a user would."""
        if self.cr is None:
            return
        cr, self.cr = self.cr, None
        with cr:
            if commit:
                cr.commit()
                self.registry.signal_changes()
            else:
                cr.rollback()
                self.registry.reset_changes()

    def answer(self, request):
        try:
            return self._measure(request)
        except Exception as error:
            self.end()
            return {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
        finally:
            if not request.get("keep"):
                self.end()

    def _measure(self, request):
        function = getattr(importlib.import_module(request["module"]), request["function"])
        env = self.open()
        running = function(env, **request.get("args", {}))
        is_generator = inspect.isgenerator(running)
        if is_generator:
            next(running)
            env.cr.flush()
            env.invalidate_all()
        gc.collect()
        queries = env.cr.sql_log_count
        cpu, start = time.process_time(), time.perf_counter()
        result = self._work(env, running, is_generator, request.get("profile"))
        answer = {
            "seconds": time.perf_counter() - start,
            "cpu": time.process_time() - cpu,
            "queries": env.cr.sql_log_count - queries,
            **(result or {}),
        }
        if request.get("commit"):
            self.end(commit=True)
        return answer

    def _work(self, env, running, is_generator, profile):
        """What is on the clock: the rest of the function, and what Odoo does before a commit."""

        def work():
            result = _finish(running) if is_generator else running
            env.cr.flush()
            return result

        if not profile:
            return work()
        from benchmarks import profiling

        return profiling.profiled(env.cr, profile, work)


def _finish(generator):
    try:
        next(generator)
    except StopIteration as end:
        return end.value
    raise RuntimeError("a scenario has one yield")


def main(database, *arguments):
    # the channel is ours alone: whatever Odoo prints goes to the error stream
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    server = Server(database, arguments)
    print(json.dumps({"ready": True}), file=channel, flush=True)
    for text in sys.stdin:
        print(json.dumps(server.answer(json.loads(text))), file=channel, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
