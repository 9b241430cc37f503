from odoo import api, models
from odoo.tools import SQL

from ....tools.bulk import suspended_checks


class CrmLead(models.Model):
    """What the opportunities that are there get at the installation, in one pass."""

    _inherit = "crm.lead"

    @api.model
    def _init_process(self):
        """Fill the new columns of the leads that are there, in one pass over the table. Their
        stages and amounts stay as they are."""
        cr = self.env.cr
        self.env.flush_all()
        values = self._get_init_values()
        keys = [name for name in values if self._fields[name].type == "many2one"]
        with suspended_checks(cr, self._table, keys, with_indexes=True):
            cr.execute(
                SQL(
                    """UPDATE crm_lead AS lead SET %s
                         FROM crm_lead AS self %s WHERE self.id = lead.id""",
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(name), value)
                        for name, value in values.items()
                    ),
                    SQL(" ").join(self._get_init_joins()),
                )
            )
        cr.execute("ANALYZE crm_lead")
        self.invalidate_model(flush=False)

    @api.model
    def _get_init_values(self):
        """What the new columns are filled with, ``{column: SQL}``. The row to fill is ``lead``, its
        currency ``currency``. To be extended together with :meth:`_get_init_joins`."""
        return {
            "weight": SQL("COALESCE(stage.weight, 0)"),
            "weighted_revenue": SQL(
                """CASE WHEN lead.won_status = 'lost' THEN 0
                        ELSE ROUND(COALESCE(lead.expected_revenue, 0)
                                   * COALESCE(stage.weight, 0)::numeric / 100,
                                   COALESCE(currency.decimal_places, 2)) END"""
            ),
            "started_by_id": SQL("lead.create_uid"),
            "closed_by_id": SQL("closing.entered_by_id"),
            "decided_on": SQL(
                """CASE WHEN lead.won_status IN ('won', 'lost')
                        THEN COALESCE(lead.date_closed, closing.entered_on) END"""
            ),
        }

    @api.model
    def _get_init_joins(self):
        """The tables that the values are read from, joined to ``self``, the row to fill. To be
        extended together with :meth:`_get_init_values`.

        :return: list of SQL
        """
        return [
            SQL("LEFT JOIN crm_stage AS stage ON stage.id = self.stage_id"),
            SQL(
                "LEFT JOIN res_company AS company ON company.id = COALESCE(self.company_id, %s)",
                self.env.company.id,
            ),
            SQL("LEFT JOIN res_currency AS currency ON currency.id = company.currency_id"),
            SQL(
                """
                LEFT JOIN (
                       SELECT DISTINCT ON (stay.lead_id)
                              stay.lead_id, stay.entered_by_id, stay.entered_on
                         FROM crm_lead_stage_history AS stay
                         JOIN crm_stage AS won ON won.id = stay.stage_id AND won.is_won
                     ORDER BY stay.lead_id, stay.entered_on, stay.id
                     ) AS closing ON closing.lead_id = self.id AND self.won_status = 'won'
                """
            ),
        ]
