from odoo import api, models
from odoo.exceptions import UserError


class SalesEventLog(models.TransientModel):
    """How programs and imports log events: in one call, which returns the ids of the events."""

    _inherit = "sales.event.log"

    @api.model
    def log_events(self, vals_list):
        """Log events as the form does: done, or planned where the date lies ahead or the category
        is not logged as done.

        :param list vals_list: dicts with fields of the form: ``event_category_id``, and a
            ``customer_id``, a ``lead_id`` or both; the others have the form's defaults
        :return: list of ids of ``mail.activity``, in the order of the values
        :raise UserError: says what is missing or wrong; nothing is logged then
        """
        return self.create(vals_list)._log_all().ids

    @api.model
    def load(self, fields, data):
        """Log the rows of an import. As everywhere in Odoo all of them are logged, or none: a row
        that cannot be logged has a message that says why.

        :return: as of other models; ``ids`` are those of the events
        """
        result = super().load(fields, data)
        if not result["ids"]:
            return result
        logged, errors = self.env["mail.activity"], []
        with self.env.cr.savepoint() as savepoint:
            for row, form in enumerate(self.browse(result["ids"])):
                try:
                    with self.env.cr.savepoint():
                        logged += form._log_all()
                except UserError as error:
                    errors.append(self._prepare_row_error(row, error))
            if errors:
                savepoint.close()  # undone
        return {
            **result,
            "ids": False if errors else logged.ids,
            "messages": [*result["messages"], *errors],
        }

    @api.model
    def _prepare_row_error(self, row, error):
        return {
            "type": "error",
            "message": str(error),
            "record": row,
            "rows": {"from": row, "to": row},
        }
