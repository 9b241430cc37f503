from collections import Counter

from odoo.fields import Command

from .common import SalesProcessCommon


class AssignmentCommon(SalesProcessCommon):
    """A third seller, a second team with a pipeline of its own, and territories."""

    is_audited = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.assignment.rule"].search([]).active = False
        cls.seller3 = cls._new_user("sp_seller3", "Sid Seller", "sales_team.group_sale_salesman")
        cls.sellers = cls.seller | cls.seller2 | cls.seller3
        cls.team.member_ids = [Command.link(cls.seller3.id)]
        cls.finland = cls.env.ref("base.fi")
        cls.poland = cls.env.ref("base.pl")
        cls.north = cls.env["crm.territory"].create(
            {
                "name": "Northern Finland",
                "country_ids": cls.finland.ids,
                "zip_from": "90",
                "zip_to": "99",
            }
        )
        cls.export_team = cls.env["crm.team"].create({"name": "Export", "company_id": False})
        cls.export_stage = cls.env["crm.stage"].create(
            {"name": "Export enquiry", "sequence": 0, "team_ids": cls.export_team.ids}
        )
        cls.machines = cls.env["product.category"].create({"name": "Machines"})
        cls.sealers = cls.env["product.category"].create(
            {"name": "Sealers", "parent_id": cls.machines.id}
        )

    @classmethod
    def _create_rule(cls, **values):
        return cls.env["crm.assignment.rule"].create(
            {"name": "Rule", "method": "rotation", "user_ids": cls.sellers.ids, **values}
        )

    @classmethod
    def _create_leads(cls, count, **values):
        return cls.env["crm.lead"].create(
            [{"name": f"Lead {number}", **values} for number in range(count)]
        )

    @classmethod
    def _get_shares(cls, leads):
        return Counter(leads.mapped(lambda lead: lead.user_id.name))
