"""Several people do the same at the same moment: who comes second looks again.

A transaction does not see what others have saved since it began. Two that look for the same row in
vain both make it, and the unique index refuses the second one, with a message about an index.
Odoo runs a request again that has lost against another one (``odoo.service.model.retrying``): then
it sees the row. What is lost for good is told in words by ``models/events/crowds/ir_http.py``.
"""

from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL


@contextmanager
def looked_for():
    """Inside, rows are made that were just looked for in vain.

    :raise ConcurrencyError: when somebody else has made one of them meanwhile; Odoo runs the
        transaction again
    """
    try:
        yield
    except UniqueViolation as error:
        raise ConcurrencyError(error.diag.message_primary) from error


def wait_for_turn(record):
    """Have everybody who calls this for the same record wait until this transaction has ended.

    Whoever has waited does not see what was done meanwhile; the first record that both change ends
    the attempt, and Odoo runs it again. So nobody works in vain for long.
    """
    record.env.cr.execute(
        SQL(
            "SELECT FROM %s WHERE id = %s FOR NO KEY UPDATE",
            SQL.identifier(record._table),
            record.id,
        )
    )
