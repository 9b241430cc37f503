from odoo import api, fields, models

# rows on which an event can be logged and an activity be planned
CONTACT_MODELS = ("crm.lead", "res.partner", "sale.order")


class SalesCard(models.Model):
    """Rows that lead to the next contact: log it, plan it, make an opportunity of it."""

    _inherit = "sales.card"

    @api.model
    def _get_row_action_options(self):
        return {
            "log_call": {
                "sequence": 10,
                "label": self.env._("Log a Call"),
                "icon": "fa-phone",
                "method": "_run_log_call",
            },
            "log_visit": {
                "sequence": 20,
                "label": self.env._("Log a Visit"),
                "icon": "fa-handshake-o",
                "method": "_run_log_visit",
            },
            "log": {
                "sequence": 20,
                "label": self.env._("Log"),
                "icon": "fa-check-square-o",
                "method": "_run_log",
            },
            "plan": {
                "sequence": 30,
                "label": self.env._("Plan"),
                "icon": "fa-calendar-plus-o",
                "method": "_run_plan",
            },
            "new_opportunity": {
                "sequence": 40,
                "label": self.env._("New Opportunity"),
                "icon": "fa-star-o",
                "method": "_run_new_opportunity",
            },
            "lost": {
                "sequence": 80,
                "label": self.env._("Lost"),
                "icon": "fa-thumbs-o-down",
                "method": "_run_lost",
            },
            **super()._get_row_action_options(),
        }

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        match records._name:
            case "mail.activity":
                offered = self._get_event_contacts(records)
            case "calendar.event":
                offered = self._get_meeting_contacts(records)
            case model if model in CONTACT_MODELS:
                offered = self._get_document_contacts(records)
            case _:
                return actions
        for record_id, names in offered.items():
            actions[record_id] += names
        return actions

    def _get_event_contacts(self, events):
        """Prospects wait for a contact; of any event an opportunity may come."""
        may_log = self.env["sales.event.log"].has_access("create")
        may_open = self.env["crm.lead"].has_access("create")
        writable = events._filtered_access("write")
        offered = {}
        for event in events:
            is_prospect = event.active and event.event_category_id.role == "prospect"
            names = offered[event.id] = ["log_call", "log_visit"] if is_prospect and may_log else []
            if may_open and event.customer_id and not event.lead_id and event in writable:
                names.append("new_opportunity")
        return offered

    def _get_meeting_contacts(self, meetings):
        """A meeting that has begun was a visit, or was none."""
        if not self.env["sales.event.log"].has_access("create"):
            return {}
        now, today = fields.Datetime.now(), self._get_clock_today()
        return {
            meeting.id: ["log_visit"]
            for meeting in meetings
            if (meeting.start_date <= today if meeting.allday else meeting.start <= now)
        }

    def _get_document_contacts(self, records):
        may_log = self.env["sales.event.log"].has_access("create")
        may_plan = self.env["mail.activity.schedule"].has_access("create")
        may_lose = self.env["crm.lead.lost"].has_access("create")
        offered = {}
        for record in records._filtered_access("write"):
            if not record._active_name or record[record._active_name]:
                names = [*["log"] * may_log, *["plan"] * may_plan]
                if record._name == "crm.lead" and record.won_status == "pending" and may_lose:
                    names.append("lost")
                offered[record.id] = names
        return offered

    # ------------------------------------------------------------
    # DOING
    # ------------------------------------------------------------

    def _run_log_call(self, event, _values):
        return event._prepare_log_action("contact", event.user_id or self._get_card_user())

    def _run_log_visit(self, record, _values):
        if record._name == "calendar.event":
            return self._prepare_visit_action(record)
        return record._prepare_log_action("visit", record.user_id or self._get_card_user())

    def _prepare_visit_action(self, meeting):
        """Open the form that logs a meeting as the visit that it was."""
        user = self._get_card_user()
        visit = self.env["sales.event.category"].search([("role", "=", "visit")], limit=1)
        record = meeting._get_visit_records()[meeting]
        context = {
            "default_event_category_id": visit.id,
            "default_event_date": fields.Date.to_string(meeting._get_sales_day(user)),
            "default_summary": meeting.name,
            "default_user_id": user.id,
        }
        if record and record.has_access("read"):
            lead, customer = self.env["mail.activity"]._get_event_links(record)
            context |= {"default_lead_id": lead.id, "default_customer_id": customer.id}
        return self._prepare_event_action(context)

    def _run_log(self, record, _values):
        lead, customer = self.env["mail.activity"]._get_event_links(record)
        return self._prepare_event_action(
            {
                "default_lead_id": lead.id,
                "default_customer_id": customer.id,
                "default_user_id": self._get_card_user().id,
            }
        )

    def _run_plan(self, record, _values):
        """Odoo's own form that schedules an activity."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Activity"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": record._name,
                "active_id": record.id,
                "active_ids": record.ids,
                "default_activity_user_id": self._get_card_user().id,
            },
        }

    def _run_new_opportunity(self, event, _values):
        return event.action_create_opportunity()

    def _run_lost(self, lead, _values):
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_lost_action")
        action["context"] = {"dialog_size": "medium", "default_lead_ids": lead.ids}
        return action
