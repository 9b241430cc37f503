"""What the upgrade from version 19.0.1.0.0 changes on purpose, each with what it is now."""


class ChangedOnPurpose:
    """The rows of before as they are to be after the upgrade, where they are to be others."""

    def changed_on_purpose(self):
        """``{table: rows}`` of the tables in which something changes."""
        return {
            "ir_ui_menu": self._menus(),
            "ir_act_window": self._windows(),
            "sales_card": self._cards(),
            "ir_rule": self._rules(),
            "ir_model_access": self._access(),
            "crm_lead": self._leads(),
            "sales_process_template": self._delivered("sales_process_template", {"description"}),
            "sales_process_template_stage": self._delivered(
                "sales_process_template_stage",
                {
                    "flow_step",
                    "requirements",
                    "guidance",
                    "rotting_threshold_days",
                    "is_milestone",
                    "mail_template_id",
                },
            ),
        }

    def _delivered(self, table, columns):
        """The ready-made processes of before; those that were delivered, and that nobody has
        changed, have what the delivered ones have now. Names and weights are as they were."""
        ids = self.sql(
            "SELECT res_id FROM ir_model_data WHERE module = 'sales_process' AND model = %s",
            table.replace("_", "."),
        )
        delivered = {record_id for (record_id,) in ids}
        after = {row["id"]: row for row in self.rows_after[table]}
        changed = [
            {**row, **{name: after[row["id"]][name] for name in columns}}
            if row["id"] in delivered
            else row
            for row in self.rows[table]
        ]
        self.assertNotEqual(changed, self.rows[table])
        return changed

    def _access(self):
        """The access lines of before; the log of handovers is nobody's to write by hand."""
        ids = self.sql(
            "SELECT res_id FROM ir_model_data WHERE model = 'ir.model.access' AND name = ANY(%s)",
            ["access_sales_handover_log_manager", "access_sales_handover_log_line_manager"],
        )
        of_logs = {record_id for (record_id,) in ids}
        self.assertEqual(len(of_logs), 2)
        read_only = {"perm_write": False, "perm_create": False, "perm_unlink": False}
        return [
            {**row, **read_only} if row["id"] in of_logs else row
            for row in self.rows["ir_model_access"]
        ]

    def _rules(self):
        """The rules of before; personal cards are now those of sellers of one's companies."""
        ids = self.sql(
            "SELECT res_id FROM ir_model_data WHERE model = 'ir.rule' AND name = ANY(%s)",
            ["sales_card_rule_all_leads", "sales_card_rule_manager",
             "sales_card_preference_rule_all_leads"],
        )  # fmt: skip
        of_cards = {record_id for (record_id,) in ids}
        self.assertEqual(len(of_cards), 3)
        after = {row["id"]: row["domain_force"] for row in self.rows_after["ir_rule"]}
        for record_id in of_cards:
            self.assertIn("user_id.company_ids", after[record_id])
        return [
            {**row, "domain_force": after[row["id"]]} if row["id"] in of_cards else row
            for row in self.rows["ir_rule"]
        ]

    def _cards(self):
        """The cards of before; prospects are shown by the day on which they are due."""
        before = {"column_names": "customer_id,summary,event_date", "row_order": "event_date, id"}
        now = {
            "column_names": "customer_id,summary,date_deadline",
            "row_order": "date_deadline, id",
        }
        cards = [
            {**row, **now} if before.items() <= row.items() and "True" in row["domain"] else row
            for row in self.rows["sales_card"]
        ]
        self.assertNotEqual(cards, self.rows["sales_card"])
        return cards

    def _leads(self):
        """The opportunities of before; what their documents show says as well what it waits for."""
        after, leads = {row["id"]: row["flow_state"] for row in self.rows_after["crm_lead"]}, []
        for row in self.rows["crm_lead"]:
            state, now = row["flow_state"], after[row["id"]]
            if now and "waiting" in now:
                self.assertEqual(set(now["waiting"]) & set(state["reached"]), set())
                state = {**state, "waiting": now["waiting"]}
            leads.append({**row, "flow_state": state})
        return leads

    def _menus(self):
        """The menus of before; CRM's own, which had no action, now opens the pipeline by one, the
        reports are in a menu of their own, and cards and territories stand by need."""
        (root,) = self.sql("SELECT res_id FROM ir_model_data WHERE name = 'crm_menu_root'")[0]
        opens = {row["id"]: row["action"] for row in self.rows_after["ir_ui_menu"]}[root]
        self.assertTrue(opens.startswith("ir.actions.server,"))
        after = {row["id"]: row for row in self.rows_after["ir_ui_menu"]}
        ids = dict(self.sql("SELECT name, res_id FROM ir_model_data WHERE model = 'ir.ui.menu'"))
        reports = ids["sales_process_menu_report"]
        moved = {row_id for row_id, row in after.items() if row["parent_id"] == reports}
        self.assertEqual(len(moved), 10)
        places = {ids["sales_card_menu"]: (5, 6), ids["crm_territory_menu"]: (40, 50)}
        menus = []
        for row in self.rows["ir_ui_menu"]:
            if row["id"] in places:
                self.assertEqual(row["sequence"], places[row["id"]][0])
                menus.append({**row, "sequence": places[row["id"]][1]})
            elif row["id"] in moved:
                self.assertEqual(row["parent_id"], ids["crm_menu_report"])
                place = {name: after[row["id"]][name] for name in ("parent_id", "parent_path")}
                menus.append({**row, **place})
            else:
                menus.append({**row, "action": opens} if row["id"] == root else row)
        return menus

    def _windows(self):
        """The windows of before. The list of events says by its domain that it shows done ones, a
        seller's view opens without a seller, too, and ready-made processes have pictures."""
        ids = dict(
            self.sql(
                "SELECT name, res_id FROM ir_model_data WHERE model = 'ir.actions.act_window'"
                " AND module = 'sales_process'"
            )
        )
        after = {row["id"]: row for row in self.rows_after["ir_act_window"]}
        changed = {
            ids["mail_activity_action_events"]: ("domain", "context"),
            ids["sales_card_action_view_of"]: ("context",),
            ids["sales_process_template_action"]: ("view_mode",),
        }
        events = after[ids["mail_activity_action_events"]]
        self.assertIn("('active', 'in', [True, False])", events["domain"])
        self.assertNotIn("active_test", events["context"])
        view_of = after[ids["sales_card_action_view_of"]]
        self.assertEqual(view_of["context"], "{'card_user_id': context.get('active_id')}")
        processes = after[ids["sales_process_template_action"]]
        self.assertEqual(processes["view_mode"], "kanban,list,form")
        return [
            {**row, **{name: after[row["id"]][name] for name in changed.get(row["id"], ())}}
            for row in self.rows["ir_act_window"]
        ]
