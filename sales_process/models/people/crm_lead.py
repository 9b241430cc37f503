from odoo import fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Everyone who decides: the people of an opportunity, with their part."""

    _inherit = "crm.lead"

    person_ids = fields.One2many(
        "crm.lead.person",
        "lead_id",
        "People",
        copy=True,
        groups="sales_team.group_sale_salesman",
        help="Who at the customer has a part in the decision.",
    )

    def _merge_dependences(self, opportunities):
        """People of what is merged away go along; who is there already stays with the part."""
        result = super()._merge_dependences(opportunities)
        # sudo: of opportunities that one may merge all people go along
        mine = self.sudo().person_ids.partner_id
        for person in opportunities.sudo().person_ids:
            if person.partner_id not in mine:
                mine |= person.partner_id
                person.lead_id = self
        return result

    # ------------------------------------------------------------
    # SEND TO ALL
    # ------------------------------------------------------------

    def action_send_to_people(self):
        """Open Odoo's form that sends the latest quotation, without one a mail, to everyone who
        has a part; who cannot be written to is named.

        :raise UserError: nobody can be written to
        """
        self.ensure_one()
        persons = self.person_ids
        reachable, unreachable = persons._split_by_address()
        if not reachable:
            raise UserError(
                self.env._(
                    "Nobody of “%(lead)s” can be written to. Add people with an email address that"
                    " is not on the blacklist.",
                    lead=self.name,
                )
            )
        action = self._prepare_send_action(reachable.partner_id)
        if not unreachable:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Not sent to %(names)s: archived, without an email address, or on the"
                    " blacklist.",
                    names=", ".join(unreachable.partner_id.mapped("name")),
                ),
                "next": action,
            },
        }

    def _prepare_send_action(self, partners):
        order = self._get_order_to_send()
        context = {"default_partner_ids": partners.ids}
        if order:
            action = order.action_quotation_send()
            # as a customer of many would have it: the contact of the quotation is one of them
            context["default_partner_ids"] = (order.partner_id | partners).ids
        else:
            action = {
                "type": "ir.actions.act_window",
                "name": self.env._("Send to All"),
                "res_model": "mail.compose.message",
                "views": [(False, "form")],
                "target": "new",
                "context": {
                    "default_model": self._name,
                    "default_res_ids": self.ids,
                    "default_composition_mode": "comment",
                    "default_subject": self.name,
                },
            }
        return {**action, "context": {**action["context"], **context}}

    def _get_order_to_send(self):
        """The latest quotation that is still open, else the latest order."""
        orders = self.order_ids.filtered(lambda order: order.state != "cancel")
        orders = orders._filtered_access("write").sorted("id", reverse=True)
        return (orders.filtered(lambda order: order.state in ("draft", "sent")) or orders)[:1]
