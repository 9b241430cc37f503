from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

from .common import SalesProcessCommon


class StagesCommon(SalesProcessCommon):
    """A team with a pipeline of its own: three open stages and two won ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start = datetime(2025, 3, 3, 8, 0, 0)
        stages = cls.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": sequence,
                    "weight": weight,
                    "is_won": is_won,
                    "flow_step": flow_step,
                    "team_ids": cls.team.ids,
                }
                for sequence, (name, weight, is_won, flow_step) in enumerate(
                    [
                        ("First", 10, False, False),
                        ("Second", 20, False, False),
                        ("Third", 40, False, False),
                        ("Ordered", 80, True, "order"),
                        ("Paid", 100, True, "payment"),
                    ],
                    start=1,
                )
            ]
        )
        cls.first, cls.second, cls.third, cls.ordered, cls.paid = stages
        cls.team.has_own_stages = True
        with patch.object(cls.env.cr, "now", lambda: cls.start):
            cls.lead = cls._create_lead("Acme project", expected_revenue=10000.0)
            cls.env.cr.flush()

    @classmethod
    def _create_lead(cls, name, **values):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                **values,
            }
        )

    @contextmanager
    def at(self, days):
        """The time is so many days after the start, and all that happens is saved then."""
        with patch.object(self.env.cr, "now", lambda: self.start + timedelta(days=days)):
            yield
            self.env.cr.flush()

    def get_stays(self, lead):
        return lead.stage_history_ids.sorted(lambda stay: (stay.entered_on, stay.id))

    def assertStays(self, lead, stages):
        """The lead's stays are exactly in these stages, one after the other, without a gap, and
        the last one goes on."""
        stays = self.get_stays(lead)
        self.assertEqual([stay.stage_id.name for stay in stays], [stage.name for stage in stages])
        for stay, following in pairwise(stays):
            self.assertEqual(stay.left_on, following.entered_on)
        self.assertEqual([bool(stay.left_on) for stay in stays[:-1]], [True] * (len(stays) - 1))
        self.assertFalse(stays[-1:].left_on)
        self.assertEqual(stays[-1:].stage_id, lead.stage_id)
