from odoo.tests import tagged

from .centre_common import CentreCommon


@tagged("post_install", "-at_install")
class TestCentreEmpty(CentreCommon):
    def test_no_data_at_all(self):
        """D1–D7, G1–G8: a period without anything: every tab answers, with nothing."""
        empty = {"date_from": "2010-01-01", "date_to": "2010-01-31"}
        for tab in ("events", "targets", "pipeline", "funnel", "kpis", "forecast", "coaching"):
            payload = self.get(tab, **empty)
            self.assertEqual(payload["previous"]["date_from"], "2009-12-01", tab)
        self.assertIs(self.get("kpis", **empty)["win_rate"]["value"], False)
        self.assertIs(self.get("forecast", **empty)["forecast"]["value"], False)
