"""What a transaction of the sales process remembers, and the order in which it is worked off.

Computes compute, and writes write; what follows from them (a stage that documents ask for, goals
that are met, sellers who are told) is *queued* here, and worked off for all opportunities at once:
at the end of the outermost call that opens :func:`worked_off`, and before the commit. A rollback
forgets it. ``docs/transaction.md`` is its page.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

KEY = "sales_process.queue"
_scopes = WeakKeyDictionary()  # {cursor: Scope}
# Documents carry opportunities first, goals look at where they have come, and people are told once
# all moves are made: last of all what was refused, and refused again.
ORDER = ("documents", "goals", "news", "retries", "refusals")
# What may hold meanwhile, see Queue.meanwhile
PAST_STANDS = "past_stands"  # changed meetings leave the visits of the past as they are
FOLLOWING = "following"  # activities follow their meeting, whatever stock lets it be
REJECTING = "rejecting"  # the customer's words are part of a rejection, and no answer of their own


class Cause(NamedTuple):
    """Why opportunities move now: a cause of the ledger, and the records behind it."""

    name: str
    origins: dict  # {lead id: (model, id)}
    origin: tuple = (None, None)  # of all other opportunities

    def get_origin(self, lead_id):
        """Model and id of the record behind the moves of an opportunity; None where none is."""
        return self.origins.get(lead_id, self.origin)


class Move(NamedTuple):
    """Who moved an opportunity, why, and when; as the ledger keeps it."""

    user_id: int
    cause: str
    model: str | None
    record_id: int | None
    moved_on: datetime


class StageEntry(NamedTuple):
    """An opportunity has entered a stage."""

    previous_id: int | bool
    cause: str


class Refused(NamedTuple):
    """Something that a rule of the company has refused, and how it is tried again."""

    reason: str  # in the words of the rule
    method: str | None  # of the record; None where it is not tried again
    arguments: list


@dataclass
class Scope:
    """The calls that are open now. It outlives what empties the queue: a flush, a savepoint."""

    cause: Cause | None = None  # of what happens now; None where a person acts
    channel: str | None = None  # by which the leads arrive that are created now
    settling: list = field(default_factory=list)  # sets of events, see Queue.settling
    holding: list = field(default_factory=list)  # names, see Queue.meanwhile
    depth: int = 0  # calls within calls
    is_running: bool = False
    is_tried: bool = False  # what is refused now is repeated in parts, see `tools/refusals.py`

    @contextmanager
    def marked(self, name, value=True):
        """Inside, this flag has this value."""
        previous = getattr(self, name)
        setattr(self, name, value)
        try:
            yield
        finally:
            setattr(self, name, previous)

    def __deepcopy__(self, memo):
        """Odoo's tests copy what is queued before each test; the open calls are the same."""
        return self


