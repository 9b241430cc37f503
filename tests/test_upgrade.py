"""An upgrade keeps what an administrator has set, what a company has and what it refers to."""

from devtools import addons, dumps
from tests import outside
from tests.upgrade_changes import ChangedOnPurpose

# table → columns that an administrator changes; rows are those the addon delivered
SETTINGS = {
    "sales_event_category": ("name", "sequence", "active", "color"),
    "sales_event_type": ("name", "sequence"),
    "sales_event_outcome": ("name", "sequence"),
    "sales_card": ("name", "sequence", "active", "domain", "row_limit"),
    "sales_process_template": ("name",),
    "mail_activity_type": ("event_category_id",),
    "crm_stage": ("weight", "guidance", "flow_step", "auto_advance"),
    "res_company": ("stages_follow_documents",),
}
CHANGES = {
    "name": """jsonb_build_object('en_US', 'Ours ' || id)""",
    "sequence": "coalesce(sequence, 0) + 70",
    "active": "id %% 2 = 0",
    "color": "7",
    "domain": "'[(''id'', ''>'', 0)]'",
    "row_limit": "3",
    "event_category_id": "NULL",
    "weight": "11 + id",
    "guidance": """jsonb_build_object('en_US', '<p>Our own words</p>')""",
    "flow_step": "flow_step",
    "auto_advance": "NOT coalesce(auto_advance, false)",
    "stages_follow_documents": "NOT coalesce(stages_follow_documents, false)",
}


class UpgradeTest(outside.OutsideCase):
    origin = outside.INSTALLED

    def test_an_upgrade_keeps_settings(self):
        """Categories, cards, stages, kinds and the company's choices stay as they were set."""
        shape = {}
        for table, columns in SETTINGS.items():
            there = set(self.columns(table))
            kept = [column for column in columns if column in there]
            if not kept:
                continue
            shape[table] = ["id", *kept]
            for column in kept:
                value = CHANGES[column]
                if column == "name" and self._type(table, column) != "jsonb":
                    value = "'Ours ' || id"
                if column == "guidance" and self._type(table, column) != "jsonb":
                    value = "'<p>Our own words</p>'"
                self.sql(f"UPDATE {table} SET {column} = {value}".replace("%%", "%"))
        self.assertIn("sales_event_category", shape)
        before = self.snapshot(shape)
        self._call_access_as_before()
        self.run_odoo("-usales_process", step="upgrade")
        after = self.snapshot(shape)
        self.assertUnchanged(before, after, shape)
        added = {table: len(after[table]) - len(before[table]) for table in shape}
        self.assertEqual({table: count for table, count in added.items() if count}, {})
        self.assertEqual(self._access_of_log(), ["access_sales_event_log_salesman"])

    def _call_access_as_before(self):
        """Give the rights on the log form the name that they had in earlier versions."""
        self.sql(
            "UPDATE ir_model_data SET name = 'access_sales_event_log_user'"
            " WHERE module = 'sales_process' AND name = 'access_sales_event_log_salesman'"
        )

    def _access_of_log(self):
        """Names of all rights on the log form: an upgrade drops those that the addon has not."""
        rows = self.sql(
            """SELECT d.name FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id
                 LEFT JOIN ir_model_data d ON d.model = 'ir.model.access' AND d.res_id = a.id
                WHERE m.model = 'sales.event.log'"""
        )
        return [name for (name,) in rows]

    def _type(self, table, column):
        return self.sql(
            "SELECT data_type FROM information_schema.columns "
            "WHERE table_name = %s AND column_name = %s",
            table,
            column,
        )[0][0]


