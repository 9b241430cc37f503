from odoo.tests import TransactionCase, tagged

# What a company's own views may change: a view of ours, and what another of our views adds to it.
# A view that was made by hand before an upgrade has a lower number than one that comes with it,
# and stands before it where both have the same priority.
ADDED = [
    ("sales_process.crm_lead_view_form", "//field[@name='goal_status']"),
    ("sales_process.crm_lead_view_form", "//field[@name='territory_id']"),
    ("sales_process.crm_lead_view_list", "//field[@name='territory_id']"),
    (
        "sales_process.crm_lead_view_search_opportunity",
        "//filter[@name='group_by_territory']",
    ),
    ("sales_process.crm_stage_view_form", "//field[@name='goal_ids']"),
    ("sales_process.crm_stage_view_list", "//field[@name='goal_ids']"),
    ("sales_process.sales_process_template_view_form", "//field[@name='goal_ids']"),
    ("sales_process.res_config_settings_view_form", "//setting[@id='stages_follow_documents']"),
    (
        "sales_process.sales_process_template_load_view_form",
        "//field[@name='is_following_documents']",
    ),
    ("sales_process.mail_activity_view_form_event", "//field[@name='is_skipped']"),
    ("sales_process.mail_activity_view_list_event", "//field[@name='is_skipped']"),
    ("sales_process.mail_activity_view_kanban_event", "//field[@name='is_skipped']"),
    ("sales_process.mail_activity_view_search_event", "//filter[@name='skipped']"),
]


@tagged("post_install", "-at_install")
class TestOwnViews(TransactionCase):
    def test_older_views_find_what_rooms_add(self):
        """Invariant 9: a company's view that is older than ours finds what it changes."""
        for xml_id, node in ADDED:
            with self.subTest(view=xml_id, node=node):
                view = self._create_older_view(self.env.ref(xml_id), node)
                arch = self._get_root(view).get_combined_arch()
                self.assertIn("Named by the company", arch)

    def _create_older_view(self, parent, node):
        return self.env["ir.ui.view"].create(
            {
                "name": "A company's own",
                "model": parent.model,
                "inherit_id": parent.id,
                "mode": "extension",
                # before all of the usual priority, as a lower number is
                "priority": 15,
                "arch": f"""
                    <xpath expr="{node}" position="attributes">
                        <attribute name="string">Named by the company</attribute>
                    </xpath>
                """,
            }
        )

    def _get_root(self, view):
        while view.mode != "primary":
            view = view.inherit_id
        return view
