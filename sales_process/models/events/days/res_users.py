import pytz

from odoo import fields, models

from ....tools.workdays import workdays_of


class ResUsers(models.Model):
    """Where a seller's day begins and ends, and how the seller's weeks go."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    def _get_sales_tz(self):
        """Return the time zone of the seller; of nobody, that of the current user."""
        # sudo: the time zone of a seller whom the current user may not read
        name = self.sudo().tz or self.env.context.get("tz") or self.env.user.tz
        try:
            return pytz.timezone(name or "UTC")
        # of an earlier time, or whatever a client has sent
        except (pytz.UnknownTimeZoneError, AttributeError, TypeError):
            return pytz.utc

    def _get_sales_day(self, moment=None):
        """Return the date where the seller is.

        :param moment: datetime in UTC, or None for now
        """
        moment = pytz.utc.localize(moment or fields.Datetime.now())
        return moment.astimezone(self._get_sales_tz()).date()

    def _get_sales_clock(self):
        """Return an environment that reckons dates as on the seller's own screens.

        Time zone and language are the seller's, whoever looks: for ``context_today``,
        ``parse_date`` and ``week_start``. It reads no records; whose rights apply is never decided
        by whose clock it is.
        """
        # what Odoo gives to everything that this user does, and remembers
        own = self.env(user=self.id, context={})["res.users"].context_get()
        context = {"lang": own.get("lang") or self.env.lang, "tz": own.get("tz") or "UTC"}
        return self.env(user=self.id, context=context)

    def _get_workdays(self):
        """Return a function that says whether the seller works on a day, by the own working hours
        and time off, else by the company's."""
        user = self.sudo()  # sudo: on which days a colleague works, nothing of why not
        resource = user.resource_ids.filtered(lambda each: each.company_id == self.env.company)[:1]
        calendar = resource.calendar_id or self.env.company.sudo().resource_calendar_id
        return workdays_of(calendar, resource)
