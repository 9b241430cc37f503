from odoo import fields, models

from ....tools.fields import RARELY_READ
from ....tools.refusals import refusable
from ....tools.sql import add_columns

# What rules go by that is often not known when a lead arrives: country, size, product line
KNOWN_LATER = ("country_id", "expected_revenue", "product_line_id")
# A lead has its country from its contact
SOURCES = {*KNOWN_LATER, "partner_id"}


class CrmLead(models.Model):
    """Rules look at a lead once more when its country, size or product line first becomes known."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    was_assigned_again = fields.Boolean(
        "Looked at Again",
        readonly=True,
        copy=False,
        help="The assignment rules have looked at it a second time, when its country, size or"
        " product line became known.",
        prefetch=RARELY_READ,
    )

    def _auto_init(self):
        """Add the column empty, without a look at each lead."""
        add_columns(self.env.cr, self._table, {"was_assigned_again": ("bool", None)})
        return super()._auto_init()

    def write(self, vals):
        unknown = self._get_unknown(vals)
        result = super().write(vals)
        if unknown:
            self.browse(unknown)._assign_when_known(unknown)
        return result

    def _get_unknown(self, vals):
        """What is not known yet of the leads that rules may look at again.

        Who has a lead, and fills in what is missing, works on it.

        :return: ``{lead id: names of fields}``
        """
        if SOURCES.isdisjoint(vals) or "user_id" in vals or "team_id" in vals:
            return {}
        if not self.env["crm.assignment.rule"]._has_rules("create"):
            return {}
        # sudo: rules work for everybody
        return {
            lead.id: names
            for lead in self.sudo()
            if lead.active
            and lead.won_status == "pending"
            and not lead.was_assigned_again
            and (lead.assignment_rule_id or not lead.user_id)
            and lead.user_id != self.env.user
            and (names := [name for name in KNOWN_LATER if not lead[name]])
        }

    def _assign_when_known(self, unknown):
        """Let the rules decide anew on leads of which something has become known that nobody has
        worked on; once on each.

        :param dict unknown: what was not known, as :meth:`_get_unknown` returns it
        """
        # sudo: rules work for everybody, and pass on to whom the user could not
        leads = self.sudo().filtered(lambda lead: any(lead[name] for name in unknown[lead.id]))
        leads = leads._filter_untouched()
        if not leads:
            return
        leads.with_context(tracking_disable=True).write({"was_assigned_again": True})
        outcomes = {}
        for lead_id, decision in self.env["crm.assignment.rule"]._plan(leads, "create").items():
            lead = leads.browse(lead_id)
            if not decision.is_final or lead.user_id in decision.rule._get_sellers():
                continue
            if (lead.user_id.id, lead.team_id.id) != (decision.user_id, decision.team_id):
                outcomes[lead_id] = (
                    decision.rule, decision.user_id, decision.team_id, decision.reason,
                )  # fmt: skip
        sees_all = self.env.su or self.env.user.has_group(
            "sales_team.group_sale_salesman_all_leads"
        )
        self.browse(outcomes)._pass_on_when_known(outcomes, sees_all)

    @refusable("assignment", retry=None)
    def _pass_on_when_known(self, outcomes, sees_all):
        """As :meth:`_pass_on`; what the company's own rules refuse stays with whom it is."""
        self._give_to(outcomes, sees_all)
