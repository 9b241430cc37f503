from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.addons.sales_team.tests.common import TestSalesCommon

from .audit_common import AuditedCase


@contextmanager
def recorded_statements():
    """The statements that are sent to the database meanwhile, each on a line of its own."""
    statements, execute = [], Cursor.execute

    def record(cursor, query, *args, **kwargs):
        text = query.code if isinstance(query, SQL) else query
        statements.append(" ".join(text.split()))
        return execute(cursor, query, *args, **kwargs)

    with patch.object(Cursor, "execute", record):
        yield statements


def get_written_rows(cr, table):
    """How many rows this transaction has inserted into a table so far, and how often it has updated
    one."""
    cr.execute(
        "SELECT n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = %s", [table]
    )
    return cr.fetchone()


class catch_bus:
    """What is sent to users over the bus: [(user, type, message)]."""

    def __init__(self, case):
        self.case = case
        self.sent = []

    def __enter__(self):
        sent = self.sent

        def send(record, notification_type, message, /, *, subchannel=None):
            if record._name == "res.users" and not notification_type.startswith("mail."):
                sent.extend((user, notification_type, message) for user in record)

        self.patcher = patch.object(self.case.env.registry["res.users"], "_bus_send", send)
        self.patcher.start()
        return sent

    def __exit__(self, *exception):
        self.patcher.stop()


class SalesProcessCommon(AuditedCase, TestSalesCommon):
    """Marketing, two sellers and a manager, two customers and the delivered categories."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user(
            "sp_manager", "Mona Manager", "sales_team.group_sale_manager,base.group_partner_manager"
        )
        cls.marketing = cls._new_user(
            "sp_marketing",
            "Mia Marketing",
            "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )
        cls.seller = cls._new_user("sp_seller", "Sam Seller", "sales_team.group_sale_salesman")
        cls.seller2 = cls._new_user("sp_seller2", "Sue Seller", "sales_team.group_sale_salesman")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Process Team",
                "sequence": 1,
                "user_id": cls.manager.id,
                "member_ids": [(6, 0, (cls.seller | cls.seller2).ids)],
                "company_id": False,
            }
        )
        cls.prospect_category = cls.env.ref("sales_process.category_prospect")
        cls.action_category = cls.env.ref("sales_process.category_sales_action")
        cls.visit_category = cls.env.ref("sales_process.category_customer_visit")
        cls.outcome_held = cls.env.ref("sales_process.outcome_held")
        cls.outcome_no_answer = cls.env.ref("sales_process.outcome_no_answer")
        cls.customer = cls.env["res.partner"].create({"name": "Acme", "is_company": True})
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ann of Acme", "parent_id": cls.customer.id, "email": "ann@acme.example.com"}
        )
        cls.other_customer = cls.env["res.partner"].create(
            {"name": "Globex", "is_company": True, "email": "info@globex.example.com"}
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Acme project",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "expected_revenue": 10000.0,
            }
        )

    @classmethod
    def _new_user(cls, login, name, groups):
        return mail_new_test_user(
            cls.env,
            login=login,
            name=name,
            email=f"{login}@example.com",
            groups=groups,
            company_id=cls.company_main.id,
            tz="Europe/Brussels",
            notification_type="inbox",
        )

    @classmethod
    def _create_strangers(cls):
        """A company, its seller and its sales manager, of whom the others know nothing."""
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        for name, groups in (
            ("stranger", "sales_team.group_sale_salesman"),
            ("stranger_manager", "sales_team.group_sale_manager"),
        ):
            user = new_test_user(
                cls.env,
                login=f"sp_{name}",
                name="Stella Stranger" if name == "stranger" else "Stan Stranger",
                groups=groups,
                company_id=cls.other_company.id,
                company_ids=[Command.set(cls.other_company.ids)],
            )
            setattr(cls, name, user)

    @classmethod
    def _create_event(cls, category, record=None, user=None, **values):
        """Create an event on a record (the customer by default), as the given seller."""
        record = cls.customer if record is None else record
        return cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": (user or cls.seller).id,
                "event_category_id": category.id,
                "activity_type_id": category.activity_type_id.id,
                "summary": category.name,
                **values,
            }
        )
