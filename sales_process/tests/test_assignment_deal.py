from itertools import count

from odoo.tests import BaseCase

from ..tools.assignment import Seller, deal


class TestAssignmentDeal(BaseCase):
    """The sharing itself, without a database."""

    def setUp(self):
        super().setUp()
        self.turns = count()

    def _draw(self, number):
        return [next(self.turns) for _ in range(number)]

    def _deal(self, number, sellers, method="rotation", **options):
        picks = deal(range(number), sellers, method, draw=self._draw, **options)
        return [
            sum(pick.user_id == seller.user_id for pick in picks.values()) for seller in sellers
        ]

    def test_rotation_shares_evenly_among_those_who_are_there(self):
        """F5: shares differ by at most one, whoever is missing and however often it is asked."""
        for absent in range(4):
            sellers = [Seller(n, absence="away" if n < absent else None) for n in range(5)]
            totals = [0] * 5
            for number in (1, 7, 100, 3, 1, 1, 1000):
                shares = self._deal(number, sellers)
                totals = [total + share for total, share in zip(totals, shares, strict=True)]
            there = totals[absent:]
            self.assertEqual(sum(totals), 1113)
            self.assertFalse(any(totals[:absent]))
            self.assertLessEqual(max(there) - min(there), 7, "one for each time it was asked")

    def test_rotation_in_one_go_differs_by_one(self):
        """F5: in one import shares differ by at most one."""
        sellers = [Seller(n, absence="away" if n == 1 else None) for n in range(4)]
        shares = self._deal(10000, sellers)
        self.assertEqual(shares, [3334, 0, 3333, 3333])

    def test_room_is_filled_first_and_overfilled_evenly(self):
        """F5: those with room come first; then all share, or nobody, as the rule says."""
        sellers = [Seller(1, room=2), Seller(2, room=5)]
        self.assertEqual(self._deal(7, sellers), [2, 5])
        self.assertEqual(self._deal(10, sellers), [5, 5])
        self.assertEqual(self._deal(10, sellers, capacity="strict"), [0, 0])
        self.assertEqual(self._deal(10, sellers, capacity="ignore"), [5, 5])

    def test_nobody_there_gets_nothing(self):
        """F5: with all on leave nobody is picked, by any method."""
        sellers = [Seller(1, absence="away"), Seller(2, absence="away")]
        for method in ("fixed", "rotation", "load", "best_closer"):
            self.assertEqual(self._deal(3, sellers, method), [0, 0])

    def test_one_who_may_is_found_among_many(self):
        """F5: an item that only one may take finds that one without endless drawing."""
        sellers = [Seller(n) for n in range(50)]
        allowed = {0: {49}, 1: {48, 49}}
        picks = deal([0, 1], sellers, "rotation", draw=self._draw, allowed=allowed)
        self.assertEqual(picks[0].user_id, 49)
        self.assertIn(picks[1].user_id, (48, 49))
