from odoo import Command

PLANNED_DAYS = (-2, -1, 0, 0, 1)


class NothingToDo(Exception):
    """There is nothing that this could be done to."""


class PeopleDeeds:
    """What people do to opportunities, events and targets. Each deed takes two numbers, which say
    to which of the records, and how."""

    def pick(self, records, number):
        if not records:
            raise NothingToDo
        return records[number % len(records)]

    def acting(self, number):
        """An environment of one of the sellers, who may do anything."""
        user = self.pick(self.sellers, number)
        return self.env(user=user.id, su=True)

    def leads(self, number=0, **condition):
        return self.acting(number)["crm.lead"].search(
            [
                ("team_id", "in", self.teams.ids),
                ("active", "in", [True, False]),
                *((name, "=", value) for name, value in condition.items()),
            ],
            order="id",
        )

    def events(self, number=0, domain=()):
        return (
            self.acting(number)["mail.activity"]
            .with_context(active_test=False)
            .search([("event_category_id", "!=", False), *domain], order="id")
        )

    # ------------------------------------------------------------
    # OPPORTUNITIES
    # ------------------------------------------------------------

    def do_create_lead(self, a, b):
        if len(self.leads()) > 4:
            raise NothingToDo
        self.acting(a)["crm.lead"].create(
            {
                "name": f"Lead {a} {b}",
                "type": "lead" if b % 4 == 0 else "opportunity",
                "partner_id": self.pick([*self.customers.ids, False], b),
                "user_id": self.pick(self.sellers, a).id,
                "team_id": self.pick(self.teams, b).id,
                "company_id": self.company.id,
                "stage_id": self.pick(list(self.stages.values()), b).id,
                "expected_revenue": 10.0 * a,
            }
        )

    def do_move(self, a, b):
        lead = self.pick(self.leads(b), a)
        lead.stage_id = self.pick(list(self.stages.values()), b)

    def do_move_together(self, a, b):
        leads = self.leads(b)
        if not leads:
            raise NothingToDo
        leads.stage_id = self.pick(list(self.stages.values()), a)

    def do_lose(self, a, b):
        self.pick(self.leads(b, active=True), a).action_set_lost()

    def do_restore(self, a, b):
        self.pick(self.leads(b, active=False), a).action_restore()

    def do_archive(self, a, b):
        self.pick(self.leads(b, active=True), a).action_archive()

    def do_win(self, a, b):
        self.pick(self.leads(b), a).action_set_won()

    def do_merge(self, a, b):
        leads = self.leads(b)
        first, second = self.pick(leads, a), self.pick(leads, b)
        if first == second:
            raise NothingToDo
        (first | second).merge_opportunity()

    def do_change_team(self, a, b):
        self.pick(self.leads(b), a).team_id = self.pick(self.teams, b)

    def do_change_seller(self, a, b):
        self.pick(self.leads(b), a).user_id = self.pick(self.sellers, b)

    def do_change_customer(self, a, b):
        self.pick(self.leads(b), a).partner_id = self.pick(self.customers, b)

    def do_convert(self, a, b):
        lead = self.pick(self.leads(b, type="lead"), a)
        lead.convert_opportunity(self.pick(self.customers, b))

    def do_make_lead(self, a, b):
        self.pick(self.leads(b, type="opportunity"), a).type = "lead"

    def do_expect(self, a, b):
        self.pick(self.leads(b), a).expected_revenue = 7.0 * b

    def do_follow_quotations(self, a, b):
        self.pick(self.leads(b), a).action_follow_quotations()

    def do_overrule_weight(self, a, b):
        self.pick(self.leads(b), a).weight = b

    def do_reset_weight(self, a, b):
        self.pick(self.leads(b), a).action_reset_weight()

    def do_weigh_stage(self, a, b):
        self.pick(list(self.stages.values()), a).sudo().weight = b

    def do_delete_lead(self, a, b):
        self.pick(self.leads(b), a).unlink()

    # ------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------

    def _log(self, category, a, b, **values):
        if len(self.events()) > 8:
            raise NothingToDo
        record = self.pick([*self.leads(a), *self.customers], a)
        today = self.pick(self.sellers, b)._get_sales_day()
        values.setdefault("event_date", self.shift(today, self.pick(PLANNED_DAYS, b)))
        return self.acting(b)["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": self.pick(self.sellers, b).id,
                "event_category_id": category.id,
                "activity_type_id": category.activity_type_id.id,
                "summary": f"{category.name} {a} {b}",
                **values,
            }
        )

    def do_register_prospect(self, a, b):
        self._log(self.prospect_category, a, b)

    def do_plan_call(self, a, b):
        self._log(self.action_category, a, b)

    def do_log_call(self, a, b):
        self._log(self.action_category, a, b, active=False)

    def do_log_visit(self, a, b):
        self._log(self.visit_category, a, b, active=False)

    def do_finish_event(self, a, b):
        self.pick(self.events(b, [("active", "=", True)]), a).action_done()

    def do_undo_event(self, a, b):
        self.pick(self.events(b, [("active", "=", False)]), a).action_unarchive()

    def do_reopen_prospect(self, a, b):
        domain = [("active", "=", False), ("event_category_id.role", "=", "prospect")]
        self.pick(self.events(b, domain), a).active = True

    def do_delete_event(self, a, b):
        self.pick(self.events(b), a).unlink()

    def do_say_outcome(self, a, b):
        event = self.pick(self.events(b), a)
        event.outcome_id = self.pick([self.outcome_held.id, self.outcome_no_answer.id, False], b)

    def do_change_category(self, a, b):
        categories = self.prospect_category | self.action_category | self.visit_category
        self.pick(self.events(b), a).event_category_id = self.pick(categories, b)

    def do_change_event_seller(self, a, b):
        self.pick(self.events(b), a).user_id = self.pick(self.sellers, b)

    def do_change_event_customer(self, a, b):
        self.pick(self.events(b), a).customer_id = self.pick(self.customers, b)

    def do_move_event(self, a, b):
        event = self.pick(self.events(b), a)
        event.event_date = self.shift(event.event_date, self.pick(PLANNED_DAYS, b))

    # ------------------------------------------------------------
    # TARGETS
    # ------------------------------------------------------------

    def do_set_target(self, a, b):
        owner = {"user_id": self.pick(self.sellers, a).id}
        if a % 3:
            mode = "split" if a % 3 == 1 else "sum"
            owner = {"team_id": self.team.id, "team_mode": mode}
        metric = self.pick(["won_count", "new_opportunities"], b)
        self.env["sales.target"].sudo().create(
            {
                **owner,
                "metric": metric,
                "value": 1 + b,
                "period": self.pick(["week", "month", "quarter"], b),
                "date_from": self.shift(self.today(), -b),
                "date_to": self.shift(self.today(), a * 3),
                "company_id": self.company.id,
            }
        )

    def do_change_target(self, a, b):
        targets = self.env["sales.target"].sudo().search([("company_id", "=", self.company.id)])
        self.pick(targets, a).write({"value": 1 + b, "date_to": self.shift(self.today(), b)})

    def do_change_members(self, a, b):
        members = self.sellers if a % 2 else self.pick(self.sellers, b)
        self.team.sudo().member_ids = [Command.set(members.ids)]
