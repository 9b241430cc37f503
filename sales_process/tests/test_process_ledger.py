from datetime import timedelta

from odoo.tests import Form, tagged, users

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestStageHistory(StagesCommon):
    """Each way in which a stage is entered and left is written down."""

    def test_create(self):
        """F10: creating opens the first stay, one by one or many, with the stage given or not."""
        with self.at(0):
            default = self._create_lead("Default")
            given = self._create_lead("Given", stage_id=self.second.id)
            many = self.env["crm.lead"].create(
                [{"name": f"Many {i}", "team_id": self.team.id} for i in range(3)]
            )
        self.assertStays(default, [self.first])
        self.assertStays(given, [self.second])
        for lead in many:
            self.assertStays(lead, [self.first])
        stay = given.stage_history_ids
        self.assertEqual(stay.entered_on, self.start)
        self.assertEqual((stay.cause, stay.entered_by_id), ("person", self.env.user))

    def test_create_seen_at_once(self):
        """F10: the stay is there for who asks in the same transaction."""
        lead = self._create_lead("New")
        self.assertStays(lead, [self.first])
        lead.stage_id = self.second
        self.assertStays(lead, [self.first, self.second])
        self.assertEqual(
            self.env["crm.lead.stage.history"].search_count([("lead_id", "=", lead.id)]), 2
        )

    @users("sp_seller")
    def test_write(self):
        """C4: a move closes the stay and opens the next one, with actor and what was true then."""
        lead = self.lead.with_env(self.env)
        with self.at(1):
            lead.stage_id = self.second
        with self.at(3):
            lead.write({"stage_id": self.third.id, "expected_revenue": 5000})
        self.assertStays(lead, [self.first, self.second, self.third])
        _first, second, third = self.get_stays(lead)
        self.assertAlmostEqual(second.duration_days, 2)
        self.assertEqual(third.entered_on, self.start + timedelta(days=3))
        self.assertEqual((third.cause, third.entered_by_id), ("person", self.seller))
        self.assertEqual((second.expected_revenue, third.expected_revenue), (10000, 5000))
        self.assertEqual((second.weight, third.weight), (20, 40))
        self.assertEqual((third.user_id, third.team_id), (self.seller, self.team))
        self.assertEqual(third.company_id, lead.company_id)

    def test_every_move_of_one_transaction(self):
        """F10: two moves without a flush in between are two entries; the same stage is none."""
        with self.at(1):
            self.lead.stage_id = self.second
            self.lead.stage_id = self.second
            self.lead.stage_id = self.third
            self.lead.stage_id = self.second
        self.assertStays(self.lead, [self.first, self.second, self.third, self.second])

    def test_mass_write(self):
        """F10: a mass write enters each opportunity that moves, and no other."""
        leads = self.lead | self._create_lead("Other", stage_id=self.second.id)
        leads.write({"stage_id": self.second.id})
        self.assertStays(leads[0], [self.first, self.second])
        self.assertStays(leads[1], [self.second])

    def test_stage_taken_away(self):
        """F10: an opportunity without a stage is in no stay."""
        with self.at(1):
            self.lead.write({"stage_id": False})
        self.assertFalse(self.lead.stage_history_ids.filtered(lambda stay: not stay.left_on))
        with self.at(2):
            self.lead.stage_id = self.second
        self.assertEqual(len(self.lead.stage_history_ids), 2)

    def test_form(self):
        """C4: the same through a form."""
        with Form(self.lead) as form:
            form.stage_id = self.third
        self.assertStays(self.lead, [self.first, self.third])

    def test_kanban(self):
        """F10: dragging a card on the board is a move like any other."""
        self.lead.with_user(self.seller).web_save({"stage_id": self.second.id}, {"stage_id": {}})
        self.assertStays(self.lead, [self.first, self.second])

    def test_import(self):
        """F10: an import creates and moves with its own cause."""
        result = (
            self.env["crm.lead"]
            .with_context(import_file=True)
            .load(
                ["name", "team_id/.id", "stage_id/.id"],
                [["Imported", str(self.team.id), str(self.second.id)]],
            )
        )
        lead = self.env["crm.lead"].browse(result["ids"])
        self.assertStays(lead, [self.second])
        self.assertEqual(lead.stage_history_ids.cause, "import")
        self.env["crm.lead"].load([".id", "stage_id/.id"], [[str(lead.id), str(self.third.id)]])
        self.assertStays(lead, [self.second, self.third])
        self.assertEqual(self.get_stays(lead)[-1].cause, "import")

    def test_mail_gateway(self):
        """F10: a mail that becomes an opportunity was no person's doing."""
        lead = self.env["crm.lead"].message_new(
            {
                "subject": "I need 300 chairs",
                "from": "x@example.com",
                "email_from": "x@example.com",
            },
            {"team_id": self.team.id},
        )
        self.assertStays(lead, [self.first])
        self.assertEqual(lead.stage_history_ids.cause, "rule")

    def test_convert(self):
        """F10: converting a lead keeps its stays, and enters the opportunity's stage once."""
        lead = self._create_lead("Lead", type="lead")
        lead.convert_opportunity(self.customer, team_id=self.team.id)
        self.assertStays(lead, [self.first])
        self.assertEqual(lead.type, "opportunity")

    @users("sp_manager")
    def test_team_change(self):
        """F10: a stage that is recomputed in the flush is an entry, by who changed the team."""
        team = self.env["crm.team"].create({"name": "Other team"})
        stage = self.env["crm.stage"].create({"name": "Theirs", "team_ids": team.ids})
        team.has_own_stages = True
        lead = self.lead.with_env(self.env)
        with self.at(2):
            lead.write({"team_id": team.id, "user_id": False})
        self.assertEqual(lead.stage_id, stage)
        self.assertStays(lead, [self.first, stage])
        stay = self.get_stays(lead)[-1]
        self.assertEqual((stay.entered_by_id, stay.team_id), (self.manager, team))

    def test_team_change_of_many(self):
        """F10: the same for many at once, and a move just before it is not swallowed."""
        team = self.env["crm.team"].create({"name": "Other team"})
        stage = self.env["crm.stage"].create({"name": "Theirs", "team_ids": team.ids})
        team.has_own_stages = True
        leads = self.lead | self._create_lead("Other")
        self.env.flush_all()
        leads.stage_id = self.second
        leads.write({"team_id": team.id, "user_id": False})
        for lead in leads:
            self.assertStays(lead, [self.first, self.second, stage])

    def test_won_keeps_its_outcome_in_another_team(self):
        """C8: what is won stays won when it goes to the pipeline of another team."""
        team = self.env["crm.team"].create({"name": "Other team"})
        _begin, end = self.env["crm.stage"].create(
            [
                {"name": "Begin", "team_ids": team.ids, "sequence": 1},
                {"name": "End", "team_ids": team.ids, "sequence": 2, "is_won": True},
            ]
        )
        self.lead.action_set_won()
        self.lead.write({"team_id": team.id, "user_id": False})
        self.assertEqual((self.lead.stage_id, self.lead.won_status), (end, "won"))

    def test_move_to_stage(self):
        """F10: a move by code has a cause and a record behind it, in the ledger and the log."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = len(self.lead.stage_history_ids)
        moved = self.lead._move_to_stage(self.third, "document", order)
        self.assertEqual(moved, self.lead)
        stay = self.get_stays(self.lead)[-1]
        self.assertEqual(
            (stay.stage_id, stay.cause, stay.cause_model, stay.cause_id),
            (self.third, "document", "sale.order", order.id),
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertIn(order.name, self.lead.message_ids[0].body)
        # replaying it changes nothing
        self.assertFalse(self.lead._move_to_stage(self.third, "document", order))
        self.assertEqual(len(self.lead.stage_history_ids), before + 1)
        # the next move is a person's again
        self.lead.stage_id = self.second
        self.assertEqual(self.get_stays(self.lead)[-1].cause, "person")

    def test_no_loop(self):
        """F10: rules that contradict each other move an opportunity once through a stage."""
        for _time in range(3):
            self.lead._move_to_stage(self.second, "rule")
            self.lead._move_to_stage(self.third, "goal")
        self.assertStays(self.lead, [self.first, self.second, self.third])
        # a person opens the way again
        self.lead.stage_id = self.first
        self.lead._move_to_stage(self.second, "rule")
        self.assertEqual(self.lead.stage_id, self.second)

    def test_rollback(self):
        """F10: what is rolled back leaves no trace, and does not disturb what follows."""
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.lead.stage_id = self.second
            raise ZeroDivisionError
        self.lead.stage_id = self.third
        self.assertStays(self.lead, [self.first, self.third])

    def test_lost_and_restored(self):
        """C4: the clock of a stay stands still while the opportunity is lost."""
        with self.at(0):
            lead = self._create_lead("Lost")
        with self.at(2):
            lead.action_set_lost()
        self.assertEqual(lead.stage_history_ids.lost_on, self.start + timedelta(days=2))
        with self.at(10):
            self.env.invalidate_all()
            self.assertAlmostEqual(lead.stage_history_ids.duration_days, 2)
            lead.action_restore()
        self.assertFalse(lead.stage_history_ids.lost_on)
        with self.at(11):
            lead.stage_id = self.second
        self.assertStays(lead, [self.first, self.second])
        stay = self.get_stays(lead)[0]
        self.assertAlmostEqual(stay.lost_days, 8)
        self.assertAlmostEqual(stay.duration_days, 3)

    def test_lost_moves_and_stays_lost(self):
        """C4: moving a lost opportunity keeps it lost, with the date of its loss."""
        with self.at(1):
            self.lead.action_set_lost()
            closed = self.lead.date_closed
        with self.at(2):
            self.lead._move_to_stage(self.second, "install")
        self.assertEqual((self.lead.won_status, self.lead.date_closed), ("lost", closed))
        self.assertEqual(self.get_stays(self.lead)[-1].lost_on, self.start + timedelta(days=2))

    def test_merge(self):
        """F10: the survivor of a merge keeps its stays, and the start of an earlier one."""
        with self.at(-9):
            early = self._create_lead("Early")
        with self.at(-5):
            early.stage_id = self.second
        with self.at(0):
            late = self._create_lead("Late", stage_id=self.third.id)
        with self.at(1):
            early.stage_id = self.first
        with self.at(3):
            head = (early | late).merge_opportunity()
        self.assertEqual(head, late)
        self.assertStays(head, [self.first, self.second, self.third])
        stays = self.get_stays(head)
        self.assertEqual(stays[1].left_on, self.start)
        self.assertAlmostEqual(stays[1].duration_days, 5)

    def test_merge_of_a_lost_one(self):
        """F10: what it was lost for, until the survivor begins, is no day in a stage."""
        with self.at(-9):
            early = self._create_lead("Early")
        with self.at(-7):
            early.action_set_lost()
        with self.at(0):
            late = self._create_lead("Late", stage_id=self.second.id)
        with self.at(1):
            head = (early | late).merge_opportunity()
        self.assertEqual(head, late)
        stay = self.get_stays(head)[0]
        self.assertEqual((stay.left_on, stay.lost_on), (self.start, False))
        self.assertAlmostEqual(stay.duration_days, 2)
        self.assertAlmostEqual(stay.lost_days, 7)

    def test_merges_in_a_row(self):
        """F10: merged one after the other in one transaction, by pairs and in a chain, each keeps
        the start of the earliest; merged ones that stay for the moment take nothing away."""
        with self.at(-9):
            first, other_first = (self._create_lead(f"First {i}") for i in range(2))
        with self.at(-6):
            middle = self._create_lead("Middle", stage_id=self.second.id)
        with self.at(0):
            last, other_last = (
                self._create_lead(f"Last {i}", stage_id=self.third.id) for i in range(2)
            )
        with self.at(3):
            for head, tail in ((middle, first), (last, middle), (other_last, other_first)):
                self.assertEqual((tail | head)._merge_opportunity(auto_unlink=False), head)
            (first | middle | other_first).unlink()
        self.assertStays(last, [self.first, self.second, self.third])
        self.assertEqual(
            [stay.entered_on for stay in self.get_stays(last)],
            [self.start + timedelta(days=days) for days in (-9, -6, 0)],
        )
        self.assertStays(other_last, [self.first, self.third])

    def test_merge_changes_stage(self):
        """F10: the stage that a merge brings about has the merge as its cause."""
        team = self.env["crm.team"].create({"name": "Other team", "member_ids": self.seller.ids})
        stage = self.env["crm.stage"].create({"name": "Theirs", "team_ids": team.ids})
        team.has_own_stages = True
        head = (self.lead | self._create_lead("Other")).merge_opportunity(team_id=team.id)
        self.assertEqual(head.stage_id, stage)
        stay = self.get_stays(head)[-1]
        self.assertEqual((stay.stage_id, stay.cause), (stage, "merge"))
        # what comes later is not the merge's
        head.stage_id = self.env["crm.stage"].create({"name": "Next", "team_ids": team.ids})
        self.assertEqual(self.get_stays(head)[-1].cause, "person")

    def test_delete(self):
        """F10: deleting an opportunity deletes its stays; deleting a stage keeps them."""
        with self.at(1):
            self.lead.stage_id = self.second
        self.first.unlink()
        first, second = self.get_stays(self.lead)
        self.assertEqual((first.display_name, second.display_name), ("First", "Second"))
        self.assertEqual(first.left_on, second.entered_on)
        self.lead.unlink()
        self.assertFalse((first | second).exists())
