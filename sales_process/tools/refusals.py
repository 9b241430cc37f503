"""What is done inside somebody else's action may be refused, and the action goes on all the same.

A company's own rules (an automation, a constraint, an access right) may refuse that a stage follows
a document, that a task is planned or a mail logged. A method marked by :func:`refusable` is tried
in a savepoint, for all of its records at once; where that is refused it is repeated in halves, down
to the record that cannot have it. The others have what they should, and who acts notices nothing.
"""

import logging
from copy import deepcopy
from functools import wraps
from itertools import product
from typing import NamedTuple

import psycopg2

from odoo.exceptions import ConcurrencyError, MissingError, RedirectWarning, UserError
from odoo.models import BaseModel

from .transaction import KEY, Refused, get_queue

_logger = logging.getLogger(__name__)

# No refusals: the transaction as a whole is repeated, or over.
NO_REFUSALS = (ConcurrencyError, psycopg2.OperationalError, psycopg2.InterfaceError)
# Where Odoo's automation rules say in the context which values there were before
VALUES_BEFORE = "old_values"
# The place of what waits again among the data of what waits for the commit
WAITING = "sales_process.waiting"
# What a rule says in words for people
WORDED = (UserError, RedirectWarning)


class Hook(NamedTuple):
    """What a method does inside somebody else's action, and by which method it is tried again."""

    kind: str
    retry: str | None
    is_shared: bool = False  # it only tries together what is marked by itself


def refusable(kind, retry="", arguments=None, is_shared=False):
    """Mark a method that works inside somebody else's action: a refusal stops that action not.

    The method gets one record or more, does nothing that the records have in common, and returns
    records or nothing; without records it is not called. It is called only where it has something
    to do, for each call that is not part of another one costs a savepoint. Of marked methods that
    call each other the outermost one is tried; only where it is refused, and for a single record,
    are those within it tried by themselves.

    :param str kind: a kind of ``sales.process.refusal``
    :param retry: name of the method that tries it again, without arguments; by default the method
        itself with its arguments, which have to be plain values then; None where it cannot be
        tried again
    :param arguments: function of the refused record and the arguments that says with which plain
        values it is tried again
    :param bool is_shared: the method does nothing by itself, and lets what it calls, which is all
        marked, have one savepoint
    """

    def decorate(method):
        hook = Hook(kind, method.__name__ if retry == "" else retry, is_shared)
        keep = arguments or (lambda _record, *args: list(args) if retry == "" else [])

        @wraps(method)
        def apart(self, *args, **kwargs):
            if not self:
                return None
            if get_queue(self.env).scope.is_tried:
                result = method(self, *args, **kwargs)
                _note_passed(self, hook)
                return result
            return _try_in_parts(self, hook, keep, method, args, kwargs)

        apart.refusal_hook = hook
        return apart

    return decorate


def attempt(env, work):
    """Do some work in a savepoint.

    :return: what it returns and None; or None and the error that it ended in, with everything as it
        was before: database, caches, and what waits for the commit
    """
    cr, queue = env.cr, get_queue(env)
    env.transaction.flush()
    waiting = deepcopy(cr.precommit)
    # without what Odoo does before a commit: it would be done in several goes
    savepoint = cr.savepoint(flush=False)
    try:
        result = work()
        env.transaction.flush()
    except NO_REFUSALS:
        raise
    except Exception as error:
        env.transaction.clear()
        savepoint.close(rollback=True)
        _restore(cr.precommit, waiting, queue)
        return None, error
    savepoint.close(rollback=False)
    return result, None


def get_words(env, error):
    """What an error says, for people."""
    if isinstance(error, WORDED):
        return str(error.args[0]) if error.args else type(error).__name__
    if not isinstance(error, psycopg2.Error):
        return f"{type(error).__name__}: {error}"
    # sudo: the message that the author of the constraint has written
    constraints = env["ir.model.constraint"].sudo()
    name = error.diag.constraint_name
    found = constraints.search([("name", "=", name)], limit=1) if name else constraints
    if found.message:
        return found.message
    table = error.diag.table_name or ""
    model = next((model for model in env.values() if model._table == table), None)
    return env._(
        "A constraint of the database on “%(records)s” refuses it.",
        records=env["ir.model"]._get(model._name).name if model is not None else table,
    )


class _Waiting:
    """What waited for the commit when something was refused, as one function that waits.

    It is copied with what it holds, which a savepoint may work off meanwhile.
    """

    def __init__(self, callbacks):
        self.callbacks = callbacks

    def __call__(self):
        self.callbacks.run()


def _restore(callbacks, waiting, queue):
    """Let what waited for the commit, functions and data, wait again, and nothing else."""
    known = waiting.data.get(WAITING)
    # where nothing was added since the last refusal it is the same: many in a transaction would
    # wait one within the other
    function = known if known and len(waiting) == 1 else _Waiting(waiting)
    callbacks.clear()
    callbacks.add(function)
    queue.restore(waiting.data[KEY])
    callbacks.data.update({**waiting.data, KEY: queue, WAITING: function})


def _try_in_parts(records, hook, keep, method, args, kwargs):
    """Do work on all of the records that may have it, and note the others."""
    env = records.env

    def work():
        return method(records, *args, **kwargs)

    with get_queue(env).scope.marked("is_tried"):
        result, error = attempt(env, work)
    if error is None:
        _note_passed(records, hook)
        return result
    if len(records) > 1:
        middle = len(records) // 2
        parts = (records[:middle], records[middle:])
        return _join([_try_in_parts(part, hook, keep, method, args, kwargs) for part in parts])
    # what is refused within it is refused by itself
    result, error = attempt(env, work)
    if error is None:
        _note_passed(records, hook)
    else:
        note_refused(records, hook, keep(records, *args, **kwargs), error)
    return result


def _join(results):
    results = [result for result in results if isinstance(result, BaseModel)]
    return results[0].union(*results[1:]) if results else None


def note_refused(record, hook, arguments, error):
    """Remember that this was refused to a record, to be told once the action is over."""
    if isinstance(error, MissingError) and not record.exists():
        return  # it is gone
    if not isinstance(error, (*WORDED, psycopg2.IntegrityError)):
        _logger.warning("%s of %s failed", hook.kind, record, exc_info=error)
    queue = get_queue(record.env)
    key = (hook.kind, record._name, record.id)
    queue.passed.discard(key)
    queue.refused[key] = Refused(get_words(record.env, error), hook.retry, arguments)


def note_passed(records, *kinds):
    """What was refused to these records before, of these kinds, is refused no longer, or not asked
    for any more."""
    is_any = records.env["sales.process.refusal"]._is_any()
    queue = get_queue(records.env)
    for key in product(kinds, [records._name], records._ids):
        queue.refused.pop(key, None)
        if is_any:
            queue.passed.add(key)


def _note_passed(records, hook):
    """What was refused before is refused no longer."""
    if not hook.is_shared:
        note_passed(records, hook.kind)
