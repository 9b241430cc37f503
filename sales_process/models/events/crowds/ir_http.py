import logging

import psycopg2
from psycopg2 import errors

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.http import request

_logger = logging.getLogger(__name__)

LOST = (ConcurrencyError, errors.SerializationFailure, errors.DeadlockDetected,
        errors.LockNotAvailable)  # fmt: skip
CUT = (psycopg2.InterfaceError, errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)
FULL = (errors.DiskFull,)


class IrHttp(models.AbstractModel):
    """What users read when the database could not do what they asked for."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        if cls._is_cut(exception):
            cls._leave_connection()
        words = cls._get_words(exception)
        if words:
            told = UserError(words)
            told.__cause__ = exception
            exception = told
        return super()._handle_error(exception)

    @classmethod
    def _get_words(cls, exception):
        """Why nothing was saved, and what to do; None where the error speaks for itself."""
        env = request.env
        if isinstance(exception, LOST):
            return env._(
                "Others are changing the same records at this moment, so nothing of yours was"
                " saved. Please try again."
            )
        if isinstance(exception, FULL):
            return env._(
                "The database has no room left, so nothing was saved. Tell your administrator, and"
                " try again once there is room."
            )
        if cls._is_cut(exception):
            return env._(
                "The connection to the database was lost. Reload the page to see whether your last"
                " change is there, and make it again if it is not."
            )
        return None

    @classmethod
    def _is_cut(cls, exception):
        """Whether the connection to the database is gone."""
        # in the middle of an answer that is no more than an error of the database
        is_bare = isinstance(exception, psycopg2.OperationalError) or (
            type(exception) is psycopg2.DatabaseError
        )
        return isinstance(exception, CUT) or (is_bare and not exception.pgcode)

    @classmethod
    def _leave_connection(cls):
        """Notice that the connection is gone: else Odoo does when it closes the cursor, and what
        that raises is told in place of our words."""
        try:
            request.env.cr.rollback()
        except psycopg2.Error:
            _logger.info("The connection to the database was lost", exc_info=True)
