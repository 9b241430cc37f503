from odoo import fields, models


class ResUsers(models.Model):
    """The seller's clock: which day it is where the seller is, and how the seller's weeks go."""

    _inherit = "res.users"

    def _with_seller_tz(self):
        """Return the seller with dates reckoned in the own time zone.

        Who has none, and nobody, get that of whoever works now, as ``env.tz`` says.
        """
        # sudo: the time zone of a colleague whom the current user may not read
        tz = self.sudo().tz
        return self.with_context(tz=tz) if tz else self

    def _get_seller_today(self):
        """Return today's date where the seller is."""
        return fields.Date.context_today(self._with_seller_tz())

    def _get_seller_day(self, moment):
        """Return the date that a moment (naive, in UTC) has where the seller is."""
        return fields.Datetime.context_timestamp(self._with_seller_tz(), moment).date()

    def _get_seller_clock(self):
        """Return an environment that reckons dates as on the seller's own screens.

        Time zone and language are the seller's, whoever looks: for ``context_today``,
        ``parse_date`` and ``week_start``. It reads no records; whose rights apply is never decided
        by whose clock it is.
        """
        # what Odoo gives to everything that this user does, and remembers
        own = self.env(user=self.id, context={})["res.users"].context_get()
        context = {"lang": own.get("lang") or self.env.lang, "tz": own.get("tz") or "UTC"}
        return self.env(user=self.id, context=context)
