from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .centre_common import TargetsCommon


@tagged("post_install", "-at_install")
class TestSalesTargetCards(TargetsCommon):
    """Targets on the seller's view."""

    def test_card_reads_the_targets_once(self):
        """A7: the report is a long query: the card asks it once, for count and rows together."""
        self._visit(3)
        card = self.env.ref("sales_process.card_my_targets").with_user(self.seller)
        cursor, reads = type(self.env.cr), []
        execute = cursor.execute

        def watched(cr, query, *args, **kwargs):
            reads.append('AS "sales_target_report"' in str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        with freeze_time("2025-02-26 10:00:00"), patch.object(cursor, "execute", watched):
            card.invalidate_recordset()
            self.assertEqual(len(card.preview), 1)
        self.assertEqual(sum(reads), 1)

    def test_card_on_the_sellers_view(self):
        """A7: my month against my targets: one row, coloured by the pace, opening the visits."""
        self._visit(3)
        card = self.env.ref("sales_process.card_my_targets").with_user(self.seller)
        with freeze_time("2025-02-26 10:00:00"):
            self.assertFalse(card.error)
            [row] = card.preview
            self.assertEqual(row["standing"], "3 of 20, pace 18")
            self.assertEqual(row["tone"], "danger")
            action = card.action_open_row(row["id"])
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 3)

    def test_standing_of_an_amount_has_its_currency(self):
        """A7, D3: of 20,000 in March Sam won 10,000 on its last day, all of it due: whole amounts,
        with the currency where the company's stands."""
        target = self._create_target(user_id=self.seller.id, metric="won_revenue", value=20000)
        currency = self.company_main.currency_id
        for position, expected in (
            ("before", "{0}\xa010,000 of {0}\xa020,000, pace {0}\xa020,000"),
            ("after", "10,000\xa0{0} of 20,000\xa0{0}, pace 20,000\xa0{0}"),
        ):
            currency.position = position
            row = self.row(target, day="2025-03-15", at="2025-03-31 12:00:00")
            self.assertEqual(row.standing, expected.format(currency.symbol))

    def test_share_of_the_team_on_the_sellers_view(self):
        """A7, D3: Sue has no target of her own: her equal share of the team's 40 is on her view."""
        self._create_target(team_id=self.team.id, value=40)
        self._visit(2, self.seller2)
        card = self.env.ref("sales_process.card_my_targets").with_user(self.seller2)
        with freeze_time("2025-02-26 10:00:00"):
            self.assertFalse(card.error)
            self.assertEqual([row["standing"] for row in card.preview], ["2 of 20, pace 18"])
