import pytz

from odoo import fields, models


class ResUsers(models.Model):
    """Where a seller's day begins and ends."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    def _get_sales_tz(self):
        """Return the time zone of the seller; of nobody, that of the current user."""
        # sudo: the time zone of a seller whom the current user may not read
        name = self.sudo().tz or self.env.context.get("tz") or self.env.user.tz
        return pytz.timezone(name or "UTC")

    def _get_sales_day(self, moment=None):
        """Return the date where the seller is.

        :param moment: datetime in UTC, or None for now
        """
        moment = pytz.utc.localize(moment or fields.Datetime.now())
        return moment.astimezone(self._get_sales_tz()).date()
