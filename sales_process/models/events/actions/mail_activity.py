from odoo import api, models
from odoo.exceptions import UserError

from ....tools.context import without_screen


class MailActivity(models.Model):
    """What a person does with an event: open it, take it back, make something of it."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    @api.readonly
    def get_import_templates(self):
        label = self.env._("Import Template for Events")
        return [{"label": label, "template": "/sales_process/static/samples/events.csv"}]

    @api.readonly
    def action_open_event(self):
        """Open the event itself, to complete, edit or delete it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.event_category_id.name or self.env._("Activity"),
            "res_model": "mail.activity",
            "res_id": self.id,
            "views": [(self.env.ref("sales_process.mail_activity_view_form_event").id, "form")],
            "target": "new",
            # whatever the list shows from which it is opened
            "context": {"active_test": True},
        }

    @api.readonly
    def action_log_contact(self):
        """Open the form that logs the contact which answers this prospect, filled in."""
        self.ensure_one()
        category = self.env["sales.event.category"].search(
            [("answers_category_ids", "in", self.event_category_id.ids)], limit=1
        )
        action = self._prepare_log_form()
        action["context"]["default_event_category_id"] = category.id
        return action

    def _prepare_log_action(self, role, user):
        """Return the form that logs a contact or visit with whom the event is about, filled in.

        :param role: of the category that is logged; one that answers the event before others
        :param user: the seller who was in touch
        """
        self.ensure_one()
        categories = self.env["sales.event.category"].search([("role", "=", role)])
        answering = categories.filtered(
            lambda category: self.event_category_id in category.answers_category_ids
        )
        action = self._prepare_log_form()
        action["context"] |= {
            "default_event_category_id": (answering or categories)[:1].id,
            "default_user_id": user.id,
        }
        return action

    def _prepare_log_form(self):
        """Return the form that logs an event about the same customer and opportunity."""
        partner = self.customer_id
        if self.res_model == "res.partner":
            # the person of the company whom the event is about
            partner = partner.browse(self.res_id).exists() or partner
        action = self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_event_log_action")
        action["context"] = {
            "default_customer_id": partner.id,
            "default_lead_id": self.lead_id.id,
            "default_summary": self.summary,
        }
        return action

    @api.readonly
    def action_ask_closing_reason(self):
        """Open the form that asks why this prospect needs no contact."""
        self.ensure_one()
        view = self.env.ref("sales_process.mail_activity_view_form_close")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close without a Contact"),
            "res_model": "mail.activity",
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_close_without_contact(self):
        """Take a prospect off the seller's view although nobody was in touch, for a reason.

        :raise UserError: without a reason
        """
        for event in self.filtered("active"):
            reason = (event.feedback or "").strip()
            if not reason:
                raise UserError(
                    self.env._(
                        "Say why “%(event)s” needs no contact: the reason is shown with it.",
                        event=event.display_name,
                    )
                )
            event._action_done(feedback=reason)
        return {"type": "ir.actions.act_window_close"}

    def action_undo_event(self):
        """Make done events planned again; prospects that they answered come back."""
        self.filtered(lambda event: not event.active).action_unarchive()
        return {"type": "ir.actions.act_window_close"}

    def action_create_opportunity(self):
        """Create an opportunity for the event's customer and open it.

        :return: an action that opens the opportunity; the same one when asked again
        """
        self.ensure_one()
        lead = self.lead_id
        if not lead:
            context = without_screen(self.env.context)
            leads = self.env["crm.lead"].with_context(context)  # pylint: disable=context-overridden
            lead = leads.create(self._prepare_opportunity_vals())
            self._link_to_opportunity(lead)
        return lead.redirect_lead_opportunity_view()

    def _prepare_opportunity_vals(self):
        """Values of an opportunity that is made from the event. To be extended."""
        self._require_customer()
        return {
            "name": self.env._(
                "%(customer)s: %(event)s",
                customer=self.customer_id.name,
                event=self.summary or self.event_category_id.name or self.activity_type_id.name,
            ),
            "type": "opportunity",
            "partner_id": self.customer_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "team_id": self.event_team_id.id or self.user_id.sale_team_id.id,
            "description": self.note,
        }

    def _link_to_opportunity(self, lead):
        """Move the event to the opportunity that came of it."""
        self.with_context(mail_activity_quick_update=True).write(
            {"res_model_id": self.env["ir.model"]._get_id("crm.lead"), "res_id": lead.id}
        )

    def action_create_quotation(self):
        """Open a new quotation for the event's customer and opportunity."""
        self.ensure_one()
        if self.lead_id:
            return self.lead_id.action_sale_quotations_new()
        self._require_customer()
        action = self.env["ir.actions.actions"]._for_xml_id("sale.action_quotations")
        action.update(views=[(False, "form")], view_mode="form")
        action["context"] = {
            "default_partner_id": self.customer_id.id,
            "default_user_id": self.user_id.id or self.env.uid,
            "default_origin": self.summary or self.event_category_id.name,
        }
        return action

    def action_create_task(self):
        """Schedule an activity for a colleague on the event's document."""
        self.ensure_one()
        self._require_document()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Task for a Colleague"),
            "res_model": "mail.activity",
            "views": [(self.env.ref("mail.mail_activity_view_form_popup").id, "form")],
            "target": "new",
            "context": {
                "default_res_model": self.res_model,
                "default_res_id": self.res_id,
                "default_user_id": False,
                "default_note": self.note,
                "default_summary": self.summary,
                "default_activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            },
        }

    def _require_customer(self):
        if not self.customer_id:
            raise UserError(
                self.env._(
                    "The event “%(event)s” has no customer yet. Set the customer on its "
                    "opportunity first.",
                    event=self.display_name,
                )
            )

    def _require_document(self):
        if not self.res_model:
            raise UserError(
                self.env._(
                    "The activity “%(event)s” is linked to no customer or document. Link it first.",
                    event=self.display_name,
                )
            )
