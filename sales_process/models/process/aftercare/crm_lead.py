from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ....tools.context import without_screen
from ....tools.fields import RARELY_READ
from ....tools.refusals import refusable
from ....tools.transaction import get_queue

# Causes that tidy up what is there already, rather than carry an opportunity on
TIDYING_CAUSES = ("install", "import", "merge")


class CrmLead(models.Model):
    """Aftercare: the next action with a customer who has paid, and the next opportunity."""

    _inherit = "crm.lead"

    aftercare_planned_on = fields.Datetime(readonly=True, copy=False)
    origin_lead_id = fields.Many2one(
        "crm.lead",
        string="Follow-up Of",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('id', '!=', id)]",
        help="The earlier opportunity with this customer that led to this one.",
        prefetch=RARELY_READ,
    )
    follow_up_ids = fields.One2many("crm.lead", "origin_lead_id", string="Follow-ups", copy=False)
    has_follow_ups = fields.Boolean(
        compute="_compute_has_follow_ups", search="_search_has_follow_ups"
    )
    follow_up_count = fields.Integer(compute="_compute_follow_up_count")

    @api.depends("follow_up_count")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_has_follow_ups(self):
        for lead in self:
            lead.has_follow_ups = bool(lead.follow_up_count)

    def _search_has_follow_ups(self, operator, _value):
        """With follow-ups that the user sees, lost ones too."""
        if operator != "in":
            return NotImplemented
        follow_ups = self.with_context(active_test=False)._search([("origin_lead_id", "!=", False)])
        return Domain("id", "in", follow_ups.subselect("origin_lead_id"))

    @api.depends("follow_up_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_follow_up_count(self):
        """Those that the user sees, lost ones too."""
        groups = self.with_context(active_test=False)._read_group(
            [("origin_lead_id", "in", self.ids)], ["origin_lead_id"], ["__count"]
        )
        counts = dict(groups)
        for lead in self:
            lead.follow_up_count = counts.get(lead._origin, 0)

    def _on_stage_entered(self, previous):
        result = super()._on_stage_entered(previous)
        cause = get_queue(self.env).scope.cause
        if not cause or cause.name not in TIDYING_CAUSES:
            self.filtered(lambda lead: lead._is_in_aftercare())._plan_aftercare()
        return result

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: the merged ones are deleted as superuser as well; their follow-ups, whosever they
        # are, keep the link to where they come from
        follow_ups = opportunities.sudo().with_context(active_test=False).follow_up_ids
        (follow_ups - self - opportunities)._set_origin(self.id)
        return result

    @refusable("follow_ups")
    def _set_origin(self, lead_id):
        """These follow from another opportunity."""
        self.origin_lead_id = lead_id

    def _is_in_aftercare(self):
        """Whether the stage is the one of payment, or a won one after it."""
        self.ensure_one()
        stage = self.stage_id
        if not stage.is_won or stage.flow_step:
            return stage.is_won and stage.flow_step == "payment"
        pipeline = self.env["crm.team"]._get_pipeline(self.team_id.id)
        paid = stage.browse(other.id for other in pipeline if other.flow_step == "payment")
        return any(other._is_before(stage) for other in paid)

    def _plan_aftercare(self):
        """Plan the next action with a customer who has paid, once for each opportunity.

        To be called when an opportunity is paid; entering the stage of payment, or a won stage
        after it, calls it already. To be extended by what else is planned.
        """
        leads = self.filtered(
            lambda lead: (
                not lead.aftercare_planned_on
                and (lead.company_id or self.env.company).aftercare_activity_type_id
            )
        )
        return leads._create_aftercare() or self.browse()

    @refusable("aftercare", retry="_plan_aftercare")
    def _create_aftercare(self):
        values = []
        today = fields.Date.context_today(self)
        model_id = self.env["ir.model"]._get_id(self._name)
        for lead in self:
            company = lead.company_id or self.env.company
            user = lead.user_id.filtered("active") or lead.team_id.user_id.filtered("active")
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": company.aftercare_activity_type_id.id,
                    "summary": self.env._("Aftercare: how is it going?"),
                    "date_deadline": today + timedelta(days=company.aftercare_delay_days),
                    "user_id": user.id,
                    "automated": True,
                }
            )
        # planned for later: no mail to the seller for each of them
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values)
        # sudo: a fact, which users do not write
        self.sudo().with_context(tracking_disable=True).aftercare_planned_on = self.env.cr.now()
        return self

    def action_create_follow_up(self):
        """One click to the next potential contract with the same customer."""
        self.ensure_one()
        context = without_screen(self.env.context)
        leads = self.with_context(context)  # pylint: disable=context-overridden
        lead = leads.create(self._prepare_follow_up_vals())
        action = lead.redirect_lead_opportunity_view()
        action["views"] = [(False, "form")]
        return action

    def _prepare_follow_up_vals(self):
        """Values of the next opportunity with the same customer; to be extended by what else
        goes along."""
        self.ensure_one()
        return {
            "name": self.env._("Follow-up of %(name)s", name=self.name),
            "type": "opportunity",
            "origin_lead_id": self.id,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "contact_name": self.contact_name,
            "email_from": self.email_from,
            "phone": self.phone,
            "team_id": self.team_id.id,
            "user_id": self.user_id.filtered("active").id,
            "company_id": self.company_id.id,
            "tag_ids": [fields.Command.set(self.tag_ids.ids)],
        }

    @api.readonly
    def action_open_follow_ups(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_opportunities")
        # lost ones too: said by the domain, which does not travel to what is opened from the list
        action["domain"] = [("origin_lead_id", "=", self.id), ("active", "in", [True, False])]
        action["context"] = {
            "default_type": "opportunity",
            "default_origin_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return action
