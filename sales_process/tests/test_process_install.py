from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestInstallStages(StagesCommon):
    """What the installation makes of a database that has been in use."""

    def _forget(self):
        """As if the addon had not been there."""
        self.env.cr.flush()
        self.env.cr.execute("DELETE FROM crm_lead_stage_history")
        self.env.cr.execute(
            "UPDATE crm_lead SET weight = NULL, weighted_revenue = NULL, started_by_id = NULL,"
            " closed_by_id = NULL, decided_on = NULL"
        )
        self.env.cr.execute("UPDATE crm_stage SET weight = NULL, flow_step = NULL")
        self.env.invalidate_all()

    def _install(self):
        self.env["crm.stage"]._init_process()
        self.env["crm.lead.stage.history"]._rebuild_from_tracking()
        self.env["crm.lead"]._init_process()
        self.env.invalidate_all()

    def _track(self, lead, days, old, new, user=None, subject=False):
        """What Odoo's tracking leaves of a move."""
        message = self.env["mail.message"].create(
            {
                "model": "crm.lead",
                "res_id": lead.id,
                "date": self.start + timedelta(days=days),
                "author_id": (user or self.seller).partner_id.id,
                "message_type": "notification",
                "subject": subject,
            }
        )
        self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": self.env["ir.model.fields"]._get("crm.lead", "stage_id").id,
                "old_value_integer": old.id,
                "old_value_char": old.name,
                "new_value_integer": new.id,
                "new_value_char": new.name,
            }
        )

    def _create_old_lead(self, name, stage, created=0, updated=None, **values):
        lead = self._create_lead(name, stage_id=stage.id, **values)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET create_date = %s, create_uid = %s,"
                " date_last_stage_update = %s WHERE id = %s",
                self.start + timedelta(days=created),
                self.marketing.id,
                self.start + timedelta(days=created if updated is None else updated),
                lead.id,
            )
        )
        lead.invalidate_recordset()
        return lead

    def _get_days(self, lead):
        return [
            (
                stay.display_name,
                round((stay.entered_on - self.start).total_seconds() / 86400, 3),
                round((stay.left_on - self.start).total_seconds() / 86400, 3)
                if stay.left_on
                else None,
            )
            for stay in self.get_stays(lead)
        ]

    def test_history(self):
        """C4: the stays are rebuilt from Odoo's own tracking, each with who and when."""
        lead = self._create_old_lead("Old", self.third)
        self._track(lead, 2, self.first, self.second)
        self._track(lead, 5, self.second, self.third, self.manager)
        untouched = self._create_old_lead("Untouched", self.second, created=1)
        self._forget()
        self._install()
        self.assertEqual(
            self._get_days(lead), [("First", 0, 2), ("Second", 2, 5), ("Third", 5, None)]
        )
        self.assertStays(lead, [self.first, self.second, self.third])
        stays = self.get_stays(lead)
        self.assertEqual(
            list(stays.mapped("entered_by_id.id")),
            [self.marketing.id, self.seller.id, self.manager.id],
        )
        self.assertEqual(stays.mapped("cause"), ["person"] * 3)
        self.assertAlmostEqual(stays[1].duration_days, 3)
        self.assertEqual(self._get_days(untouched), [("Second", 1, None)])
        self.assertEqual(lead.started_by_id, self.marketing)

    def test_history_twice(self):
        """C4: rebuilding again adds nothing."""
        lead = self._create_old_lead("Old", self.second)
        self._track(lead, 2, self.first, self.second)
        self._forget()
        self._install()
        count = self.env["crm.lead.stage.history"].search_count([])
        self._install()
        self.assertEqual(self.env["crm.lead.stage.history"].search_count([]), count)

    def test_untracked_move(self):
        """C4: a stage that was entered without tracking is known by its last update."""
        lead = self._create_old_lead("Old", self.third, updated=7)
        self._track(lead, 2, self.first, self.second)
        self._forget()
        self._install()
        self.assertEqual(
            self._get_days(lead), [("First", 0, 2), ("Second", 2, 7), ("Third", 7, None)]
        )
        stay = self.get_stays(lead)[-1]
        self.assertEqual((stay.cause, stay.entered_by_id.id), ("install", False))

    def test_deleted_stage(self):
        """C4: a stage that exists no more keeps its name."""
        gone = self.env["crm.stage"].create({"name": "Gone", "team_ids": self.team.ids})
        lead = self._create_old_lead("Old", self.third)
        self._track(lead, 2, self.first, gone)
        self._track(lead, 4, gone, self.third)
        gone.unlink()
        self._forget()
        self._install()
        self.assertEqual(
            self._get_days(lead), [("First", 0, 2), ("Gone", 2, 4), ("Third", 4, None)]
        )

    def test_same_moment_and_repetition(self):
        """C4: moves in one second and repeated ones leave neither gap nor overlap."""
        lead = self._create_old_lead("Old", self.second)
        self._track(lead, -1, self.first, self.second)
        self._track(lead, 2, self.second, self.second)
        self._track(lead, 3, self.second, self.third)
        self._track(lead, 3, self.third, self.second)
        self._forget()
        self._install()
        self.assertEqual(
            self._get_days(lead),
            [("First", 0, 0), ("Second", 0, 3), ("Third", 3, 3), ("Second", 3, None)],
        )

    def test_merged_messages(self):
        """C4: the moves of an opportunity that was merged into it are not its own."""
        lead = self._create_old_lead("Old", self.second)
        self._track(lead, 2, self.first, self.second)
        self._track(lead, 3, self.first, self.third, subject="From Other")
        self._forget()
        self._install()
        self.assertEqual(self._get_days(lead), [("First", 0, 2), ("Second", 2, None)])

    def test_won_and_lost(self):
        """C4: won and lost ones know by whom and when, and the clock of the lost stands still."""
        won = self._create_old_lead("Won", self.ordered)
        self._track(won, 2, self.first, self.ordered)
        lost = self._create_old_lead("Lost", self.second)
        lost.action_set_lost()
        lost.date_closed = self.start + timedelta(days=6)
        self._forget()
        self._install()
        self.assertEqual(won.closed_by_id, self.seller)
        self.assertTrue(won.decided_on)
        stay = self.get_stays(lost)
        self.assertEqual(stay.lost_on, self.start + timedelta(days=6))
        self.assertAlmostEqual(stay.duration_days, 6)
        self.assertEqual(lost.decided_on, self.start + timedelta(days=6))
        # life goes on
        lost.action_restore()
        lost.stage_id = self.third
        self.assertStays(lost, [self.second, self.third])

    def test_weights(self):
        """C1: a company's stages stay and get weights: won 100, the others by their order."""
        other = self.env["crm.team"].create({"name": "Mixed"})
        shared = self.env["crm.stage"].search(
            [("team_ids", "=", False), ("is_won", "=", False)], order="sequence, id"
        )
        between = self.env["crm.stage"].create(
            {"name": "Between", "sequence": shared[0].sequence, "team_ids": other.ids}
        )
        names = self.env["crm.stage"].search([]).mapped("name")
        self._forget()
        self._install()
        stages = self.env["crm.stage"].search([])
        self.assertEqual(stages.mapped("name"), names)
        self.assertEqual(set(stages.filtered("is_won").mapped("weight")), {100})
        self.assertEqual([self.first.weight, self.second.weight, self.third.weight], [10, 30, 60])
        weights = shared.mapped("weight")
        self.assertEqual(weights, sorted(set(weights)))
        self.assertTrue(all(0 < weight < 100 for weight in weights))
        self.assertTrue(shared[0].weight < between.weight < shared[1].weight)
        self.assertEqual((self.lead.weight, self.lead.weighted_revenue), (10, 1000))

    def test_documents_do_not_lead(self):
        """C1: where opportunities exist, documents move nothing until someone turns it on."""
        self._forget()
        self._install()
        self.assertFalse(self.env.company.stages_follow_documents)
        self.assertFalse(any(self.env["crm.stage"].search([]).mapped("flow_step")))

    def test_documents_lead(self):
        """C1: where none exists yet, sent and ordered quotations lead from the first day on."""
        self.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        self._forget()
        self._install()
        self.assertTrue(self.env.company.stages_follow_documents)
        shared = self.env["crm.stage"].search([("team_ids", "=", False)], order="sequence, id")
        won = shared.filtered("is_won")[0]
        self.assertEqual(won.flow_step, "order")
        self.assertEqual(shared.filtered(lambda stage: not stage.is_won)[-1].flow_step, "sent")

    def test_nothing_required_where_the_addon_is_not_loaded(self):
        """Invariant 9: while other addons are upgraded, this one is installed and not loaded. Their
        records can be made then: what it requires of them has a default in the database."""
        self.env.cr.execute(
            """
            SELECT model.model, field.name
              FROM ir_model_fields AS field
              JOIN ir_model AS model ON model.id = field.model_id
              JOIN information_schema.columns AS col
                ON col.table_name = REPLACE(model.model, '.', '_') AND col.column_name = field.name
             WHERE col.is_nullable = 'NO'
               AND col.column_default IS NULL
               AND EXISTS (SELECT FROM ir_model_data WHERE model = 'ir.model'
                              AND res_id = model.id AND module NOT LIKE 'sales\\_process%%')
               AND NOT EXISTS (SELECT FROM ir_model_data WHERE model = 'ir.model.fields'
                              AND res_id = field.id AND module NOT LIKE 'sales\\_process%%')
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])
        self.env.cr.execute(
            'INSERT INTO crm_stage (name) VALUES (\'{"en_US": "Other"}\') RETURNING goal_policy'
        )
        self.assertEqual(self.env.cr.fetchone()[0], "inform")
