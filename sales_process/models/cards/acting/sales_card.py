from odoo import api, models
from odoo.exceptions import UserError


class SalesCard(models.Model):
    """What can be done with a row where it stands, with one click."""

    _inherit = "sales.card"

    def _get_row_actions(self, records):
        """Return what the user may do with each row at once. To be extended, in batch: an action
        is a name here, a label in :meth:`_get_row_action_labels`, and a method
        ``_run_row_action_<name>(record, values)``.

        :return: dict ``{record id: [names]}``
        """
        self.ensure_one()
        return {}

    @api.model
    def _get_row_action_labels(self):
        """Return what the buttons of the actions say: ``{name: text}``. To be extended with
        :meth:`_get_row_actions`."""
        return {}

    def run_row_action(self, res_id, action, values=None):
        """Do with one row what its button says.

        :param int res_id: the record of the row
        :param str action: a name that the row of ``preview`` has among its ``actions``
        :param dict values: what the action asks for, if it asks
        :return: an action to open, or ``{"undo": False}``
        :raise UserError: the record is gone, or this can no longer be done with it
        """
        self.ensure_one()
        self._check_readable()
        record = self._get_row_record(res_id)
        if action not in self._get_row_actions(record).get(record.id, ()):
            raise UserError(self._get_row_action_problem(record, action))
        run = getattr(self, f"_run_row_action_{action}")
        return run(record, values or {}) or {"undo": False}

    def _get_row_action_problem(self, record, action):
        """Return why an action cannot be run. To be extended by better reasons."""
        return self.env._(
            "“%(record)s” does not allow this (any more): “%(action)s”. Reload the view.",
            record=record.display_name,
            action=self._get_row_action_labels().get(action, action),
        )

    def _prepare_rows(self, records, columns):
        rows = super()._prepare_rows(records, columns)
        actions, labels = self._get_row_actions(records), self._get_row_action_labels()
        for row in rows:
            row["actions"] = [
                {"name": name, "label": labels[name]} for name in actions.get(row["id"], ())
            ]
        return rows
