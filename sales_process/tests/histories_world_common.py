from odoo import Command

ZONES = ("Europe/Helsinki", "America/New_York", "Asia/Kolkata", False)


class WorldDeeds:
    """What changes around sellers: their zones, who is there, rules, rates and other companies."""

    # ------------------------------------------------------------
    # SELLERS
    # ------------------------------------------------------------

    def do_change_zone(self, a, b):
        self.pick(self.sellers, a).sudo().tz = self.pick(ZONES, b)

    def do_hand_over(self, a, b):
        """Of some kinds, to the other one, who stays beside the first."""
        giver = self.pick(self.sellers, a)
        parts = (
            "has_activities",
            "has_opportunities",
            "has_quotations",
            "has_targets",
            "has_rules",
        )
        wizard = self.env["sales.handover"].create(
            {
                "from_user_id": giver.id,
                "to_user_id": (self.sellers - giver).id,
                **{part: bool(b >> place & 1) for place, part in enumerate(parts)},
            }
        )
        wizard.action_hand_over()

    def do_undo_handover(self, a, _b):
        logs = self.env["sales.handover.log"].search([("from_user_id", "in", self.sellers.ids)])
        self.pick(logs, a).action_undo()

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    def rules(self):
        return self.env["crm.assignment.rule"].search([("name", "=like", "Rule %")], order="id")

    def do_add_rule(self, a, b):
        if len(self.rules()) > 2:
            self.pick((), a)
        self.env["crm.assignment.rule"].create(
            {
                "name": f"Rule {a} {b}",
                "trigger": self.pick(["create", "stage"], a),
                "method": self.pick(["fixed", "rotation", "load", "best_closer"], b),
                "user_ids": [Command.set((self.sellers if a % 3 else self.sellers[:1]).ids)],
                "team_id": self.pick([*self.teams.ids, False], b),
                "keeps_owner": bool(b % 2),
            }
        )

    def do_change_rule(self, a, b):
        self.pick(self.rules(), a).active = bool(b % 2)

    def do_lead_arrives(self, a, b):
        """Without a seller and a team: the rules say whose it is."""
        if len(self.leads()) > 4:
            self.pick((), a)
        self.env["crm.lead"].create(
            {
                "name": f"Arrived {a} {b}",
                "type": "opportunity",
                "partner_id": self.pick([*self.customers.ids, False], b),
                "user_id": False,
                "team_id": self.pick(self.teams, b).id,
                "company_id": self.company.id,
            }
        )

    # ------------------------------------------------------------
    # CURRENCIES AND COMPANIES
    # ------------------------------------------------------------

    def do_change_rate(self, a, b):
        """From tomorrow on: what was agreed on before stays as it is."""
        day = self.shift(self.today(), 1)
        rate = self.foreign.rate_ids.filtered(lambda rate: rate.name == day)
        vals = {"name": day, "rate": (1 + a) / (1 + b), "company_id": False}
        if rate:
            rate.rate = vals["rate"]
        else:
            self.foreign.rate_ids = [Command.create(vals)]

    def do_quote_in_foreign_currency(self, a, b):
        if len(self.orders()) > 4:
            self.pick((), a)
        lead = self.pick(self.leads(b, type="opportunity"), a)
        self._create_order(lead, [(self.service, 1 + b % 3)], pricelist_id=self.pricelist.id)

    def do_free_lead(self, a, b):
        """It belongs to no company, so that every company may sell with it."""
        self.pick(self.leads(b), a).company_id = False

    def do_take_lead(self, a, b):
        self.pick(self.leads(b, company_id=False), a).company_id = self.company

    def do_quote_abroad(self, a, b):
        """An order of the other company, in its own currency."""
        if len(self.orders_abroad()) > 2:
            self.pick((), a)
        lead = self.pick(self.leads(b, type="opportunity", company_id=False), a)
        order = self.env["sale.order"].with_company(self.abroad)
        order.create(
            {
                "partner_id": self.pick(self.customers, b).id,
                "opportunity_id": lead.id,
                "company_id": self.abroad.id,
                "user_id": self.pick(self.sellers, a).id,
                "team_id": self.pick(self.teams, b).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.advice.id,
                            "price_unit": 1 + a,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def orders_abroad(self, *states):
        domain = [("company_id", "=", self.abroad.id)]
        if states:
            domain.append(("state", "in", states))
        return self.env["sale.order"].sudo().search(domain, order="id")

    def do_confirm_abroad(self, a, _b):
        self.pick(self.orders_abroad("draft", "sent"), a).action_confirm()

    def do_cancel_abroad(self, a, _b):
        self.pick(self.orders_abroad("draft", "sent", "sale"), a)._action_cancel()
