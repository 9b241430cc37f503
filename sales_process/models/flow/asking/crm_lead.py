from odoo import fields, models

from ....tools.refusals import refusable
from ....tools.transaction import get_queue


class CrmLead(models.Model):
    """When the customer was asked to decide, and decided: said by documents."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _queue_dates(self, **vals):
        """Say when the customers of these opportunities were asked, or have decided."""
        dates = get_queue(self.env).dates
        for lead_id in self._ids:
            dates.setdefault(lead_id, {}).update(vals)

    @refusable(
        "dates",
        retry="_set_dates_again",
        arguments=lambda lead, dates: [
            {name: fields.Datetime.to_string(value) for name, value in dates[lead.id].items()}
        ],
    )
    def _set_dates(self, dates):
        """:param dict dates: ``{lead id: {field: value}}``, also of other opportunities"""

        def get_new(lead):
            """Winning may have said already when it was decided."""
            return tuple(
                (name, value)
                for name, value in dates[lead.id].items()
                if bool(value) != bool(lead[name])
            )

        for vals, leads in self.grouped(get_new).items():
            if vals:
                leads.write(dict(vals))

    def _set_dates_again(self, vals):
        """Say it once more where it was refused."""
        vals = {name: fields.Datetime.to_datetime(value) for name, value in vals.items()}
        self._set_dates(dict.fromkeys(self._ids, vals))
