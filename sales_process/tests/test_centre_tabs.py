from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .centre_common import CentreCommon

TABS = ["events", "targets", "pipeline", "funnel", "measures", "forecast", "coaching"]


@tagged("post_install", "-at_install")
class TestCentreTabs(CentreCommon):
    def get_tabs(self, user=None):
        return self.env["sales.centre"].with_user(user or self.manager).get_options()["tabs"]

    def add_tab(self, **tab):
        """What an addon does that extends ``_get_tabs``: a tab in front of the last one."""
        Centre = type(self.env["sales.centre"])
        get_tabs = Centre._get_tabs

        def _get_tabs(centre):
            *tabs, last = get_tabs(centre)
            return [*tabs, tab, last]

        self.startPatcher(patch.object(Centre, "_get_tabs", _get_tabs))

    def test_tabs_in_their_order(self):
        """D1: each tab with its name, its label and the method that answers with its figures."""
        tabs = self.get_tabs()
        self.assertEqual([tab["name"] for tab in tabs], TABS)
        for tab in tabs:
            payload = self.get(tab["method"].removeprefix("get_"))
            self.assertEqual(payload["date_from"], "2025-03-01", tab["label"])

    @freeze_time("2025-03-31 12:00:00")
    def test_periods_to_choose(self):
        """D13: what is behind, what runs, and what is forecast next."""
        options = self.env["sales.centre"].with_user(self.manager).get_options()
        days = {row["key"]: (row["date_from"], row["date_to"]) for row in options["periods"]}
        self.assertEqual(days["last_month"], ("2025-02-01", "2025-02-28"))
        self.assertEqual(days["month"], ("2025-03-01", "2025-03-31"))
        self.assertEqual(days["next_month"], ("2025-04-01", "2025-04-30"))
        self.assertEqual(days["quarter"], ("2025-01-01", "2025-03-31"))
        self.assertEqual(days["next_quarter"], ("2025-04-01", "2025-06-30"))
        self.assertEqual(days["last_year"], ("2024-01-01", "2024-12-31"))

    def test_labels_in_the_user_s_language(self):
        """D1: the labels are the reader's."""
        self.env["res.lang"]._activate_lang("fi_FI")
        centre = self.env["sales.centre"].with_user(self.manager)
        labels = {
            lang: [tab["label"] for tab in centre.with_context(lang=lang).get_options()["tabs"]]
            for lang in ("en_US", "fi_FI")
        }
        self.assertEqual(labels["en_US"][-1], "Coaching")
        self.assertEqual(labels["fi_FI"][-1], "Valmennus")

    def test_a_tab_of_another_addon(self):
        """D1: what an addon adds is offered where the addon puts it, with what the screen needs."""
        tab = {"name": "weather", "label": "Weather", "method": "get_weather"}
        self.add_tab(**tab)
        self.assertEqual(self.get_tabs()[-2:], [tab, self.get_tabs()[-1]])
        self.assertEqual(self.get_tabs()[-1]["name"], "coaching")

    def test_a_tab_for_some(self):
        """D1: a tab with groups is for them; others do not hear of it."""
        self.add_tab(
            name="weather",
            label="Weather",
            method="get_weather",
            groups="sales_team.group_sale_manager",
        )
        self.assertIn("weather", [tab["name"] for tab in self.get_tabs(self.manager)])
        self.assertEqual([tab["name"] for tab in self.get_tabs(self.seller)], TABS)
