from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....tools.values import check_id, find_sent
from ....tools.workdays import add_workdays

# what tells whether a card of activities lists open ones, and of which days
PLANNED_FIELDS = ("active", "date_deadline")


class SalesCard(models.Model):
    """What a click on a card opens: all its records, one of them, a new one, its settings."""

    _inherit = "sales.card"

    can_create = fields.Boolean("May Create", compute="_compute_can_create")

    @api.depends("model")
    @api.depends_context("uid")
    def _compute_can_create(self):
        """Only who may create what a card makes gets its +."""
        for card in self:
            name = card._get_created_model()
            card.can_create = name in self.env and self.env[name].has_access("create")

    @api.readonly
    def action_open_records(self):
        """Open all records of the card: the same domain as the count, the sum and the rows."""
        self.ensure_one()
        self._check_readable()
        base = self._get_base_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "views": base.get("views") or [(False, "list"), (False, "form")],
            "search_view_id": base.get("search_view_id") or False,
            "domain": list(self._get_record_domain()),
            "context": self._prepare_create_context(),
            "help": self.empty_help,
        }

    @api.readonly
    def action_open_row(self, record_id):
        """Open one row: events in a dialog, where they are completed, edited or deleted."""
        self.ensure_one()
        check_id(self.env[self.model], record_id)
        record = find_sent(self.env[self.model], record_id)
        if not record:
            raise UserError(self.env._("This record was deleted meanwhile. Reload the view."))
        record.check_access("read")
        return self._prepare_row_action(record)

    @api.readonly
    def action_create_record(self):
        """Open an empty form, filled with what the card knows."""
        self.ensure_one()
        self._check_readable()
        context = self._prepare_create_context()
        if self.model == "mail.activity":
            return self._prepare_event_action(context)
        return self._prepare_form_action(self.model, self.env._("New"), context)

    def _get_created_model(self):
        """Return the name of the model of which + makes a record. To be extended for a model whose
        records are made of another."""
        self.ensure_one()
        return self.model

    def _get_base_action(self):
        """Return views for the list that a click on the card opens."""
        xmlid = self._get_base_action_xmlids().get(self.model)
        if self.model == "mail.activity" and self.event_category_id:
            xmlid = "sales_process.mail_activity_action_events"
        action = xmlid and self.env.ref(xmlid, raise_if_not_found=False)
        if not action:
            return {}
        # anybody may open the app's own list; its definition is not readable for all
        values = action.sudo().read(["views", "search_view_id"])[0]
        views = sorted(values["views"], key=lambda view: view[1] != "list")
        search_view = values["search_view_id"]
        return {"views": views, "search_view_id": search_view and list(search_view)}

    @api.model
    def _get_base_action_xmlids(self):
        """Return the action whose list shows the records of a model, by the model's name.

        To be extended by models of your own.
        """
        return {
            "mail.activity": "mail.mail_activity_action",
            "crm.lead": "crm.crm_lead_action_pipeline",
            "calendar.event": "calendar.action_calendar_event",
            "res.partner": "contacts.action_contacts",
        }

    def _prepare_row_action(self, record):
        """Return the action that opens a row. To be extended by other ways for a model."""
        action = {
            "type": "ir.actions.act_window",
            "name": record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
        if record._name == "mail.activity":
            action = record.action_open_event()
        return action

    def _prepare_create_context(self):
        """Return defaults for a new record of the card, as a context. To be extended by more."""
        model = self.env[self.model]
        context = {}
        if self.owner_field_name:
            field = model._fields[self.owner_field_name]
            owner = self._get_card_owner(field)
            value = owner[:1].id if field.type == "many2one" else owner.ids
            context[f"default_{self.owner_field_name}"] = value
        if self.event_category_id and "event_category_id" in model._fields:
            context["default_event_category_id"] = self.event_category_id.id
        if self.model == "crm.lead":
            context["default_type"] = "opportunity"
        if self.model == "mail.activity" and not self.event_category_id:
            context |= self._prepare_planned_context()
        return context

    def _prepare_planned_context(self):
        """What is made on a card of open events of all kinds is planned, for the first day from
        today on that the card shows; on one of done events it is done."""
        today = self._get_clock_today()
        days = (today, today + timedelta(days=1))
        lists = self._get_filter_domain(self.env["mail.activity"]).map_conditions(
            lambda condition: condition if condition.field_expr in PLANNED_FIELDS else Domain.TRUE
        )
        planned = self.env["mail.activity"]
        for day in days:
            event = planned.new({"active": True, "date_deadline": day})
            if event.filtered_domain(lists):
                workday = add_workdays(day, 0, self._get_card_user()._get_workdays())
                date = fields.Date.to_string(day if day == today else workday)
                return {"default_is_planned": True, "default_event_date": date}
        return {}

    @api.model
    def _prepare_event_action(self, context):
        """Open the form that logs or plans an event."""
        return {
            **self._prepare_form_action("sales.event.log", self.env._("Log an Event"), context),
            "target": "new",
        }

    @api.model
    def _prepare_form_action(self, model, name, context):
        """Open an empty form."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "context": context,
        }

    def action_make_personal(self):
        """Make an own card from this one, open its settings."""
        self.ensure_one()
        personal = self.copy(
            {
                "name": self.env._("%s (mine)", self.name),
                "user_id": self.env.uid,
                "group_ids": False,
                "sequence": self.sequence,
            }
        )
        return personal.action_open_settings()

    @api.readonly
    def action_open_settings(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Card Settings"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("sales_process.sales_card_view_form").id, "form")],
        }
