from datetime import timedelta

from odoo import fields

from .common import SalesProcessCommon


class CallsCommon(SalesProcessCommon):
    """A French company whose seller has extension 101, and a telephone system."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_main
        cls.company.country_id = cls.env.ref("base.fr")
        cls.seller.phone_extension = "101"
        cls.customer.phone = "+33 4 72 00 00 01"
        cls.contact.phone = "+33 4 72 00 00 02"
        cls.telephone = cls._new_user(
            "sp_telephone", "Tele Phone", "sales_process.group_telephone_system"
        )

    def _now(self):
        return fields.Datetime.now() - timedelta(minutes=5)

    def _call(self, external_id, by=None, **values):
        """Tell of a call; return its event."""
        told = {
            "external_id": external_id,
            "number": self.customer.phone,
            "direction": "in",
            "started_on": fields.Datetime.to_string(self._now()),
            "duration": 60,
            "user": "101",
            **values,
        }
        forms = self.env["sales.event.log"].with_user(by or self.telephone)
        event_id = forms.log_call(told)
        return self.env["mail.activity"].browse(event_id or [])

    def _get(self, external_id):
        return self.env["sales.call"].search([("external_id", "=", external_id)])

    def _events(self):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("user_id", "in", (self.seller | self.seller2).ids)])
        )
