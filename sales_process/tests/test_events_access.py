from unittest.mock import patch

from odoo import Command
from odoo.fields import Domain

from .common import SalesProcessCommon


class TestOwnActivities(SalesProcessCommon):
    """One's own activities are found without Odoo's check row by row, and are the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activities = cls.env["mail.activity"]
        hidden = cls.env["crm.lead"].create({"name": "Hers", "user_id": cls.seller2.id})
        for user in (cls.seller, cls.seller2):
            # of documents that the seller may read, and of one that is a colleague's
            for record in (cls.lead, cls.customer, hidden):
                for day in ("2026-05-04", "2026-05-05"):
                    cls.activities += cls._create_event(
                        cls.action_category, record=record, user_id=user.id, date_deadline=day
                    )
        cls.activities[::2].action_done()

    def _get_domains(self):
        own = Domain("user_id", "=", self.seller.id)
        theirs = Domain("user_id", "=", self.seller2.id)
        due = Domain("date_deadline", "=", "2026-05-04")
        done = Domain("active", "=", False)
        return {
            "own": own,
            "own, as a list": Domain("user_id", "in", [self.seller.id]),
            "own and more": own & due & done,
            "own, any state": own & Domain("active", "in", [True, False]),
            "own, or a colleague's": own | theirs,
            "own, or due": due & (own | done),
            "own, and a colleague's": own & theirs,
            "own and a colleague's, as a list": Domain(
                "user_id", "in", (self.seller + self.seller2).ids
            ),
            "a colleague's": theirs,
            "nobody's": Domain("user_id", "=", False),
            "all but own": ~own,
            "everybody's": Domain("active", "in", [True, False]),
        }

    def _find(self, user, domain):
        """What searches, pages, counts and groupings say."""
        activities = self.env["mail.activity"].with_user(user)
        domain &= Domain("id", "in", self.activities.ids)
        return {
            "all": activities.search(domain, order="id").ids,
            "page": activities.search(domain, offset=1, limit=2, order="date_deadline, id").ids,
            "count": activities.search_count(domain),
            "groups": activities.formatted_read_group(domain, ["user_id"], ["__count"]),
        }

    def _assert_as_stock(self):
        for user in (self.seller, self.seller2, self.manager, self.marketing):
            for name, domain in self._get_domains().items():
                with self.subTest(user=user.login, domain=name):
                    found = self._find(user, domain)
                    with patch.object(
                        self.registry["mail.activity"], "_is_own_domain", lambda *args: False
                    ):
                        self.assertEqual(found, self._find(user, domain))

    def test_own_activities_are_those_that_stock_finds(self):
        """G3: own, a colleague's and mixed ones, of documents that may be read and of others."""
        self.assertEqual(
            len(self._find(self.seller, self._get_domains()["own, any state"])["all"]), 6
        )
        self._assert_as_stock()

    def test_access_rules_hold_for_own_activities(self):
        """G3: a company's own access rule takes own activities away as everywhere."""
        self.env["ir.rule"].create(
            {
                "name": "Nothing of that day",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "domain_force": "[('date_deadline', '!=', '2026-05-04')]",
                "groups": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        self.assertEqual(
            len(self._find(self.seller, self._get_domains()["own, any state"])["all"]), 3
        )
        self._assert_as_stock()

    def test_counting_own_activities_reads_none(self):
        """G1: whatever the number, one's own are counted by the database."""
        activities = self.env["mail.activity"].with_user(self.seller)
        domain = [("user_id", "=", self.seller.id), ("id", "in", self.activities.ids)]
        activities.search_count(domain)
        with self.assertQueryCount(1):
            self.assertEqual(activities.search_count(domain), 3)
