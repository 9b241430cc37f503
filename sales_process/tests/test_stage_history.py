from itertools import pairwise

from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestStageHistory(SalesProcessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Stage = cls.env["crm.stage"]
        cls.stage_a, cls.stage_b, cls.stage_c = Stage.create(
            [
                {"name": name, "sequence": sequence, "weight": weight, "team_ids": cls.team.ids}
                for name, sequence, weight in [("A", 1, 10), ("B", 2, 20), ("C", 3, 30)]
            ]
        )
        cls.lead.stage_id = cls.stage_a
        cls.lead.flush_recordset()

    def assertStays(self, lead, expected):
        """The lead's stays are exactly these stages, one after the other without a gap."""
        stays = lead.stage_history_ids.sorted(lambda stay: (stay.entered_on, stay.id))
        self.assertEqual(stays.stage_id.mapped("name"), [s.name for s in dict.fromkeys(expected)])
        self.assertEqual([stay.stage_id for stay in stays], list(expected))
        for stay, following in pairwise(stays):
            self.assertEqual(stay.left_on, following.entered_on)
        self.assertFalse(stays[-1:].left_on)

    def test_create(self):
        """F10: creating an opportunity opens its first stay."""
        lead = self.env["crm.lead"].create({"name": "One", "team_id": self.team.id})
        self.assertEqual(lead.stage_history_ids.stage_id, lead.stage_id)
        given = self.env["crm.lead"].create(
            {"name": "Two", "team_id": self.team.id, "stage_id": self.stage_b.id}
        )
        self.assertStays(given, [self.stage_b])
        given.stage_id = self.stage_c
        self.assertStays(given, [self.stage_b, self.stage_c])
