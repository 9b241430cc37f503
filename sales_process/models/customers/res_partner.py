from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The sales process on a contact's form: log, register a prospect, see the whole customer."""

    _inherit = "res.partner"

    sales_event_count = fields.Integer(
        "Event Count",
        compute="_compute_sales_event_count",
        groups="sales_team.group_sale_salesman",
        help="Events with any contact of the company, as far as you may read them.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_sales_event_count(self):
        customers = self._origin.commercial_partner_id
        counts = self.env["sales.customer.panel"]._count_events(customers.ids) if customers else {}
        for partner in self:
            partner.sales_event_count = counts.get(partner._origin.commercial_partner_id.id, 0)

    @api.readonly
    def get_sales_panel(self, filters=None):
        """Return everything about the customer that this contact belongs to, as plain JSON.

        :param dict filters: of the timeline, each may be left out: ``kinds``, a list of ``event``,
            ``move`` and ``document``, and ``offset``, how many entries are known already
        :return: dict: ``customer``, ``open``, ``timeline``, ``people`` and ``figures``
        :raise AccessError: the contact may not be read
        :raise UserError: a filter is wrong
        """
        self.ensure_one()
        return self.env["sales.customer.panel"]._get_panel(self, filters)

    @api.readonly
    def action_log_event(self):
        """Open the form that logs what has happened with this contact, filled in."""
        return self._prepare_event_log_action("contact", self.env.user)

    @api.readonly
    def action_new_prospect(self):
        """Open the form that registers a prospect, for the customer's salesperson."""
        self.ensure_one()
        seller = self.user_id or self.commercial_partner_id.user_id
        return self._prepare_event_log_action("prospect", seller or self.env.user)

    def _prepare_event_log_action(self, role, user):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_event_log_action")
        action["context"] = {
            "event_role": role,
            "default_customer_id": self.id,
            "default_user_id": user.id,
        }
        return action

    @api.readonly
    def action_view_sales_events(self):
        """Open the events of the customer, those that the number on the button counts."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_process.mail_activity_action_events"
        )
        action["domain"] = list(
            Domain("customer_id", "=", self.commercial_partner_id.id)
            & Domain("event_category_id", "!=", False)
            & Domain("active", "in", [True, False])
            & (
                Domain("user_id", "=", self.env.uid)
                | Domain("event_company_id", "in", [False, *self.env.companies.ids])
            )
        )
        action["context"] = {"force_search_count": 1}
        return action
