from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.sales_process.tools.target_table import Spell, end_of, set_value, value_on

from .centre_common import NOW, TargetsCommon

JAN, FEB, MAR = (date(2025, month, 1) for month in (1, 2, 3))
END_JAN, END_FEB = date(2025, 1, 31), date(2025, 2, 28)


class TestSpells(BaseCase):
    """I3: a number is set for some days of a calendar, the rest stays."""

    def test_a_month_of_an_open_one(self):
        spells = set_value([Spell(1, JAN, None, 20)], FEB, END_FEB, 25)
        self.assertEqual(
            spells,
            [Spell(1, JAN, END_JAN, 20), Spell(None, FEB, END_FEB, 25), Spell(None, MAR, None, 20)],
        )

    def test_the_whole_keeps_its_record(self):
        self.assertEqual(
            set_value([Spell(1, FEB, END_FEB, 20)], FEB, END_FEB, 25), [Spell(1, FEB, END_FEB, 25)]
        )

    def test_neighbours_of_the_same_value_are_one(self):
        spells = [Spell(1, JAN, END_JAN, 20), Spell(2, FEB, END_FEB, 25), Spell(3, MAR, None, 20)]
        self.assertEqual(set_value(spells, FEB, END_FEB, 20), [Spell(1, JAN, None, 20)])

    def test_nothing(self):
        self.assertEqual(
            set_value([Spell(1, JAN, None, 20)], FEB, None, 0), [Spell(1, JAN, END_JAN, 20)]
        )
        self.assertEqual(set_value([], FEB, END_FEB, 0), [])

    def test_end(self):
        spells = [Spell(1, JAN, END_JAN, 20), Spell(2, MAR, None, 25)]
        self.assertEqual(end_of(spells, JAN), END_JAN)
        self.assertEqual(end_of(spells, FEB), END_FEB, "until the next one")
        self.assertIsNone(end_of(spells, MAR))
        self.assertIsNone(end_of([], MAR))

    def test_value(self):
        spells = [Spell(2, date(2025, 2, 10), None, 25), Spell(1, JAN, END_JAN, 20)]
        self.assertEqual(value_on(spells, JAN, END_JAN), 20)
        self.assertEqual(value_on(spells, FEB, END_FEB), 25, "begins within")
        self.assertEqual(value_on([], FEB, END_FEB), 0)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTargetTable(TargetsCommon):
    """I3: the targets of all sellers in one table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sales.target"].search([("id", "!=", cls.target.id)]).unlink()
        cls.table = cls.env["sales.target.table"].with_user(cls.manager)
        cls.visits = f"events_{cls.visit_category.id}"
        cls.by_month = {
            "mode": "months",
            "metric": cls.visits,
            "year": 2025,
            "team_id": cls.team.id,
        }
        cls.by_metric = {"mode": "metrics", "team_id": cls.team.id, "date_from": "2025-03-15"}

    def _change(self, user, column, value, before=0):
        return {"user_id": user.id, "column": column, "value": value, "before": before}

    def _get_values(self, filters, user):
        self.env.invalidate_all()
        return self.table.get_table(filters)["values"][str(user.id)]

    def _get_targets(self, user, **values):
        targets = self.env["sales.target"].search(
            [("user_id", "=", user.id), *((name, "=", value) for name, value in values.items())],
            order="date_from",
        )
        return [
            (str(target.date_from), str(target.date_to or ""), target.value) for target in targets
        ]

    def test_months_across(self):
        table = self.table.get_table(self.by_month)
        self.assertEqual(
            [seller["name"] for seller in table["sellers"]], ["Sam Seller", "Sue Seller"]
        )
        self.assertEqual(len(table["columns"]), 12)
        self.assertEqual(set(self._get_values(self.by_month, self.seller).values()), {20})
        changes = [
            self._change(self.seller, "2025-02", 25, 20),
            self._change(self.seller2, "2025-02", 10),
            self._change(self.seller2, "2025-03", 10),
        ]
        self.assertEqual(self.table.save(self.by_month, changes), 3)
        self.assertEqual(
            self._get_targets(self.seller),
            [
                ("2025-01-01", "2025-01-31", 20),
                ("2025-02-01", "2025-02-28", 25),
                ("2025-03-01", "", 20),
            ],
        )
        self.assertEqual(self._get_targets(self.seller2), [("2025-02-01", "2025-03-31", 10)])
        self.assertTrue(self.target.exists(), "the record that was there stays")
        self.table.save(self.by_month, [self._change(self.seller, "2025-02", 20, 25)])
        self.assertEqual(self._get_targets(self.seller), [("2025-01-01", "", 20)])

    def test_metrics_across(self):
        """A value is valid from the chosen period on; what was before stays."""
        table = self.table.get_table(self.by_metric)
        self.assertEqual(table["filters"]["date_from"], "2025-03-01")
        labels = {column["key"]: column["label"] for column in table["columns"]}
        self.assertEqual(labels[self.visits], "Customer visit")
        self.assertNotIn(f"events_{self.prospect_category.id}", labels)
        changes = [
            self._change(self.seller, self.visits, 30, 20),
            self._change(self.seller, "won_revenue", 5000),
        ]
        self.table.save(self.by_metric, changes)
        self.assertEqual(
            self._get_targets(self.seller, metric="events"),
            [("2025-01-01", "2025-02-28", 20), ("2025-03-01", "", 30)],
        )
        self.assertEqual(
            self._get_targets(self.seller, metric="won_revenue"), [("2025-03-01", "", 5000)]
        )
        self.table.save(self.by_metric, [self._change(self.seller, self.visits, 0, 30)])
        self.assertEqual(
            self._get_targets(self.seller, metric="events"), [("2025-01-01", "2025-02-28", 20)]
        )

    def test_what_is_not_in_the_table_stays(self):
        bound = self._create_target(user_id=self.seller.id, team_id=self.team.id, value=7)
        team = self._create_target(team_id=self.team.id, value=100)
        self.assertEqual(self.table.get_table(self.by_month)["team_values"]["2025-02"], 100)
        self.table.save(self.by_month, [self._change(self.seller, "2025-01", 1, 20)])
        self.assertEqual((bound.value, team.value), (7, 100))

    def test_last_year(self):
        """What each has reached in the same days a year before."""
        self._visit(3, self.seller, first="2025-02-03")
        filters = {**self.by_month, "year": 2026}
        reached = self.table.get_last_year(filters)
        self.assertEqual(reached[str(self.seller.id)], {"2026-02": 3})
        self.assertEqual(reached[str(self.seller2.id)], {})
        filters = {**self.by_metric, "date_from": "2026-03-01"}
        reached = self.table.get_last_year(filters)
        self.assertEqual(reached[str(self.seller.id)]["won_count"], 1)
        self.assertEqual(reached[str(self.seller2.id)]["won_count"], 1)

    # ------------------------------------------------------------
    # BAD INPUT
    # ------------------------------------------------------------

    def test_all_or_nothing(self):
        """The cell is named, and nothing of the others is saved."""
        good = self._change(self.seller2, "2025-02", 10)
        for value in ("abc", -1, float("nan"), float("inf"), 1e300, [1], True):
            with (
                self.subTest(value=value),
                self.assertRaisesRegex(UserError, "Sam Seller, Mar 2025: .* is no target"),
                self.env.cr.savepoint(),
            ):
                self.table.save(
                    self.by_month, [good, self._change(self.seller, "2025-03", value, 20)]
                )
        self.assertEqual(self._get_targets(self.seller2), [])

    def test_changed_meanwhile(self):
        self.target.value = 22
        with self.assertRaisesRegex(UserError, "Sam Seller, Feb 2025 was changed meanwhile.* 22"):
            self.table.save(self.by_month, [self._change(self.seller, "2025-02", 25, 20)])

    def test_what_is_not_there(self):
        for changes, words in (
            ([self._change(self.manager, "2025-02", 5)], "is not in this table"),
            ([self._change(self.seller, "2024-02", 5)], "is not in this table"),
            ([None], "is not in this table"),
            ("many", "At most 20000 cells"),
            ([{}] * 20001, "At most 20000 cells"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.table.save(self.by_month, changes)

    def test_filters(self):
        for filters in (
            {"mode": "weeks"},
            {"period": "day"},
            {"metric": "events_0"},
            {"year": 1066},
            {"year": "2025"},
            {"team_id": 2**30},
            {"date_from": "soon"},
            {"date_from": "9999-01-01"},
            {"unknown": 1},
            ["mode"],
        ):
            with (
                self.subTest(filters=filters),
                self.assertRaisesRegex(UserError, "cannot be shown"),
            ):
                self.table.get_table(filters)

    def test_rights(self):
        table = self.table.with_user(self.seller)
        for call in (table.get_table, table.get_last_year, lambda: table.save({}, [])):
            with self.assertRaisesRegex(AccessError, "Only sales administrators"):
                call()

    # ------------------------------------------------------------
    # SIZE
    # ------------------------------------------------------------

    def test_queries(self):
        """Reading costs the same for many sellers; a thousand cells are saved in a few queries."""

        def count(method, *args):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            method(*args)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count(self.table.get_table, self.by_month)
        sellers = self.env["res.users"].union(
            *(
                self._new_user(f"sp_t{n}", f"T {n}", "sales_team.group_sale_salesman")
                for n in range(20)
            )
        )
        self.team.member_ids |= sellers
        self.assertLessEqual(count(self.table.get_table, self.by_month), few + 2)
        changes = [
            self._change(seller, f"2025-{month:02}", 10 + month)
            for seller in sellers
            for month in range(1, 13)
        ]
        self.assertLess(count(self.table.save, self.by_month, changes), 60)
        self.assertEqual(
            self.env["sales.target"].search_count([("user_id", "in", sellers.ids)]), 240
        )
