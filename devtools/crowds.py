"""``make crowds``: many users do the same at the same moment, on a real server.

Each person has a session; all requests of a scene are sent at once. What a person is told is a
sentence for people: never a constraint's name, nor an error of the database or its driver.
"""

import contextlib
import dataclasses
import re
import threading
import time
from dataclasses import dataclass, field

from devtools import (
    atomic,
    crowd_people,
    crowd_scenes,
    databases,
    machine,
    odoo_run,
    paths,
    postgres,
    proc,
    serve,
    session,
    trial,
)
from devtools.say import Problem, line, step

SIZES = (8, 32)
BUSY = "a crowd of this clone is at it already; wait for that"
PATIENCE = 600  # seconds for all requests of a scene
WORDS = {
    f"odoo.exceptions.{name}"
    for name in ("UserError", "AccessError", "ValidationError", "MissingError", "RedirectWarning")
}
# what a database says, in a sentence that is meant for people
UNFIT = re.compile(
    r"constraint|duplicate key|serializ|cannot follow twice|one preference for each card"
    r"|operation cannot be completed|psycopg|cursor|deadlock|traceback",
    re.IGNORECASE,
)


@dataclass
class Result:
    """What has come of a scene."""

    scene: str
    size: int
    sent: int = 0
    done: int = 0
    told: dict = field(default_factory=dict)  # {sentence: how often}
    unfit: list = field(default_factory=list)
    wrong: list = field(default_factory=list)  # what should be true and is not
    slowest: float = 0.0

    @property
    def is_right(self):
        return not self.unfit and not self.wrong and bool(self.done)


def run(workers=0, sizes=SIZES, only=""):
    """Try all scenes; returns 1 where a person was shown, or the database left with, what is
    not right."""
    scenes = [scene for scene in crowd_scenes.SCENES if only in scene.__name__]
    if not scenes:
        raise Problem(f"there is no scene “{only}”")
    with (
        atomic.alone(paths.local("crowds.lock"), BUSY),
        postgres.server(odoo_run.interpreter()) as server,
    ):
        odoo = odoo_run.prepare(server)
        database = databases.name("crowds")
        databases.copy(server, trial.installed(odoo), database)
        try:
            results, found = _try(odoo, database, workers, sizes, scenes)
        finally:
            databases.drop(server, database)
    return show(results, found)


def _try(odoo, database, workers, sizes, scenes):
    """Results of these scenes with crowds of each size, and what the auditor finds afterwards."""
    with step("Gathering the crowd"):
        made = trial.script(odoo, database, crowd_people.SCRIPT, sizes=list(sizes))
    results = []
    with serving(odoo, database, workers) as address:
        crowds = [_crowd(address, database, made, size) for size in sizes]
        for scene in scenes:
            for crowd in crowds:
                with step(f"{_title(scene)}, {crowd.size} at once"):
                    results.append(play(odoo.server, database, scene, crowd))
        found = trial.audit(session.log_in(address, database, trial.ADMIN, trial.ADMIN))
    return results, found


@contextlib.contextmanager
def serving(odoo, database, workers=0):
    """Odoo on a database, with threads or with workers; yields its address."""
    port = machine.free_port()
    extra = (f"--workers={workers}", "--limit-time-cpu=600", "--limit-time-real=1200")
    process = serve.start(
        odoo, database, port, paths.local("logs", "crowds-server.log"), extra,
        environ={"ODOO_HTTP_SOCKET_TIMEOUT": "60"},
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        proc.stop(process)


def _crowd(address, database, made, size):
    def person(login):
        return session.log_in(address, database, login, login)

    def tabs(login):
        one = person(login)
        return [dataclasses.replace(one, cookies=dict(one.cookies)) for _tab in range(size)]

    return crowd_scenes.Crowd(
        size,
        made,
        [person(f"seller{number}") for number in range(size)],
        tabs("boss"),
        tabs(f"dragger{size}"),
        tabs(trial.ADMIN),
    )


def play(server, database, scene, crowd):
    """Have a scene played by a crowd, and compare what is there afterwards."""
    requests, expected = scene(crowd)
    result = Result(_title(scene), crowd.size)
    barrier = threading.Barrier(len(requests), timeout=PATIENCE)
    lock = threading.Lock()

    def act(person, turns):
        barrier.wait()
        for request in turns:
            began = time.monotonic()
            try:
                person.ask(request)
                refused = None
            except session.Refused as error:
                refused = error
            except OSError as error:
                refused = session.Refused(f"no answer: {error}")
            with lock:
                _count(result, refused, time.monotonic() - began)

    threads = [threading.Thread(target=act, args=request, daemon=True) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if any(thread.is_alive() for thread in threads):
        result.wrong.append(f"not everybody has an answer after {PATIENCE} s")
    for what, query, row in expected:
        rows = server.sql(query, database=database)
        if rows != [row]:
            result.wrong.append(f"not true: {what} (expected {row}, found {rows})")
    return result


def _count(result, refused, seconds):
    result.sent += 1
    result.slowest = max(result.slowest, seconds)
    if refused is None:
        result.done += 1
    elif is_fit(refused.name, refused.told):
        result.told[refused.told] = result.told.get(refused.told, 0) + 1
    else:
        result.unfit.append(f"{refused.name}: {refused.told}" if refused.name else str(refused))


def is_fit(name, message):
    """Whether an error is a sentence for people."""
    return name in WORDS and bool(message) and not UNFIT.search(message)


def _title(scene):
    return scene.__name__.replace("_", " ").capitalize()


def show(results, found):
    """Say what has come of the scenes and of the audit; 1 where something is not right."""
    for result in results:
        told = sum(result.told.values())
        line(
            f"{'right' if result.is_right else 'WRONG'}  {result.scene}, {result.size} at once:"
            f" {result.sent} sent, {result.done} done, {told} told in words,"
            f" {len(result.unfit)} unfit, slowest {result.slowest:.1f} s"
        )
        for sentence, count in result.told.items():
            line(f"    {count} × {sentence}")
        for text in [*dict.fromkeys(result.unfit), *result.wrong]:
            line(f"    ! {text[:300]}")
    for text in found:
        line(f"! the auditor: {text}")
    sent, done = (sum(getattr(result, name) for result in results) for name in ("sent", "done"))
    unfit = sum(len(result.unfit) for result in results)
    wrong = sum(len(result.wrong) for result in results)
    line(
        f"{len(results)} scenes: {sent} requests, {done} done,"
        f" {sum(sum(result.told.values()) for result in results)} told in words, {unfit} unfit,"
        f" {wrong} results wrong; the auditor finds {len(found) or 'nothing'}"
    )
    return 0 if not found and all(result.is_right for result in results) else 1
