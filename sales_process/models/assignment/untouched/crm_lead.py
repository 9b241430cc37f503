from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What people write, not what programs log
WRITTEN_TYPES = ("comment", "email_outgoing")


class CrmLead(models.Model):
    """Has anybody worked on a lead since it arrived?"""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    is_untouched = fields.Boolean(
        "Untouched",
        compute="_compute_is_untouched",
        search="_search_is_untouched",
        help="It came from somebody else than its salesperson, who has done nothing with it yet;"
        " and nobody has logged an event, written a message, moved it on or made a quotation.",
    )

    @api.depends_context("uid")
    def _compute_is_untouched(self):
        untouched = self._filter_untouched()
        for lead in self:
            lead.is_untouched = lead in untouched

    @api.model
    def _search_is_untouched(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._get_untouched_sql())

    def _filter_untouched(self):
        """Of these leads, those that nobody has worked on, in one query."""
        # sudo: whether anything is there, whoever may read it
        leads = self.sudo().with_context(active_test=False)
        domain = Domain("id", "in", self.ids) & Domain("is_untouched", "=", True)
        return self.browse(leads.search(domain)._ids)

    @api.model
    def _get_untouched_sql(self):
        """The ids of leads that nobody has worked on. To be extended by what else is work."""
        for model in ("mail.activity", "mail.message", "sale.order", "crm.lead.stage.history"):
            self.env[model].flush_model()
        return SQL(
            """(
            SELECT lead.id
              FROM crm_lead AS lead
         LEFT JOIN res_users AS seller ON seller.id = lead.user_id
             WHERE lead.create_uid IS DISTINCT FROM lead.user_id
               AND NOT EXISTS (SELECT FROM mail_activity AS event
                                WHERE event.lead_id = lead.id AND NOT event.active)
               AND NOT EXISTS (SELECT FROM mail_message AS message
                            LEFT JOIN res_users AS colleague
                                   ON colleague.partner_id = message.author_id
                                  AND NOT colleague.share
                                WHERE message.model = 'crm.lead' AND message.res_id = lead.id
                                  AND (message.author_id = seller.partner_id
                                    OR message.message_type IN %(written)s
                                       AND colleague.id IS NOT NULL))
               AND NOT EXISTS (SELECT FROM sale_order AS sale
                                WHERE sale.opportunity_id = lead.id)
               AND NOT EXISTS (SELECT FROM crm_lead_stage_history AS stay
                                 JOIN crm_lead_stage_history AS earlier
                                   ON earlier.lead_id = stay.lead_id
                                  AND earlier.entered_on < stay.entered_on
                                WHERE stay.lead_id = lead.id AND stay.cause = 'person')
            )""",
            written=WRITTEN_TYPES,
        )
