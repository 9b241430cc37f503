from odoo import api, models
from odoo.tools import SQL, ormcache


class ResCompany(models.Model):
    """The currency that amounts of several companies have in common."""

    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    def cache_invalidation_fields(self):
        return super().cache_invalidation_fields() | {"currency_id"}

    @api.model
    @ormcache()
    def _get_common_currency(self):
        """The first company's currency, and whether any company has another one.

        :return: ``(currency id, bool)``
        """
        self.flush_model(["currency_id"])
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL("SELECT currency_id FROM res_company ORDER BY id")
            )
        ]
        return ids[0], len(set(ids)) > 1
