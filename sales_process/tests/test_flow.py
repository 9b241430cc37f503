from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlow(FlowCommon):
    """The stage follows the documents: forward, back, and never against a person."""

    # ------------------------------------------------------------
    # The straight way
    # ------------------------------------------------------------

    def test_from_quotation_to_payment(self):
        """E2: quotation, sent, order, delivery, invoice and payment each move the stage."""
        order = self._create_order()
        self.assertFlow("quotation")
        order.action_quotation_sent()
        self.assertFlow("sent")
        self.assertEqual(self.lead.won_status, "pending")
        order.action_confirm()
        self.assertFlow("order")
        self.assertEqual((self.lead.won_status, self.lead.probability), ("won", 100))
        self.assertEqual(self.lead.weight, 80)
        self._deliver(order)
        self.assertFlow("delivery")
        invoice = self._invoice(order, post=False)
        self.assertFlow("delivery")
        invoice.action_post()
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")
        self.assertEqual(self.lead.weight, 100)

    def test_aftercare_without_a_stage_for_the_payment(self):
        """C9: paid is paid, also where the pipeline ends before: the next action is planned once,
        whether the documents move the stage or not."""
        self.stages["payment"].unlink()
        for follows in (True, False):
            self.company.stages_follow_documents = follows
            lead = self._create_lead()
            order = self._create_order(lead)
            order.action_confirm()
            self._deliver(order)
            invoice = self._invoice(order)
            self.env.flush_all()
            self.assertFalse(lead.aftercare_planned_on)
            self._pay(invoice)
            self.env.flush_all()
            self.assertEqual(lead.flow_step, "payment")
            self.assertEqual(lead.stage_id, self.stages["invoice" if follows else "talks"])
            activity = lead.activity_ids
            self.assertEqual(activity.activity_type_id, self.company.aftercare_activity_type_id)
            self.assertEqual(activity.user_id, self.seller)
            invoice.line_ids.remove_move_reconcile()
            self.env.flush_all()
            self.assertEqual(lead.flow_step, "invoice")
            self._pay(invoice)
            self.env.flush_all()
            self.assertEqual(lead.flow_step, "payment")
            self.assertEqual(lead.activity_ids, activity)

    def test_order_that_never_was_a_quotation(self):
        """E4: an order created and confirmed in one go wins the opportunity."""
        self._create_order().action_confirm()
        self.assertFlow("order")
        self.assertNotIn("sent", self.lead.flow_state["reached"])

    def test_every_move_says_why(self):
        """E9: ledger and log name the order behind every move, and who acted."""
        lead = self._tracked(self.lead)
        order = self._create_order(lead)
        self.env.cr.flush()
        self._tracked(order).action_confirm()
        self.env.cr.flush()
        stays = self.lead.stage_history_ids.sorted("id")
        self.assertEqual(stays.mapped("stage_id.name"), ["Talks", "Quotation", "Order"])
        self.assertEqual(stays.mapped("cause"), ["person", "document", "document"])
        self.assertEqual(set(stays[1:].mapped("cause_model")), {"sale.order"})
        self.assertEqual(set(stays[1:].mapped("cause_id")), {order.id})
        self.assertEqual(stays[-1].entered_by_id, self.env.user)
        log = "".join(self.lead.message_ids.mapped("body"))
        self.assertIn("Order confirmed", log)
        self.assertIn(order.name, log)

    def test_followers_hear_of_a_move_by_documents(self):
        """E9: who follows won opportunities is told of one that an order has won."""
        lead = self._tracked(self.lead)
        colleague = self.partner_b
        lead.message_subscribe(colleague.ids, self.env.ref("crm.mt_lead_won").ids)
        other = self._create_lead(name="Other")
        orders = self._create_order(lead) + self._create_order(other)
        self.env.cr.flush()
        self._tracked(orders).action_confirm()
        self.env.cr.flush()
        message = lead.message_ids.sorted("id")[-1]
        self.assertEqual(message.subtype_id, self.env.ref("crm.mt_lead_won"))
        self.assertIn(colleague, message.notified_partner_ids)
        note = other.message_ids.sorted("id")[-1]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn("stage_id", note.sudo().tracking_value_ids.field_id.mapped("name"))

    def test_replaying_changes_nothing(self):
        """E2: computing again, or marking everything as changed, moves and logs nothing."""
        order = self._create_order()
        order.action_confirm()
        self.env.cr.flush()
        stays, messages = len(self.lead.stage_history_ids), len(self.lead.message_ids)
        for _replay in range(2):
            self.lead.modified(["order_ids"])
            self.lead._follow_documents()
            order.order_line.write({"qty_delivered": 0})
            self.env.cr.flush()
        self.lead.invalidate_recordset()
        self.assertEqual(len(self.lead.stage_history_ids), stays)
        self.assertEqual(len(self.lead.message_ids), messages)

    def test_lazily_at_the_latest_with_the_flush(self):
        """E2: a bare reconciliation moves the stage with the next flush."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        payment = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_receivable"].id,
                            "partner_id": self.customer.id,
                            "credit": invoice.amount_total,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "debit": invoice.amount_total,
                        }
                    ),
                ],
            }
        )
        payment.action_post()
        (invoice.line_ids + payment.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.env.flush_all()
        self.assertFlow("payment")

    def test_switched_off_for_the_company(self):
        """E2: without 'stages follow documents' the step is known but the stage stays."""
        self.company.stages_follow_documents = False
        order = self._create_order()
        order.action_confirm()
        self.assertFlow("order", "talks")
        self.company.stages_follow_documents = True
        order.order_line.write({"qty_delivered": 1})
        self.assertFlow("order", "talks")
        self._deliver(order)
        self.assertFlow("delivery")

    # ------------------------------------------------------------
    # Quantities, invoices
    # ------------------------------------------------------------

    def test_partial_delivery_then_the_rest(self):
        """E4: a part delivered is shown as such and moves nothing; the rest does."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order, 1)
        self.assertFlow("order")
        self.assertEqual(self.lead.flow_state["partial"], ["delivery"])
        self._deliver(order, 2)
        self.assertFlow("delivery")
        self.assertEqual(self.lead.flow_state["partial"], [])

    def test_returned_delivery(self):
        """E3: what comes back takes the stage back."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        self._deliver(order, 1)
        self.assertFlow("order")

    def test_down_payment_and_final_invoice(self):
        """E4: a paid down payment is a prepayment; the final invoice invoices."""
        order = self._create_order(lines=[(self.goods, 2)])
        order.action_confirm()
        down_payment = self._down_payment(order)
        self.assertFlow("order")
        self._pay(down_payment)
        self.assertFlow("order")
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        self._deliver(order)
        self.assertFlow("delivery")
        final = self._invoice(order)
        self.assertFlow("invoice")
        self.assertFalse(self.lead.flow_state["is_prepaid"])
        self._pay(final)
        self.assertFlow("payment")

    def test_service_without_delivery(self):
        """E4: nothing to deliver, no delivery step: order, then invoice."""
        order = self._create_order(lines=[(self.service, 1)])
        order.action_confirm()
        self.assertFlow("order")
        self.assertFalse(self.lead.flow_state["has_delivery"])
        self._invoice(order)
        self.assertFlow("invoice")

    def test_zero_value_order(self):
        """E4: a free order is done when it is delivered; nobody invoices or pays it."""
        order = self._create_order(lines=[(self.goods, 1, {"price_unit": 0})])
        order.action_confirm()
        self.assertFlow("order")
        self._deliver(order)
        self.assertFlow("payment")
        self.assertEqual(self.lead.expected_revenue, 0)

    def test_combo_counts_by_its_items(self):
        """E4: a combo is delivered when its items are; the combo's own line waits for nobody."""
        combo = self.env["product.combo"].create(
            {
                "name": "Kit",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.goods.id})],
            }
        )
        kit = self.env["product.product"].create(
            {
                "name": "Kit",
                "type": "combo",
                "list_price": 50,
                "company_id": self.company.id,
                "combo_ids": [Command.set(combo.ids)],
                "invoice_policy": "order",
            }
        )
        order = self._create_order(lines=[(kit, 1)])
        order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": 1,
                            "combo_item_id": combo.combo_item_ids.id,
                            "linked_line_id": order.order_line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ]
            }
        )
        order.action_confirm()
        self.assertFlow("order")
        order.order_line[-1].qty_delivered = 1
        self.assertFlow("delivery")
        self._invoice(order)
        self.assertFlow("invoice")

    def test_credit_note_in_full(self):
        """E3: a full credit note leaves something to invoice: back to delivery, until a person
        says that nothing more will be invoiced."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        self._credit(invoice)
        self.assertFlow("delivery")
        order.action_close_invoicing()
        self.assertEqual(self.lead.flow_step, "payment")
        order.action_reopen_invoicing()
        self.assertFlow("delivery")

    def test_credit_note_in_part(self):
        """E3: a credit note for a part leads back as well; what is invoiced again leads on."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertFlow("payment")
        self._credit(invoice, lines=[1])
        self.assertFlow("delivery")
        self.assertEqual(self.lead.flow_state["partial"], ["invoice", "payment"])
        again = self._invoice(order)
        self.assertFlow("invoice")
        self._pay(again)
        self.assertFlow("payment")

    def test_invoice_reset_to_draft_or_deleted(self):
        """E3: an invoice taken back is none."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        invoice.button_draft()
        self.assertFlow("delivery")
        invoice.action_post()
        self.assertFlow("invoice")
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFlow("delivery")

    # ------------------------------------------------------------
    # Payments
    # ------------------------------------------------------------

    def _invoiced_order(self, **values):
        order = self._create_order(**values)
        order.action_confirm()
        self._deliver(order)
        return order, self._invoice(order)

    def test_payment_removed_from_its_invoice(self):
        """E3: a payment taken off the invoice is undone in the flow."""
        _order, invoice = self._invoiced_order()
        self._pay(invoice)
        self.assertFlow("payment")
        invoice.line_ids.remove_move_reconcile()
        self.assertFlow("invoice")

    def test_payment_cancelled(self):
        """E3: a payment without a journal entry that is cancelled is undone in the flow."""
        _order, invoice = self._invoiced_order()
        lines = self.company_data["default_journal_bank"].inbound_payment_method_line_ids
        lines.payment_account_id = False
        payment = self._pay(invoice)
        self.assertFlow("payment")
        payment.action_cancel()
        self.assertFlow("invoice")

    def test_payment_in_process(self):
        """E4: Odoo's own word counts: an invoice that it calls 'in payment' is paid once nothing
        is residual."""
        _order, invoice = self._invoiced_order()
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        lines = self.company_data["default_journal_bank"].inbound_payment_method_line_ids
        lines.payment_account_id = False
        payment = self._pay(invoice)
        self.assertEqual((invoice.payment_state, payment.state), ("in_payment", "in_process"))
        self.assertTrue(invoice.amount_residual)
        self.assertFlow("invoice")
        self.assertEqual(self.lead.flow_state["partial"], ["payment"])
        payment.action_cancel()
        self.assertEqual(self.lead.flow_state["partial"], [])
        lines.payment_account_id = self.company_data["default_account_assets"]
        self._pay(invoice)
        self.assertFalse(invoice.amount_residual)
        self.assertFlow("payment")

    def test_paid_in_two_parts(self):
        """E4: half paid is partial; the other half pays."""
        _order, invoice = self._invoiced_order()
        self._pay(invoice, 40)
        self.assertFlow("invoice")
        self.assertEqual(self.lead.flow_state["partial"], ["payment"])
        self._pay(invoice)
        self.assertFlow("payment")

    def test_written_off_remainder(self):
        """E4: what is written off is not waited for."""
        _order, invoice = self._invoiced_order()
        self._pay(
            invoice,
            100,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertFlow("payment")

    def test_thousand_orders_paid_at_once(self):
        """E4: the flow of any number of opportunities costs the same number of queries."""
        leads = self.env["crm.lead"].concat(*(self._create_lead() for _n in range(20)))
        orders = self.env["sale.order"].concat(
            *(self._create_order(lead, lines=[(self.service, 1)]) for lead in leads)
        )
        orders.action_confirm()
        self.env.flush_all()
        counts = []
        for some in (leads[:2], leads):
            some.modified(["order_ids"])
            start = self.env.cr.sql_log_count
            some.mapped("flow_step")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    # ------------------------------------------------------------
    # Several orders, moved and deleted ones
    # ------------------------------------------------------------

    def test_two_orders_one_cancelled(self):
        """E3, E4: the least advanced confirmed order counts; a cancelled one counts no more."""
        first, second = self._create_order(), self._create_order()
        (first + second).action_confirm()
        self._deliver(first)
        self.assertFlow("order")
        second._action_cancel()
        self.assertFlow("delivery")
        first._action_cancel()
        self.assertFlow("none", "talks")
        self.assertEqual(self.lead.won_status, "pending")

    def test_quotation_duplicated_and_revised(self):
        """E2: a copy beside a confirmed order holds nothing back; a revision starts over."""
        order = self._create_order()
        order.action_quotation_sent()
        order._action_cancel()
        self.assertFlow("none", "talks")
        revision = order.copy()
        self.assertFlow("quotation")
        revision.action_confirm()
        revision.copy()
        self.assertFlow("order")

    def test_quotation_moved_to_another_opportunity(self):
        """E3: both opportunities follow, the one that loses the quotation and the one that
        gets it."""
        other = self._create_lead(name="Other")
        order = self._create_order()
        order.action_quotation_sent()
        order.opportunity_id = other
        self.assertFlow("none", "talks")
        self.assertFlow("sent", lead=other)

    def test_opportunity_removed_from_the_order(self):
        """E3: an order without its opportunity is none of its documents."""
        order = self._create_order()
        order.action_confirm()
        order.opportunity_id = False
        self.assertFlow("none", "talks")
        self.assertEqual(self.lead.expected_revenue, 1000)

    def test_order_deleted(self):
        """E3: a deleted quotation is no evidence."""
        self._create_order().unlink()
        self.assertFlow("none", "talks")

    def test_opportunity_deleted(self):
        """E3: an order survives its opportunity and goes on without it."""
        order = self._create_order()
        self.lead.unlink()
        order.action_confirm()
        self._deliver(order)
        self._pay(self._invoice(order))
        self.assertEqual(order.state, "sale")

    # ------------------------------------------------------------
    # Persons
    # ------------------------------------------------------------

    def test_won_by_hand_first(self):
        """E2: documents do not take back what was won by hand, and lead on from there."""
        self.lead.action_set_won()
        won = self.lead.stage_id
        order = self._create_order()
        self.assertEqual(self.lead.stage_id, won)
        order.action_confirm()
        self.assertEqual((self.lead.stage_id, self.lead.won_status), (self.stages["order"], "won"))
        self._deliver(order)
        self.assertFlow("delivery")

    def test_won_by_documents_first(self):
        """E2: setting an already won opportunity as won does not jump ahead."""
        self._create_order().action_confirm()
        self.lead.action_set_won()
        self.assertFlow("order")

    def test_lost_then_restored(self):
        """E3: a lost opportunity stays lost whatever happens to its quotations; restored, it
        catches up with them."""
        order = self._create_order()
        self.lead.action_set_lost()
        order.action_quotation_sent()
        self.assertFlow("sent", "quotation")
        self.assertEqual(self.lead.won_status, "lost")
        self.lead.action_unarchive()
        self.assertFlow("sent")
        self.assertEqual(self.lead.won_status, "pending")

    def test_confirmed_order_brings_a_lost_opportunity_back(self):
        """E2: a confirmed order proves that the opportunity was not lost."""
        reason = self.env["crm.lost.reason"].create({"name": "Too slow"})
        order = self._create_order()
        self.lead.action_set_lost(lost_reason_id=reason.id)
        order.action_confirm()
        self.assertFlow("order")
        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.won_status, "won")
        self.assertFalse(self.lead.lost_reason_id)

    def test_person_moves_against_the_documents(self):
        """E2: a person's move is not fought, and new evidence still counts."""
        order = self._create_order()
        order.action_confirm()
        self.lead.stage_id = self.stages["negotiation"]
        order.note = "Anything"
        self.lead.modified(["order_ids"])
        self.env.flush_all()
        self.assertFlow("order", "negotiation")
        self._deliver(order)
        self.assertFlow("delivery")

    def test_person_moves_ahead_of_the_documents(self):
        """E2: evidence that appears does not take back a person's move ahead."""
        self.lead.stage_id = self.stages["negotiation"]
        order = self._create_order()
        self.assertFlow("quotation", "negotiation")
        order.action_quotation_sent()
        self.assertFlow("sent", "negotiation")
        order._action_cancel()
        self.assertFlow("none", "negotiation")

    # ------------------------------------------------------------
    # Pipelines
    # ------------------------------------------------------------

    def test_team_without_a_stage_for_the_step(self):
        """E2: the nearest lower step that the team has."""
        self.stages["delivery"].unlink()
        self.stages["sent"].flow_step = False
        order = self._create_order()
        order.action_quotation_sent()
        self.assertFlow("sent", "quotation")
        order.action_confirm()
        self._deliver(order)
        self.assertFlow("delivery", "order")

    def test_team_without_an_order_stage_still_wins(self):
        """E2: won is won at the order, with whatever won stage the team has."""
        self.stages["order"].flow_step = False
        self._create_order().action_confirm()
        self.assertEqual(self.lead.won_status, "won")

    def test_stage_before_the_documents_was_deleted(self):
        """E3: where that stage is gone, the team's nearest lower weight."""
        order = self._create_order()
        self.assertFlow("quotation")
        self.stages["talks"].unlink()
        order.unlink()
        self.assertFlow("none", "new")

    def test_merged_opportunities(self):
        """E4: the merged opportunity has all orders, and the least advanced counts."""
        other = self._create_lead(name="Other")
        first, second = self._create_order(), self._create_order(other)
        first.action_confirm()
        self._deliver(first)
        second.action_confirm()
        merged = (self.lead + other).merge_opportunity()
        self.assertFlow("order", lead=merged)
        self.assertEqual(merged.order_ids, first + second)

    def test_team_change_keeps_the_step(self):
        """C8, E2: in another pipeline the opportunity enters the stage for its step."""
        team = self.env["crm.team"].create({"name": "Other", "has_own_stages": True})
        _start, won = self.env["crm.stage"].create(
            [
                {"name": "Start", "team_ids": team.ids, "sequence": 1},
                {
                    "name": "Sold",
                    "team_ids": team.ids,
                    "sequence": 2,
                    "flow_step": "order",
                    "is_won": True,
                },
            ]
        )
        self._create_order().action_confirm()
        self.lead.team_id = team
        self.assertEqual(self.lead.stage_id, won)

    # ------------------------------------------------------------
    # Installation
    # ------------------------------------------------------------

    def test_installed_over_existing_documents(self):
        """Invariant 10: existing opportunities keep stage and amount; what comes later counts."""
        order = self._create_order()
        order.action_confirm()
        other = self._create_lead(name="Other")
        self._create_order(other, lines=[(self.goods, 1)])
        (self.lead + other).write({"stage_id": self.stages["talks"].id})
        self.lead.write({"expected_revenue": 777, "is_revenue_manual": False})
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET flow_step = 'none', flow_step_followed = 'none',
                      flow_state = '{}', flow_revenue = 0 WHERE id IN %s""",
            [(self.lead + other)._ids],
        )
        self.env.invalidate_all()
        self.env["crm.lead"]._init_process()
        self.assertFlow("order", "talks")
        self.assertFlow("quotation", "talks", lead=other)
        self.assertEqual(self.lead.expected_revenue, 777)
        self.assertTrue(self.lead.is_revenue_manual)
        self.assertFalse(other.is_revenue_manual)
        self._deliver(order)
        self.assertFlow("delivery")
        self.assertEqual(self.lead.expected_revenue, 777)
        self.assertEqual(other.expected_revenue, 70)


@tagged("post_install", "-at_install")
class TestFlowRevenue(FlowCommon):
    """Expected revenue follows the quotations."""

    def test_follows_quotations_up_and_down(self):
        """E10: highest open quotation, then confirmed orders, then the estimate."""
        first = self._create_order()
        self.assertEqual(self.lead.expected_revenue, 140)
        second = self._create_order(lines=[(self.goods, 3)])
        self.assertEqual(self.lead.expected_revenue, 210)
        first.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 140)
        second.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 350)
        self.assertEqual(self.lead.weighted_revenue, 280)
        second.order_line.product_uom_qty = 1
        self.assertEqual(self.lead.expected_revenue, 210)
        (first + second)._action_cancel()
        self.assertEqual(self.lead.expected_revenue, 1000)

    def test_a_lead_keeps_what_it_expects(self):
        """E10: what is no opportunity yet keeps Odoo's way, which raises at confirmation; as an
        opportunity it follows its quotations."""
        self.lead.write({"type": "lead", "expected_revenue": 100})
        first = self._create_order()
        self._create_order(lines=[(self.goods, 3)])
        self.assertEqual(self.lead.expected_revenue, 100)
        first.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 140)
        self.lead.expected_revenue = 500
        first.order_line.product_uom_qty = 1
        self.assertEqual(self.lead.expected_revenue, 500)
        self.lead.convert_opportunity(self.customer)
        self.assertFalse(self.lead.is_revenue_manual)
        self.assertEqual(self.lead.expected_revenue, 70)
        first._action_cancel()
        self.assertEqual(self.lead.expected_revenue, 210)

    def test_empty_quotation_says_nothing(self):
        """E10: a quotation without an amount leaves the estimate."""
        self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
        )
        self.assertEqual(self.lead.expected_revenue, 1000)

    def test_set_by_hand_stays(self):
        """E10: what a person sets after a quotation existed stays, until it is to follow again."""
        order = self._create_order()
        self.lead.expected_revenue = 500
        self.assertTrue(self.lead.is_revenue_manual)
        order.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 500)
        self.lead.action_follow_quotations()
        self.assertEqual(self.lead.expected_revenue, 140)

    def test_set_before_a_quotation_is_the_estimate(self):
        """E10: what a person sets before is the estimate, and comes back with it."""
        self.lead.expected_revenue = 3000
        self.assertFalse(self.lead.is_revenue_manual)
        order = self._create_order()
        self.assertEqual(self.lead.expected_revenue, 140)
        order.unlink()
        self.assertEqual(self.lead.expected_revenue, 3000)

    def test_saved_unchanged_is_not_by_hand(self):
        """E10: writing the same amount, as imports do, is no decision."""
        order = self._create_order()
        self.lead.write({"expected_revenue": 140})
        self.assertFalse(self.lead.is_revenue_manual)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.lead.expected_revenue, 70)

    def test_foreign_currency(self):
        """E10: in the company's currency, at Odoo's rate of the order's date."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._create_order(
            lines=[(self.goods, 1, {"price_unit": 200})], pricelist_id=pricelist.id
        )
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(self.lead.expected_revenue, 100)
        order.action_confirm()
        self._deliver(order)
        self._pay(self._invoice(order))
        self.assertFlow("payment")

    def test_many_at_once(self):
        """E10: a batch of opportunities follows in a fixed number of queries."""
        leads = self.env["crm.lead"].concat(*(self._create_lead() for _n in range(10)))
        for lead in leads:
            self._create_order(lead)
        self.env.flush_all()
        counts = []
        for some in (leads[:2], leads):
            some.modified(["order_ids"])
            self.env.add_to_compute(leads._fields["expected_revenue"], some)
            start = self.env.cr.sql_log_count
            self.assertEqual(some.mapped("expected_revenue"), [140] * len(some))
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