# Odoo's own books, of which only the rows count that the company has made
CODE = {
    "ir_act_window_view": "act_window_id NOT IN"
    " (SELECT res_id FROM ir_model_data WHERE model = 'ir.actions.act_window')",
    "ir_attachment": "false",
    "ir_cron_trigger": "false",
    "ir_model": "state = 'manual'",
    "ir_model_access": "false",
    "ir_model_constraint": "false",
    "ir_model_data": "false",
    "ir_model_fields": "state = 'manual'",
    "ir_model_fields_selection": "false",
    "ir_model_inherit": "false",
    "ir_model_relation": "false",
    "ir_module_module": "false",
    "ir_module_module_dependency": "false",
    "ir_module_module_exclusion": "false",
    "ir_ui_view": "id NOT IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.ui.view')",
    "orm_signaling_registry": "false",
}
STAMPS = ("write_date", "write_uid")
# table → columns that are gone on purpose, or say something else
DROPPED_COLUMNS = {
    # looked up, no longer kept; the field is there
    "calendar_event": {"is_visit_logged"},
    # looked up as well; and empty, no longer 0, where it is not known
    "crm_lead": {"has_follow_ups", "ask_to_decision_days"},
}
DROPPED_IDS = {
    # named after model and group as the community does; nobody refers to them but Odoo itself
    "sales_process.access_sales_event_log_user",
    "sales_process_mass_mailing.access_mailing_list_sale_manager",
    # the demo is an addon of its own, and a company has none of it
    "sales_process.model_sales_process_demo",
    "sales_process.field_sales_process_demo__id",
    "sales_process.field_sales_process_demo__display_name",
}
COMPANY_USES = """
    from ast import literal_eval

    rita = env["res.users"].search([("login", "=", "rita")])
    kept = env["ir.filters"].search([("name", "=", "Close and heavy")])
    leads = env["crm.lead"].with_user(rita)
    domain, context = literal_eval(kept.domain), literal_eval(kept.context)
    view = leads.get_views([(False, "list"), (False, "search")])
    found = leads.web_search_read(
        domain, {"name": {}, "weighted_revenue": {}}, order=literal_eval(kept.sort)[0]
    )["records"]
    wanted = env["crm.lead"].search([]).filtered(
        lambda lead: lead.flow_step in ("quotation", "sent") and lead.is_weight_manual
    )
    groups = leads.formatted_read_group(domain, context["group_by"], ["weighted_revenue:sum"])
    steps = dict(env["crm.lead"]._fields["flow_step"]._description_selection(env))
    board = env["ir.exports"].search([("name", "=", "For the board")])
    exported = env["crm.lead"].search([], limit=1).export_data(board.export_fields.mapped("name"))
    lead = env["crm.lead"].search([("flow_step", "=", "sent")], limit=1)
    lead.x_is_near = False
    lead.weight = 47
    env.flush_all()
    forms = [
        env["crm.lead"].get_view(view_type="form")["arch"],
        env["sales.event.category"].get_view(view_type="list")["arch"],
    ]
    came_back = env["ir.filters"].search([("name", "=", "Came back")])
    result = {
        "came_back": sorted(env["crm.lead"].search(literal_eval(came_back.domain)).mapped("name")),
        "found": sorted(row["id"] for row in found), "wanted": sorted(wanted.ids),
        "groups": [steps[row["flow_step"]] for row in groups],
        "exported": exported["datas"][0], "near": lead.x_is_near,
        "weight": lead.stage_id.weight, "step_weight": lead.x_step_weight,
        "shown": ["x_is_near" in forms[0], "color" in forms[1], "list" in view["views"]],
    }
"""
WORK_ON = """
    rita = env["res.users"].search([("login", "=", "rita")])
    order = env["sale.order"].search([("opportunity_id.name", "=", "Deal 5")])
    lead = order.opportunity_id
    stages = [lead.stage_id.name]
    order.with_user(order.user_id).action_confirm()
    env.flush_all()
    env.cr.commit()
    env.invalidate_all()
    stages.append(lead.stage_id.name)
    follow_up = env["crm.lead"].browse(lead.action_create_follow_up()["res_id"])
    stay = lead.stage_history_ids.sorted("id")[-1]
    customer = env["res.partner"].search([("name", "=", "Customer 3")])
    form = env["sales.event.log"].with_user(rita).create({
        "event_category_id": env.ref("sales_process.category_sales_action").id,
        "customer_id": customer.id, "note": "rang after the upgrade",
    })
    form.action_log()
    env.cr.commit()
    env.invalidate_all()
    prospects = env["mail.activity"].with_context(active_test=False).search(
        [("customer_id", "=", customer.id), ("event_category_id.role", "=", "prospect")]
    )
    result = {
        "stages": stages, "step": lead.flow_step, "cause": stay.cause,
        "followed": [follow_up.origin_lead_id == lead, lead.has_follow_ups],
        "answered": [[p.active, bool(p.answered_by_id)] for p in prospects],
    }
"""


