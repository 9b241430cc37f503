from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SalesProcessCommon

ADDONS = "sales_process"
# who reads: each role that Odoo's apps know, those of the bridges where they are installed
ROLES = (
    "base.group_user",
    "base.group_portal",
    "base.group_public",
    "base.group_system",
    "sales_team.group_sale_salesman",
    "sales_team.group_sale_salesman_all_leads",
    "sales_team.group_sale_manager",
    "account.group_account_invoice",
    "account.group_account_readonly",
    "stock.group_stock_user",
    "stock.group_stock_manager",
    "mass_mailing.group_mass_mailing_user",
    "point_of_sale.group_pos_user",
    "point_of_sale.group_pos_manager",
)


@tagged("post_install", "-at_install")
class TestFieldRights(SalesProcessCommon):
    """K3, K6: who may read a record reads all of it: a field whose view is for a group is itself
    for that group. Models and fields are found in the registry, so that this holds for each bridge
    that is installed beside the addon."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, login=f"sp_reads_{role}", groups=role)
            for role in ROLES
            if cls.env.ref(role, raise_if_not_found=False)
        }
        cls.lead.partner_id.user_id = cls.seller
        call = cls._create_event(cls.action_category, cls.lead)
        call.with_user(cls.seller).action_done()
        cls._create_event(cls.visit_category, cls.lead)
        cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "opportunity_id": cls.lead.id, "user_id": cls.seller.id}
        )
        cls.env["calendar.event"].create(
            {
                "name": "At theirs",
                "start": "2026-03-02 09:00:00",
                "stop": "2026-03-02 10:00:00",
                "opportunity_id": cls.lead.id,
                "partner_ids": [Command.set((cls.seller.partner_id | cls.contact).ids)],
            }
        )
        cls.env.flush_all()

    @classmethod
    def _get_models(cls):
        """The models that a class of ours makes or extends, and keeps rows of; not those that only
        have a mixin which ours extend."""
        return [
            model
            for model, definition in sorted(cls.env.registry.items())
            if not definition._abstract
            and any(
                getattr(base, "_name", None) == model
                and (getattr(base, "_module", None) or "").startswith(ADDONS)
                for base in definition.mro()
            )
        ]

    def _find_refused(self, records, names):
        """Those of the fields that refuse a reader of the records; halves tell which."""
        try:
            records.read(names)
        except AccessError:
            records.env.invalidate_all()
        else:
            return []
        if len(names) == 1:
            return names
        middle = len(names) // 2
        first = self._find_refused(records, names[:middle])
        return first + self._find_refused(records, names[middle:])

    def test_who_reads_a_record_reads_all_of_it(self):
        models, read = self._get_models(), set()
        self.assertIn("crm.stage", models)
        self.assertIn("mail.activity", models)
        refused = {}
        for role, user in self.users.items():
            for name in models:
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                records = model.search([], limit=3)
                if records:
                    read.add(name)
                names = list(records.fields_get(attributes=["type"]))
                for field in self._find_refused(records, names):
                    refused.setdefault(f"{name}.{field}", []).append(role)
        self.assertEqual(refused, {})
        self.assertGreaterEqual(
            read, {"crm.stage", "crm.lead", "crm.team", "mail.activity", "sale.order", "sales.card"}
        )
