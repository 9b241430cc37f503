"""Reads Odoo's log: which tests ran, which failed, and what was complained about."""

import datetime
import re
from dataclasses import dataclass, field

RECORD = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \d+ (?P<level>[A-Z]+) (?P<db>\S+) "
    r"(?P<logger>[\w.\-]+): (?P<text>.*)$"
)
STARTING = re.compile(r"^Starting (?P<test>[\w.]+) \.\.\.")
FAILED = re.compile(r"^(?:FAIL|ERROR): (?P<test>.+)$")
SUBTEST = re.compile(r"^Subtest (?P<test>[\w.]+) ")
CLASS_LEVEL = re.compile(r"^(?:setUp|tearDown)(?:Class|Module) \((?P<name>.+)\)")
SKIPPED = re.compile(r"^skipped (?P<test>[\w.]+) : (?P<reason>.*)$")
SUMMARY = re.compile(r"(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<tests>\d+) tests")
QUERIES = re.compile(
    r"Query count (?:more|less) than expected for user (?P<user>\S+): (?P<count>\d+) [<>] "
    r"(?P<limit>\d+) in \S+ at (?P<place>\S+:\d+)"
)
RAISED = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Warning|Violation|Timeout|Failure)\b")
TOUR_STEP = re.compile(r"^FAILED: \[\d+/\d+\] Tour ")
BROWSER = re.compile(r"chrome|browser", re.IGNORECASE)
BAD = ("WARNING", "ERROR", "CRITICAL")
TEST_MODULE = re.compile(r"^odoo\.addons\.(?P<addon>\w+)\.tests(?:\.(?P<file>\w+))?$")


@dataclass
class Record:
    """One log record with the lines that follow it."""

    time: float
    level: str
    logger: str
    text: str
    more: list = field(default_factory=list)

    @property
    def whole(self):
        return "\n".join([self.text, *self.more])


@dataclass
class Outcome:
    """What a run of Odoo's tests came to."""

    seconds: dict = field(default_factory=dict)
    failed: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)
    complaints: dict = field(default_factory=dict)
    queries: dict = field(default_factory=dict)  # place and user: (most queries, limit)
    other_warnings: int = 0
    reported: int = 0
    finished: bool = False

    @property
    def started(self):
        return set(self.seconds)

    @property
    def passed(self):
        return self.started - set(self.failed) - set(self.skipped)


def records(lines):
    """Group the lines of a log into records.

    A line may come with the second at which it arrived, as ``(second, text)``: what the log itself
    says is of no use where tests freeze the time.
    """
    current = None
    for entry in lines:
        arrived, text = entry if isinstance(entry, tuple) else (None, entry)
        match = RECORD.match(text)
        if match:
            if current:
                yield current
            if arrived is None:
                when = datetime.datetime.strptime(match["time"], "%Y-%m-%d %H:%M:%S,%f")
                arrived = when.timestamp()
            current = Record(arrived, match["level"], match["logger"], match["text"])
        elif current:
            current.more.append(text)
    if current:
        yield current


class Ours:
    """Tells complaints about our addons from Odoo's own."""

    def __init__(self, root, addons, models=()):
        self.prefix = f"{root}/"
        names = "|".join(sorted(map(re.escape, addons), key=len, reverse=True))
        self.addons = re.compile(rf"(?<![\w.])(?:odoo\.addons\.)?(?:{names})(?![\w-])")
        dotted = "|".join(sorted(map(re.escape, models), key=len, reverse=True))
        self.models = re.compile(rf"(?<![\w.])(?:{dotted})(?![\w])") if dotted else None

    def concerns(self, record):
        # the clone's own folder may be named like the addon
        text = record.whole.replace(self.prefix, "")
        return bool(
            # a browser's messages come under the test's name, whoever's page it shows
            (self.addons.search(record.logger) and not record.logger.endswith(".browser"))
            or self.addons.search(text)
            or (self.models and self.models.search(text))
        )


def read(lines, ours):
    """Turn a log into an Outcome."""
    outcome = Outcome()
    running = began = last = None

    def end(when):
        nonlocal running
        if running:
            outcome.seconds[running] = when - began
            running = None

    for record in records(lines):
        last = record.time
        module = TEST_MODULE.match(record.logger)
        prefix = f"{module['addon']}/{module['file'] or 'tests'}:" if module else ""
        starting = module and STARTING.match(record.text)
        if starting:
            end(record.time)
            running, began = prefix + starting["test"], record.time
            outcome.seconds.setdefault(running, 0.0)
            continue
        skipped = module and SKIPPED.match(record.text)
        if skipped:
            _note_skip(outcome, prefix + skipped["test"], skipped["reason"])
            continue
        if record.logger in ("odoo.tests.result", "odoo.tests.stats", "odoo.modules.loading"):
            end(record.time)
        summary = record.logger == "odoo.tests.result" and SUMMARY.search(record.text)
        if summary:
            outcome.reported += int(summary["tests"])
            outcome.finished = True
            continue
        if module:
            _note_queries(outcome, record.whole)
        if record.level not in BAD:
            continue
        failed = FAILED.match(record.text)
        if failed and record.level == "ERROR":
            _note_failure(outcome, prefix, failed["test"], record.whole)
        elif record.level != "WARNING" or ours.concerns(record):
            where = running or "outside of tests"
            text = f"{record.level} {record.logger}: {record.whole}"
            outcome.complaints.setdefault(where, []).append(text)
        else:
            outcome.other_warnings += 1
    if last:
        end(last)
    return outcome


def _note_failure(outcome, prefix, test, text):
    subtest = SUBTEST.match(test)
    class_level = CLASS_LEVEL.match(test)
    if subtest:
        name = prefix + subtest["test"]
    elif class_level:
        name = f"{class_level['name']} (set-up of the class)"
    else:
        name = prefix + test
    outcome.failed.setdefault(name, []).append(text)


def _note_queries(outcome, text):
    for match in QUERIES.finditer(text):
        key = f"{match['place']} for {match['user']}"
        most = outcome.queries.get(key, (0, 0))[0]
        outcome.queries[key] = (max(most, int(match["count"])), int(match["limit"]))


def cause(text):
    """The line of a failure's text that says what was wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    step = [line for line in lines if TOUR_STEP.match(line)]
    raised = [line for line in lines if RAISED.match(line)]
    return (step or raised or lines or ["no reason given"])[-1]


def _note_skip(outcome, name, reason):
    if BROWSER.search(reason):
        # without a browser nothing is proven: this must not pass for a success
        outcome.failed.setdefault(name, []).append(f"skipped: {reason}")
    else:
        outcome.skipped[name] = reason