class ReleaseTest(ChangedOnPurpose, outside.OutsideCase):
    """A company that has worked with version 19.0.1.0.0 and both bridges gets this one."""

    release = "19.0.1.0.0"

    @classmethod
    def make_database(cls):
        dumps.restore(cls.server, dumps.path_of(cls.release), cls.database)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls._rows()
        cls.ids = cls._ids()
        cls.run_odoo("-usales_process", step="upgrade")
        cls.rows_after = cls._rows()
        cls.ids_after = cls._ids()
        cls.run_odoo("-usales_process", step="again")
        cls.rows_again = cls._rows()
        cls.ids_again = cls._ids()

    @classmethod
    def _rows(cls):
        """All rows of the database, but for Odoo's own books, by table."""
        tables = cls.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {table: [] for (table,) in tables}
        parts = (
            f"SELECT '{table}', to_jsonb(t) FROM \"{table}\" t WHERE {CODE.get(table, 'true')}"
            for table in found
        )
        for table, row in cls.sql(" UNION ALL ".join(parts)):
            found[table].append(row)
        return found

    @classmethod
    def _ids(cls):
        """XML ids of our addons, with the record that each names."""
        rows = cls.sql(
            "SELECT module || '.' || name, model, res_id FROM ir_model_data WHERE module = ANY(%s)",
            addons.product(),
        )
        return {name: (model, record) for name, model, record in rows}

    def _compare(self, before, after):
        """Fail on what a row had and has no more: on each column that existed before."""
        shape, sides = {}, ({}, {})
        for table, rows in before.items():
            if not rows:
                continue
            columns = [name for name in rows[0] if name not in DROPPED_COLUMNS.get(table, ())]
            # what has no id links two records, which together are the key
            shape[table] = ["id", *(name for name in columns if name != "id")]
            for side, found in zip(sides, (rows, after.get(table, [])), strict=True):
                side[table] = [
                    [
                        row["id"] if "id" in row else str(sorted(row.items())),
                        *(row.get(name) for name in shape[table][1:]),
                    ]
                    for row in found
                ]
        self.assertUnchanged(*sides, shape, ignored=STAMPS)

    def test_every_record_is_as_it_was(self):
        """Rows of all tables, also of those that we only extend, have the values they had."""
        empty = [name for name in self._tables_of_ours() if not self.rows[name]]
        self.assertEqual(empty, [], "the company has something of everything")
        self._compare({**self.rows, **self.changed_on_purpose()}, self.rows_after)

    def _tables_of_ours(self):
        """Tables of the models that our addons make, but for those of forms."""
        rows = self.sql(
            """SELECT replace(m.model, '.', '_') FROM ir_model m
                 JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id
                WHERE NOT m.transient
             GROUP BY m.model HAVING bool_and(d.module = ANY(%s))""",
            addons.product(),
        )
        return [name for (name,) in rows if name in self.rows]

    def test_days_that_are_not_known_are_empty(self):
        """From ask to decision: none where nothing was asked or decided, else those there are."""
        leads = self.rows_after["crm_lead"]
        self.assertEqual(
            {lead["id"] for lead in leads if lead["ask_to_decision_days"] is not None},
            {lead["id"] for lead in leads if lead["asked_on"] and lead["decided_on"]},
        )
        self.assertIn(0, {lead["ask_to_decision_days"] for lead in self.rows["crm_lead"]})

    def test_what_is_used_stays_in_sight(self):
        """The company has territories, rules by load, and opportunities that were won."""
        groups = self.sql(
            """SELECT feature.name FROM res_groups_implied_rel AS implied
                 JOIN ir_model_data AS salesman ON salesman.res_id = implied.gid
                 JOIN ir_model_data AS feature ON feature.res_id = implied.hid
                WHERE salesman.name = 'group_sale_salesman' AND salesman.model = 'res.groups'
                  AND feature.module = 'sales_process' AND feature.model = 'res.groups'"""
        )
        self.assertEqual(
            {name for (name,) in groups},
            {"group_territories", "group_load", "group_dry_run", "group_calibration"},
        )

    def test_every_id_names_the_record_it_named(self):
        """XML ids stay, but for those that were dropped on purpose."""
        changed = {
            name: (record, self.ids_after.get(name))
            for name, record in self.ids.items()
            if record != self.ids_after.get(name)
        }
        self.assertEqual(
            {name: pair for name, pair in changed.items() if name not in DROPPED_IDS}, {}
        )
        self.assertEqual(DROPPED_IDS - changed.keys(), set())

    def test_ids_name_records_that_exist(self):
        """No XML id of ours points to a record that the upgrade has removed."""
        tables = self.sql(
            "SELECT DISTINCT model, replace(model, '.', '_') FROM ir_model_data"
            " WHERE module = ANY(%s)",
            addons.product(),
        )
        special = {
            "ir.actions.act_window": "ir_act_window",
            "ir.actions.server": "ir_act_server",
            "ir.actions.act_url": "ir_act_url",
            "ir.actions.client": "ir_act_client",
            "ir.actions.report": "ir_act_report_xml",
        }
        parts = (
            "SELECT module || '.' || name FROM ir_model_data d"
            f" WHERE model = '{model}' AND module = ANY(%s)"
            f" AND NOT EXISTS (SELECT FROM {special.get(model, table)} t WHERE t.id = d.res_id)"
            for model, table in tables
        )
        query = " UNION ALL ".join(parts)
        self.assertEqual(self.sql(query, *([addons.product()] * len(tables))), [])

    def test_a_second_upgrade_changes_nothing(self):
        """What the first upgrade has made stays as it is: rows, XML ids, columns."""
        self.assertEqual(self.ids_again, self.ids_after)
        self._compare(self.rows_after, self.rows_again)
        added = {
            table: len(rows) - len(self.rows_after.get(table, ()))
            for table, rows in self.rows_again.items()
        }
        self.assertEqual({table: count for table, count in added.items() if count}, {})

    def test_what_the_company_has_made_works(self):
        """Filters, automations, exports, views and fields that refer to ours do what they did."""
        done = self.shell(COMPANY_USES, step="uses")
        self.assertEqual(done["found"], done["wanted"])
        self.assertTrue(done["found"])
        self.assertIn("Quotation", done["groups"])
        self.assertEqual(done["came_back"], ["Deal 13", "Follow-up of Deal 13"])
        self.assertEqual(len(done["exported"]), 5)
        self.assertTrue(done["near"])
        self.assertEqual(done["step_weight"], done["weight"])
        self.assertEqual(done["shown"], [True, True, True])

    def test_work_goes_on(self):
        """An order of before is confirmed and moves its opportunity; a call answers a prospect."""
        done = self.shell(WORK_ON, step="work")
        self.assertNotEqual(*done["stages"])
        self.assertEqual(done["step"], "order")
        self.assertEqual(done["cause"], "document")
        self.assertEqual(done["followed"], [True, True])
        self.assertEqual(done["answered"], [[False, True]])
