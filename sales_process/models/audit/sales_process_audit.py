import logging
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

MAX_EXAMPLES = 10
MEND_BATCH = 1000


class Check(NamedTuple):
    """One invariant that is checked."""

    label: str
    model: str  # of the records that may violate it
    is_mended: bool  # what violates it can be derived again


class SalesProcessAudit(models.AbstractModel):
    """Checks in a whole database what must always be true, and mends what is derived.

    Each check is one query for any number of records, and three methods of its name:
    ``_find_<check>`` returns rows that begin with the id of a record which violates it,
    ``_explain_<check>`` says of a row what is wrong, and ``_mend_<check>``, where the truth can be
    derived again, puts records right.
    """

    _name = "sales.process.audit"
    _description = "Audit of the Sales Process"

    @api.model
    def _get_checks(self):
        """``{name: Check}`` in the order in which they are made. To be extended."""
        return {}

    @api.model
    def run(self, checks=None, mend=False):
        """Check the invariants of the sales process in all companies.

        :param list checks: names of checks; all of them without
        :param bool mend: put right what can be derived again
        :return: ``[{"check", "label", "model", "count", "examples", "is_mended", "mended"}]``, one
            for each check; ``examples`` are ``{"id", "reason"}`` of the first records, ``mended``
            is the number of records that are right now
        :raise odoo.exceptions.AccessError: for all but administrators
        :raise odoo.exceptions.UserError: there is no check of that name
        """
        auditor = self._get_auditor()
        known = self._get_checks()
        names = known if checks is None else checks
        names = names if isinstance(names, (list, tuple, dict)) else [names]
        self._check_known(names)
        return [auditor._run_check(name, known[name], mend) for name in names]

    @api.model
    def _check_known(self, names):
        """:raise odoo.exceptions.UserError: there is no check of that name"""
        known = self._get_checks()
        for name in names:
            if not isinstance(name, str) or name not in known:
                raise UserError(
                    self.env._(
                        "There is no check “%(name)s”. Choose of: %(known)s",
                        name=name,
                        known=", ".join(known),
                    )
                )

    @api.model
    def _get_auditor(self):
        """The audit with the eyes of all companies, everything written that was queued."""
        if not self.env.is_system():
            raise AccessError(self.env._("Only administrators check the data of all companies."))
        # sudo: an invariant holds for the records of all companies, whoever may read them
        auditor = self.sudo().with_context(active_test=False)
        auditor.env["crm.lead"]._work_off()
        auditor.env.flush_all()
        auditor.env["crm.lead.stage.history"].flush_model()
        return auditor

    @api.model
    def _get_violating_ids(self, name):
        """Ids of the records that violate an invariant now."""
        auditor = self._get_auditor()
        self._check_known([name])
        return [row[0] for row in getattr(auditor, f"_find_{name}")()]

    @api.model
    def _run_check(self, name, check, mend=False):
        rows = getattr(self, f"_find_{name}")()
        explain = getattr(self, f"_explain_{name}")
        result = {
            "check": name,
            "label": check.label,
            "model": check.model,
            "count": len(rows),
            "examples": [{"id": row[0], "reason": explain(*row)} for row in rows[:MAX_EXAMPLES]],
            "is_mended": check.is_mended,
            "mended": 0,
        }
        if mend and rows and check.is_mended:
            result["mended"] = self._mend(name, check, [row[0] for row in rows])
        return result

    @api.model
    def _mend(self, name, check, ids):
        """Put records right.

        :return: how many of them are right afterwards
        """
        mend = getattr(self, f"_mend_{name}")
        for batch in split_every(MEND_BATCH, ids):
            mend(self.env[check.model].browse(batch))
            self.env.flush_all()
            self.env.invalidate_all()
        left = {row[0] for row in getattr(self, f"_find_{name}")()}
        mended = len(set(ids) - left)
        _logger.info("Audit, %s: %d of %d mended", name, mended, len(ids))
        return mended
