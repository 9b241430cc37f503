from datetime import date

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import ValidationError

# Nobody has sales events before or after: another year is a typing error.
EARLIEST_EVENT_DATE = date(2000, 1, 1)
LATEST_EVENT_DATE = date(2099, 12, 31)


class MailActivity(models.Model):
    """What is refused: events that could count for nobody."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _check_event(self):
        """Refuse events that could count for nobody. To be extended by what else is refused.

        :raise ValidationError: names the event and what to correct
        """
        for event in self.filtered("event_category_id"):
            event._check_event_category()
            event._check_event_customer()
            event._check_event_date()
            event._check_event_seller()

    def _check_event_category(self):
        if not self.event_category_id.active:
            raise ValidationError(
                self.env._(
                    "The event category “%(category)s” is archived. Choose another category for "
                    "“%(event)s”, or ask an administrator to restore it.",
                    category=self.event_category_id.name,
                    event=self.display_name,
                )
            )

    def _check_event_customer(self):
        if not self.customer_id and not self.lead_id:
            raise ValidationError(
                self.env._(
                    "The event “%(event)s” (%(category)s) has no customer and no opportunity. "
                    "Choose a customer or an opportunity, so that it can count.",
                    event=self.display_name,
                    category=self.event_category_id.name,
                )
            )

    def _check_event_date(self):
        for day in (self.event_date, self.date_deadline):
            if day and not EARLIEST_EVENT_DATE <= day <= LATEST_EVENT_DATE:
                raise ValidationError(
                    self.env._(
                        "The event “%(event)s” is dated %(date)s. Check the year: events are "
                        "from %(earliest)s to %(latest)s.",
                        event=self.display_name,
                        date=day.isoformat(),
                        earliest=fields.Date.to_string(EARLIEST_EVENT_DATE),
                        latest=fields.Date.to_string(LATEST_EVENT_DATE),
                    )
                )

    def _check_event_seller(self):
        # sudo: the seller may be one that the current user cannot read; only named in the message
        user = self.user_id.sudo()
        if not user:
            return
        if not user.active and user.id != SUPERUSER_ID:
            raise ValidationError(
                self.env._(
                    "%(user)s is no longer active. Choose another seller for the event "
                    "“%(event)s”.",
                    user=user.name,
                    event=self.display_name,
                )
            )
        company = self._get_serving_company()
        if company and company not in user.company_ids:
            raise ValidationError(
                self.env._(
                    "%(user)s does not work for %(company)s. Choose a seller of that company for "
                    "the event “%(event)s”.",
                    user=user.name,
                    company=company.name,
                    event=self.display_name,
                )
            )

    def _get_serving_company(self):
        """The company for which an event's seller has to work; empty where any may serve."""
        # sudo: of a company that the current user cannot read; only compared, or named in a message
        event = self.sudo()
        return event.lead_id.company_id or event.customer_id.company_id