@dataclass
class Queue:
    """One transaction's memory. Sets and dictionaries hold ids, never records."""

    # the ledger of stays
    moves: dict = field(default_factory=dict)  # {lead id: Move}
    new: set = field(default_factory=set)  # leads without a stay so far
    moved: set = field(default_factory=set)  # leads whose stage or outcome has changed
    merged: dict = field(default_factory=dict)  # {lead merged away: id of the survivor}
    visited: set = field(default_factory=set)  # (lead, stage) that a goal or rule has entered
    # documents
    documents: dict = field(default_factory=dict)  # {lead id: what is new, see `flow.get_seen`}
    dates: dict = field(default_factory=dict)  # {lead id: {field: value}} of asking and deciding
    moved_by_documents: set = field(default_factory=set)
    followed: set = field(default_factory=set)  # leads of whose documents something was computed
    computed: set = field(default_factory=set)  # (lead id, names of fields), of these
    # goals
    entered: dict = field(default_factory=dict)  # {lead id: StageEntry}
    checked: set = field(default_factory=set)  # leads for whose goals something has happened
    # news
    moved_on: set = field(default_factory=set)  # leads whose owners are told
    milestones: list = field(default_factory=list)  # values of achievements
    # assignment
    applied_rules: set = field(default_factory=set)  # (rule, lead) decided already
    passed_on: set = field(default_factory=set)  # leads given to somebody else
    given: dict = field(default_factory=dict)  # {lead id: (values as it came, as it was given)}
    # targets
    targets_triggered: bool = False
    # what rules of the company have refused
    refused: dict = field(default_factory=dict)  # {(kind, model, id): Refused}
    passed: set = field(default_factory=set)  # (kind, model, id) that went through
    retried: set = field(default_factory=set)  # leads for which what was refused is tried again
    # open screens: {(model, id) of whom it concerns: names of the models that have changed}
    stale: dict = field(default_factory=dict)
    # the log
    created: set = field(default_factory=set)  # leads of whose changes Odoo logs nothing yet
    log_lines: dict = field(default_factory=dict)  # {lead id: [what the log says of its changes]}

    # how it is worked off
    scope: Scope = field(default_factory=Scope)
    is_registered: bool = False

    @contextmanager
    def caused_by(self, name, origins=None, origin=None):
        """Moves made inside have this cause. It comes from code, never from a client.

        :param name: a cause of the ledger; None for what nobody has caused so far
        :param dict origins: ``{lead id: record}`` behind the moves
        :param origin: the record behind the moves of whichever opportunities there will be
        """
        references = {
            lead_id: (record._name, record.id)
            for lead_id, record in (origins or {}).items()
            if record
        }
        scope = self.scope
        of_all = (origin._name, origin.id) if origin else (None, None)
        previous = scope.cause
        scope.cause = Cause(name, references, of_all) if name else None
        try:
            yield
        finally:
            scope.cause = previous

    @contextmanager
    def arriving_by(self, channel):
        """Leads created inside arrive by this channel; None: as the request says. It comes from
        code, never from a client."""
        scope = self.scope
        previous, scope.channel = scope.channel, channel
        try:
            yield
        finally:
            scope.channel = previous

    @contextmanager
    def settling(self, event_ids):
        """What is written on these events inside is part of a change that its caller looks at as a
        whole: who answers whom is not asked for each of its writes.

        By their ids, in memory: a context would travel to whatever else these writes set going.
        """
        self.scope.settling.append(frozenset(event_ids))
        try:
            yield
        finally:
            self.scope.settling.pop()

    def is_settling(self, event_ids):
        """Whether these events are written by such a change."""
        return any(settled.issuperset(event_ids) for settled in self.scope.settling)

    @contextmanager
    def meanwhile(self, name):
        """Code that asks for this name inside is told that it holds. It comes from code, never from
        a client, whose context could say so as well."""
        self.scope.holding.append(name)
        try:
            yield
        finally:
            self.scope.holding.remove(name)

    def holds(self, name):
        return name in self.scope.holding

    @contextmanager
    def running(self):
        """While it is worked off, what is queued anew waits for its turn, and nothing is caused by
        the call that is just ending."""
        scope = self.scope
        scope.is_running = True
        previous, scope.cause = scope.cause, None
        try:
            yield
        finally:
            scope.cause = previous
            scope.is_running = False

    def next_step(self):
        """The first of ``ORDER`` that has something to do; None when all is done."""
        waiting = {
            "documents": self.documents or self.dates,
            "goals": self.entered or self.checked,
            "news": self.moved_on or self.milestones,
            "retries": self.retried,
            "refusals": self.refused or self.passed,
        }
        return next((step for step in ORDER if waiting[step]), None)

    def forget(self, lead_ids):
        """These opportunities are gone: nothing is left to do for them."""
        for lead_id in lead_ids:
            for entries in (self.documents, self.dates, self.entered):
                entries.pop(lead_id, None)
            for entries in (self.new, self.moved, self.checked, self.moved_on, self.retried):
                entries.discard(lead_id)

    def restore(self, other):
        """Remember what another queue does, and nothing else."""
        vars(self).update(vars(other))

    def take(self, *names):
        """Return what these entries hold, and empty them."""
        taken = tuple(getattr(self, name) for name in names)
        for name, value in zip(names, taken, strict=True):
            setattr(self, name, type(value)())
        return taken if len(names) > 1 else taken[0]


def get_queue(env):
    """The queue of the transaction, worked off before the commit whatever else happens."""
    precommit = env.cr.precommit
    queue = precommit.data.get(KEY)
    if queue is None:
        queue = precommit.data[KEY] = Queue(scope=_scopes.setdefault(env.cr, Scope()))
    if not queue.is_registered:
        queue.is_registered = True
        precommit.add(env["crm.lead"]._work_off_before_commit)
    return queue


@contextmanager
def worked_off(env):
    """Work off at the end what is queued inside; of calls within calls, the outermost one does.

    An error on the way leaves the queue to the rollback.
    """
    scope = get_queue(env).scope
    scope.depth += 1
    try:
        yield
    finally:
        scope.depth -= 1
    if not (scope.depth or scope.is_running):
        env["crm.lead"]._work_off()
