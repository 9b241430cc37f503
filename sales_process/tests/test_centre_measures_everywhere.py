from odoo.tests import tagged
from odoo.tools import mute_logger

from .centre_common import TargetsCommon

# Further intervals than these are made in the same way
INTERVALS = ("month", "week")


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestMeasuresEverywhere(TargetsCommon):
    """Every measure and every grouping that a screen offers of our models works, for each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("2025-03-04", cls.visit_category, cls.a)
        cls._create_target(team_id=cls.team.id, value=40)
        cls._create_target(team_id=cls.team.id, team_mode="sum", value=0, period="quarter")
        cls.env["sales.forecast.snapshot"]._freeze()
        cls.env.flush_all()

    def _get_models(self, user):
        """Our models with rows to be listed, and the opportunity with what we add to it."""
        models = (self.env[name].with_user(user) for name in self.env.registry)
        return [
            model
            for model in models
            if (model._original_module == "sales_process" or model._name == "crm.lead")
            and not (model._abstract or model._transient)
            and model.has_access("read")
        ]

    def _get_specs(self, model):
        """As the web client asks: measures with their currencies, and groupings."""
        description = model.fields_get(
            attributes=["type", "aggregator", "groupable", "currency_field", "store", "sortable"]
        )
        measures, groupings, orders = ["__count"], [], []
        for name, field in description.items():
            if "sales_process" not in model._fields[name]._modules:
                continue
            aggregator = field.get("aggregator")
            if aggregator and field["type"] in ("integer", "float", "monetary"):
                measures.append(f"{name}:{aggregator}")
                if field["type"] == "monetary" and field.get("currency_field"):
                    measures += [
                        f"{name}:sum_currency",
                        f"{field['currency_field']}:array_agg_distinct",
                    ]
            if field.get("groupable") and field["type"] not in ("properties", "many2many"):
                is_date = field["type"] in ("date", "datetime")
                groupings += [f"{name}:{step}" for step in INTERVALS] if is_date else [name]
            if field.get("sortable"):
                orders.append(name)
        return list(dict.fromkeys(measures)), groupings, orders

    @mute_logger("odoo.models")
    def test_list_pivot_and_graph_of_every_model(self):
        """Each measure alone and grouped in each way, the list in each order; and all measures with
        each grouping, as a pivot asks."""
        tried = set()
        for user in (self.seller, self.marketing, self.manager):
            for model in self._get_models(user):
                measures, groupings, orders = self._get_specs(model)
                tried.add(model._name)
                with self.subTest(model=model._name, user=user.login):
                    model.web_search_read([], {"display_name": {}}, limit=2)
                    for order in orders:
                        model.search([], order=order, limit=1)
                    for measure in measures:
                        model.formatted_read_group([], [], [measure])
                    for grouping in groupings:
                        model.formatted_read_group([], [grouping], measures)
                        model.formatted_read_grouping_sets([], [[], [grouping]], measures)
        self.assertGreaterEqual(
            tried,
            {
                "crm.lead",
                "crm.lead.stage.history",
                "sales.event.report",
                "sales.forecast.report",
                "sales.forecast.snapshot",
                "sales.funnel.report",
                "sales.move.report",
                "sales.opportunity.report",
                "sales.quotation.report",
                "sales.target.report",
                "sales.won.report",
            },
        )

    def test_time_in_stages_by_expected_revenue(self):
        """As a pivot, and as a card that sums it."""
        stays = self.env["crm.lead.stage.history"].with_user(self.seller)
        [group] = stays.formatted_read_group(
            [("lead_id", "=", self.a.id)],
            ["lead_id"],
            [
                "expected_revenue:sum",
                "expected_revenue:sum_currency",
                "company_currency:array_agg_distinct",
            ],
        )
        self.assertEqual(group["expected_revenue:sum"], 4 * 10000)
        self.assertEqual(
            group["company_currency:array_agg_distinct"], self.company_main.currency_id.ids
        )
        card = self.env["sales.card"].create(
            {
                "name": "Stays",
                "model": "crm.lead.stage.history",
                "domain": f"[('lead_id', '=', {self.a.id})]",
                "measure_field_name": "expected_revenue",
                "user_id": False,
            }
        )
        self.assertEqual(card.with_user(self.seller).measure_total, 4 * 10000)
