from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SalesProcessCommon

ADDONS = "sales_process"
# figures of a mail: Odoo's digest leaves out those that refuse, its own as well
OF_DIGESTS = ("digest.digest.kpi_", "_value")
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
    """K3, K6: who may read a record reads all that our addons have put on it: a field whose view
    is for a group is itself for that group. Models and fields are found in the registry, so that
    this holds for each bridge that is installed beside the addon.

    Every field is read. What Odoo refuses of its own fields is its own affair, unless code of ours
    is what refuses."""

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

    @classmethod
    def _get_our_fields(cls):
        """``{"model.field"}`` of what our addons bring or change."""
        fields = cls.env["ir.model.fields"].search([("model", "in", cls._get_models())])
        return {f"{field.model}.{field.name}" for field in fields if ADDONS in field.modules}

    def _read(self, records, names):
        """The refusal, if reading these fields is refused."""
        try:
            records.read(names)
        except AccessError as error:
            records.env.invalidate_all()
            return error
        return None

    def _find_refused(self, records, names):
        """``{field: refusal}`` of those that refuse a reader of the records; halves tell which."""
        refusal = self._read(records, names) if names else None
        if not refusal:
            return {}
        if len(names) == 1:
            return {names[0]: refusal}
        middle = len(names) // 2
        return {
            **self._find_refused(records, names[:middle]),
            **self._find_refused(records, names[middle:]),
        }

    @staticmethod
    def _is_ours(refusal):
        """Whether code of ours is on the way to it."""
        trace = refusal.__traceback__
        while trace:
            frame = trace.tb_frame
            parts = Path(frame.f_code.co_filename).parts
            # defaults pass through the checks of input, which look at links alone
            is_passing = (
                parts[-1] == "sales_input_mixin.py"
                and frame.f_code.co_name == "default_get"
                and not frame.f_locals["self"]._read_links
            )
            if (
                "tests" not in parts
                and any(part.startswith(ADDONS) for part in parts)
                and not is_passing
            ):
                return True
            trace = trace.tb_next
        return False

    def _find_all_refused(self, records, suspects):
        """Those of all fields; the ones that others were refused are asked one by one."""
        names = list(records.fields_get(attributes=["type"]))
        refused = self._find_refused(records, [name for name in names if name not in suspects])
        for name in suspects.intersection(names):
            refused.update(self._find_refused(records, [name]))
        suspects.update(refused)
        return refused

    def test_who_reads_a_record_reads_all_of_it(self):
        models, ours, read = self._get_models(), self._get_our_fields(), set()
        self.assertGreaterEqual(set(models), {"crm.stage", "mail.activity"})
        refused, suspects = {}, {name: set() for name in models}
        for role, user in self.users.items():
            for name in models:
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                records = model.search([], limit=3)
                if records:
                    read.add(name)
                for field, refusal in self._find_all_refused(records, suspects[name]).items():
                    full = f"{name}.{field}"
                    if full in ours or self._is_ours(refusal):
                        refused.setdefault(full, []).append(role)
        start, end = OF_DIGESTS
        self.assertEqual(
            {
                field: roles
                for field, roles in refused.items()
                if not (field.startswith(start) and field.endswith(end))
            },
            {},
        )
        self.assertGreaterEqual(
            read, {"crm.stage", "crm.lead", "crm.team", "mail.activity", "sale.order", "sales.card"}
        )
