from datetime import datetime
from functools import lru_cache

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.tools import babel_locale_parse

# what the reasons and tones of a model's rows are made of, and what can be done with them
ROW_FIELDS = {
    "mail.activity": (
        "active", "activity_type_id", "create_date", "create_uid", "customer_id", "date_deadline",
        "event_category_id", "is_held", "lead_id", "outcome_id", "res_id", "res_model", "user_id",
    ),
    "crm.lead": ("active", "company_id", "date_deadline", "type", "user_id", "won_status"),
    "calendar.event": ("allday", "start", "start_date"),
}  # fmt: skip


@lru_cache(maxsize=1024)
def _write_day(skeleton, day, lang_code):
    """The same few days stand in many rows."""
    return format_skeleton(skeleton, day, locale=babel_locale_parse(lang_code))


class SalesCard(models.Model):
    """Why a row is on the card, and how urgent it is."""

    _inherit = "sales.card"

    @api.model
    def _get_row_fields(self, model):
        return (*super()._get_row_fields(model), *ROW_FIELDS.get(model._name, ()))

    def _get_row_reasons(self, records):
        """Return a short sentence for each record: why it is on the card.

        To be extended by models of your own, in batch.

        :return: dict ``{record id: text}``
        """
        self.ensure_one()
        if records._name == "mail.activity":
            return self._get_activity_reasons(records)
        general = self._get_general_reason(records)
        return dict.fromkeys(records.ids, general)

    def _get_row_tones(self, records):
        """Return how urgent rows are: ``danger``, ``warning`` or nothing.

        To be extended, as :meth:`_get_row_reasons`.

        :return: dict ``{record id: tone}``
        """
        self.ensure_one()
        if records._name not in ("mail.activity", "crm.lead"):
            return {}
        today = self._get_clock_today()
        tones = {}
        for record in records:
            day = record.date_deadline
            if not day or not record.active:
                continue
            if day < today:
                tones[record.id] = "danger"
            elif day == today:
                tones[record.id] = "warning"
        return tones

    def _get_row_alerts(self, records, tones):
        """Say of coloured rows why they are, in a few words. To be extended, as
        :meth:`_get_row_tones`, by what that colours.

        :param tones: what :meth:`_get_row_tones` has returned
        :return: dict ``{record id: text}``
        """
        self.ensure_one()
        if records._name not in ("mail.activity", "crm.lead"):
            return {}
        is_event = records._name == "mail.activity"
        alerts = {}
        for record_id, tone in tones.items():
            if is_event:
                late, today = self.env._("Overdue"), self.env._("Due today")
            else:
                day = self._format_day(records.browse(record_id).date_deadline)
                late = self.env._("Closing was expected on %s", day)
                today = self.env._("Closing is expected today")
            alerts[record_id] = late if tone == "danger" else today
        return alerts

    def _get_general_reason(self, records):
        parts = [self.reason, self._get_owner_reason(records), self._get_period_reason(records)]
        if not any(parts):
            parts = [self.env._("Matches the filter of this card")]
        return " · ".join(filter(None, parts))

    def _get_owner_reason(self, records):
        if not self.owner_field_name:
            return False
        field = records._fields[self.owner_field_name]
        if field.comodel_name == "crm.team":
            teams = self._get_card_owner(field)
            return ", ".join(teams.mapped("name"))
        owner = self._get_card_user()
        if self.owner_field_name == "user_id":
            if owner == self.env.user:
                return self.env._("Assigned to you")
            return self.env._("Assigned to %(name)s", name=owner.sudo().name)
        return self.env._(
            "%(field)s: %(name)s",
            field=self._get_field_label(field),
            name=self.env._("you") if owner == self.env.user else owner.sudo().name,
        )

    def _get_period_reason(self, records):
        if self.period == "all" or not self.date_field_name:
            return False
        return self.env._(
            "%(field)s: %(period)s",
            field=self._get_field_label(records._fields[self.date_field_name]),
            period=self._get_period_label(),
        )

    def _get_period_label(self):
        """Return the period as it stands within a sentence: "this month"."""
        period = self._fields["period"].get_description(self.env, ["selection"])
        return dict(period["selection"])[self.period].lower()

    def _get_activity_reasons(self, activities):
        today = self._get_clock_today()
        period = self._get_period_label() if self.period != "all" else False
        reasons = {}
        for activity in activities:
            if not activity.active:
                reason = self._get_done_reason(activity)
            elif activity.event_category_id.role == "prospect":
                reason = self._get_prospect_reason(activity)
            else:
                reason = self._get_due_reason(activity, today)
            reasons[activity.id] = " · ".join(filter(None, [self.reason, reason, period]))
        return reasons

    @api.model
    def _get_done_reason(self, activity):
        category = activity.event_category_id.name
        if activity.is_held:
            return self.env._("%(category)s held", category=category)
        if category:
            return self.env._(
                "%(category)s: %(outcome)s",
                category=category,
                outcome=activity.outcome_id.name or self.env._("answered"),
            )
        return self.env._("Done")

    @api.model
    def _get_prospect_reason(self, activity):
        return self.env._(
            "%(category)s registered by %(author)s on %(made_on)s, not yet answered",
            category=activity.event_category_id.name,
            # sudo: who made it is shown by name, as in the chatter
            author=activity.create_uid.sudo().name,
            made_on=self._format_day(activity.create_date),
        )

    @api.model
    def _get_due_reason(self, activity, today):
        late = (today - activity.date_deadline).days
        if late > 1:
            return self.env._("Due %(late)s days ago", late=late)
        if late == 1:
            return self.env._("Due yesterday")
        if late == 0:
            return self.env._("Due today")
        category = activity.event_category_id or activity.activity_type_id
        return self.env._("Planned: %(category)s", category=category.name)

    @api.model
    def _get_clock_today(self):
        """Return today's date where the seller is whose view it is."""
        clock = self._get_card_user()._get_sales_clock()
        return fields.Date.context_today(clock["base"])

    @api.model
    def _format_day(self, value):
        """Write a day as people say it: "3 May", with the year when it is another one."""
        if not value:
            return ""
        if isinstance(value, datetime):
            clock = self._get_card_user()._get_sales_clock()
            value = fields.Datetime.context_timestamp(clock["base"], value).date()
        skeleton = "MMMd" if value.year == self._get_clock_today().year else "yMMMd"
        lang = self.env["res.lang"]._get_data(code=self.env.lang or self.env.user.lang)
        return _write_day(skeleton, value, lang.code)
