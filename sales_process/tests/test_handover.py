from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    """A seller leaves; nothing that is open gets lost, and nothing that was done moves."""

    def test_everything_open_moves_and_what_is_done_stays(self):
        """C11: open work goes to the successor in one step; done events stay with who did them."""
        handover = self._open()
        self.assertEqual(handover.opportunity_count, 1)
        self.assertEqual(handover.quotation_count, 1)
        self.assertEqual(handover.customer_count, 1)
        open_prospects = self.env["mail.activity"].search_count(
            [
                ("user_id", "=", self.seller.id),
                ("event_category_id", "=", self.prospect_category.id),
            ]
        )
        self.assertTrue(open_prospects)
        self.assertEqual(handover.prospect_count, open_prospects)
        stage, team = self.lead.stage_id, self.lead.team_id
        handover.action_hand_over()
        self.env.cr.flush()
        moved = (self.lead, self.prospect, self.planned, self.quotation, self.customer)
        for record in moved:
            self.assertEqual(record.user_id, self.successor, record)
        for record in (self.won, self.lost, self.held):
            self.assertEqual(record.user_id, self.seller, record)
        self.assertEqual(self.other.user_id, self.seller2)
        self.assertEqual(
            (self.lead.stage_id, self.lead.team_id), (stage, team), "it stays where it is"
        )
        self.assertEqual(self.quotation.team_id, team)
        self.assertIn("Handover", "".join(self.lead.message_ids.mapped("body")))
        notes = self.env["mail.message"].search(
            [("partner_ids", "in", self.successor.partner_id.ids)]
        )
        self.assertEqual(len(notes), 1, "one message for everything")

    def test_form_that_nobody_has_filled_yet(self):
        """C11: the form opens empty, counts when a seller is chosen, and proposes the leader."""
        form = Form(self.env["sales.handover"].with_user(self.manager))
        self.assertEqual((form.total_count, form.rule_names), (0, ""))
        form.from_user_id = self.seller
        self.assertEqual(form.to_user_id, self.manager)
        self.assertTrue(form.total_count)

    def test_chosen_parts_only(self):
        """C11: what is not chosen stays, such as quotations."""
        self._hand_over(has_quotations=False, has_customers=False)
        self.assertEqual(self.lead.user_id, self.successor)
        self.assertEqual(self.quotation.user_id, self.seller)
        self.assertEqual(self.customer.user_id, self.seller)

    def test_undo_gives_back_what_has_not_changed(self):
        """C11: an undo gives back what is still open and with the successor, and nothing else."""
        second = self.env["crm.lead"].create(
            {
                "name": "Second",
                "type": "opportunity",
                "user_id": self.seller.id,
                "team_id": self.team.id,
            }
        )
        third = second.copy({"user_id": self.seller.id})
        log = self._hand_over()
        self.assertEqual(third.user_id, self.successor)
        self.planned.action_done()
        second.user_id = self.seller2
        third.action_set_won()
        log.with_user(self.manager).action_undo()
        for record in (self.lead, self.prospect, self.quotation, self.customer):
            self.assertEqual(record.user_id, self.seller, record)
        self.assertEqual(self.planned.user_id, self.successor, "done by the successor")
        self.assertEqual(second.user_id, self.seller2)
        self.assertEqual(third.user_id, self.successor, "won by the successor")
        self.assertEqual(log.kept_count, 3)
        self.assertEqual(log.line_count, log.returned_count + log.kept_count)
        with self.assertRaisesRegex(UserError, "already"):
            log.action_undo()

    def test_targets_go_over_from_a_date(self):
        """C11: targets end for the seller and go on for the successor; an undo restores them."""
        target = self.env["sales.target"].create(
            {
                "user_id": self.seller.id,
                "metric": "events",
                "event_category_id": self.visit_category.id,
                "period": "month",
                "value": 20,
                "date_from": "2025-01-01",
                "company_id": self.company_main.id,
            }
        )
        later = target.copy({"metric": "won_count", "date_from": "2025-09-01"})
        log = self._hand_over(targets_from="2025-07-01")
        self.assertEqual(str(target.date_to), "2025-06-30")
        self.assertEqual(target.user_id, self.seller)
        self.assertEqual(later.user_id, self.successor)
        new = self.env["sales.target"].search([("user_id", "=", self.successor.id)]) - later
        self.assertEqual((str(new.date_from), new.date_to, new.value), ("2025-07-01", False, 20))
        log.action_undo()
        self.assertFalse(new.exists())
        self.assertFalse(target.date_to)
        self.assertEqual(later.user_id, self.seller)

    def test_own_target_of_the_successor_counts(self):
        """C11: where the successor has such a target, only the seller's ends."""
        values = {
            "metric": "won_count",
            "period": "month",
            "date_from": "2025-01-01",
            "company_id": self.company_main.id,
        }
        targets = self.env["sales.target"].create(
            [
                {**values, "user_id": self.seller.id, "value": 5},
                {**values, "user_id": self.successor.id, "value": 3},
            ]
        )
        self._hand_over(targets_from="2025-07-01")
        self.assertEqual(str(targets[0].date_to), "2025-06-30")
        of_successor = self.env["sales.target"].search([("user_id", "=", self.successor.id)])
        self.assertEqual(of_successor, targets[1])

    def test_archived_seller_is_handed_over_all_the_same(self):
        """C11: archiving passes open events to the leader, offers the rest, and can be undone."""
        self.seller.group_ids = self.env.ref("sales_team.group_sale_salesman")
        admin = self.manager
        admin.group_ids += self.env.ref("base.group_erp_manager")
        action = self.seller.with_user(admin).action_archive()
        self.assertEqual(self.prospect.user_id, self.manager, "the leader of the team")
        self.assertEqual(action["res_model"], "sales.handover")
        form = Form(self.env["sales.handover"].with_user(admin).with_context(**action["context"]))
        self.assertEqual(form.to_user_id, self.manager, "proposed: the leader")
        form.to_user_id = self.successor
        self.assertTrue(form.prospect_count)
        handover = form.save()
        handover.action_hand_over()
        self.assertEqual(self.lead.user_id, self.successor)
        self.assertEqual(self.prospect.user_id, self.successor)
        self.assertEqual(self.held.user_id, self.seller)
        automatic = self.env["sales.handover.log"].search([("is_automatic", "=", True)])
        self.assertEqual(automatic.from_user_id, self.seller)
        with self.assertRaisesRegex(UserError, "archived"):
            automatic.action_undo()

    def test_companies_of_the_successor(self):
        """C11: what the successor may not work on stays, and the preview says how much."""
        company = self.env["res.company"].create({"name": "Second"})
        self.seller.company_ids += company
        self.manager.company_ids += company
        foreign = self.env["crm.lead"].create(
            {
                "name": "Foreign",
                "type": "opportunity",
                "user_id": self.seller.id,
                "team_id": False,
                "company_id": company.id,
            }
        )
        companies = self.company_main | company
        handover = self._open().with_context(allowed_company_ids=companies.ids)
        self.assertEqual((handover.opportunity_count, handover.left_out_count), (1, 1))
        handover.action_hand_over()
        self.assertEqual(foreign.user_id, self.seller)

    def test_queries_of_many_records(self):
        """F10: handing over many records costs what Odoo takes to give them to somebody else."""

        def prepare(number):
            seller = self._new_user(
                f"sp_many_{self.env.cr.sql_log_count}", "Mo Many", "sales_team.group_sale_salesman"
            )
            own = {"user_id": seller.id}
            customers = self.env["res.partner"].create([{"name": "Customer", **own}] * number)
            leads = self.env["crm.lead"].create(
                [
                    {"name": "Lead", "type": "opportunity", "partner_id": customer.id, **own}
                    for customer in customers
                ]
            )
            orders = self.env["sale.order"].create(
                [{"partner_id": customer.id, **own} for customer in customers]
            )
            activities = leads.activity_schedule("mail.mail_activity_data_call", **own)
            self.env["crm.assignment.rule"].create(
                [{"name": "Rule", "user_ids": seller.ids}] * number
            )
            return seller, (customers, leads, orders, activities)

        def hand_over(seller, _records):
            self._hand_over(from_user_id=seller.id)

        def give(_seller, records):
            for each in records:
                each.with_context(
                    mail_auto_subscribe_no_notify=True, mail_activity_quick_update=True
                ).write({"user_id": self.successor.id})

        def count(work, number):
            prepared = prepare(number)
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(*prepared)
            self.env.cr.flush()
            return self.env.cr.sql_log_count - before

        for work in (hand_over, give):
            count(work, 2)
        ours = count(hand_over, 12) - count(hand_over, 2)
        odoos = count(give, 12) - count(give, 2)
        self.assertLessEqual(ours, odoos)

    def test_wrong_choices_are_explained(self):
        """C11: nothing to hand over, oneself, somebody who left: a clear message."""
        with self.assertRaisesRegex(UserError, "Sam Seller cannot hand over to themselves"):
            self._open(to_user_id=self.seller.id).action_hand_over()
        with self.assertRaisesRegex(UserError, "nothing to hand over from Nora New"):
            self._open(from_user_id=self.successor.id, to_user_id=self.seller.id).action_hand_over()
        handover = self._open()
        self.successor.active = False
        with self.assertRaisesRegex(UserError, "Nora New does not work here"):
            handover.action_hand_over()

    def test_sales_managers_only(self):
        """C11: a seller cannot hand over, nor read what was handed over."""
        with self.assertRaises(AccessError):
            self._open(user=self.seller2)
        with self.assertRaises(AccessError):
            self.env["sales.handover.log"].with_user(self.marketing).search([])
