from odoo.tests import BaseCase, tagged

from ..tools.weights import propose_weights


@tagged("post_install", "-at_install")
class TestProposedWeights(BaseCase):
    """I5: weights for stages that a company has follow the flow."""

    def test_stock_stages(self):
        """I5: of Odoo's own three open stages the first weighs 10, not 25."""
        self.assertEqual(propose_weights([None] * 3), [10, 30, 60])

    def test_any_number(self):
        """I5: weights rise from stage to stage, stay below the order, and begin low."""
        for count in range(1, 60):
            weights = propose_weights([None] * count)
            self.assertEqual(len(weights), count)
            self.assertEqual(weights, sorted(set(weights)), count)
            self.assertLess(weights[-1], 80)
            if count > 2:
                self.assertLessEqual(weights[0], 10)

    def test_documents(self):
        """I5: a stage that a document reaches weighs what a quotation weighs, wherever it is."""
        self.assertEqual(propose_weights([None, None, "quotation", "sent"])[2:], [40, 60])
        weights = propose_weights([None, "quotation", None, "sent", None, None])
        self.assertEqual((weights[1], weights[3]), (40, 60))
        self.assertEqual(weights, sorted(set(weights)))
        self.assertLess(weights[-1], 100)

    def test_between_others(self):
        """I5: stages of a team between shared ones lie between their weights."""
        self.assertEqual(propose_weights([None, None], 10, 40), [20, 30])
        self.assertEqual(propose_weights([], 10, 40), [])
        self.assertGreater(propose_weights([None, "sent"], 70)[0], 70)
