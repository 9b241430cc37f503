"""Three quarters of history and targets, so that the Manager's Centre has something to show."""

import random
from datetime import timedelta

from odoo import Command, api, fields, models

from .sales_process_demo import CALLS, VISITS

PROJECTS = [
    "Case packer",
    "End-of-line automation",
    "Spare parts frame agreement",
    "Palletizer upgrade",
    "Tray sealing line",
    "Labelling of glass jars",
    "Conveyor for the new hall",
    "Retrofit of the filling line",
    "Shrink wrapper",
    "Inspection scale",
    "Coding and marking",
    "Second shift service contract",
]
# how likely an opportunity moves on from its first, second… stage: Bruno loses them late
MOVES_ON = {"anna": (0.96, 0.93, 0.9, 0.86, 0.82), "bruno": (0.95, 0.9, 0.88, 0.62, 0.78)}
HISTORY_SIZE = 60
# name, countries
TERRITORIES = [
    ("Nordics", ("fi", "se", "no")),
    ("Central Europe", ("de", "pl")),
    ("Benelux and France", ("be", "nl", "fr")),
]


class SalesProcessDemo(models.AbstractModel):
    _inherit = "sales.process.demo"

    @api.model
    def _load_centre(self):
        rng = random.Random(7)
        team = self.env.ref("sales_process.demo_team")
        self._create_territories()
        lines = self.env["product.category"].create(
            [{"name": "Packing machines"}, {"name": "Labelling"}, {"name": "Service"}]
        )
        leads = self.env["crm.lead"].with_context(active_test=False)
        recent = leads.search([("team_id", "=", team.id)])
        older = self._create_history(rng, team)
        for lead in recent | older:
            lead.product_line_id = rng.choice(lines)
        recent._compute_territory_id()
        self.env.flush_all()
        for lead in recent:
            self._spread_recent(lead)
        self.env.invalidate_all()
        self._create_targets(team)

    @api.model
    def _create_territories(self):
        Territory = self.env["crm.territory"]
        for name, countries in TERRITORIES:
            records = [self.env.ref(f"base.{country}").id for country in countries]
            if not Territory.search([("country_ids", "in", records)], limit=1):
                Territory.create({"name": name, "country_ids": [Command.set(records)]})

    @api.model
    def _create_history(self, rng, team):
        """Opportunities of the last nine months, most of them decided."""
        stages = team._get_process_stages()
        pipeline, won_stage = (
            stages.filtered(lambda stage: not stage.is_won),
            stages.filtered("is_won")[:1],
        )
        customers = self.env["res.partner"].search(
            [("parent_id.email", "like", "%.example.com"), ("function", "!=", False)]
        )
        sources = self.env["utm.source"].search([], limit=5)
        campaigns = self.env["utm.campaign"].create(
            [{"name": "Packaging fair"}, {"name": "Spring mailing"}]
        )
        mediums = self.env["utm.medium"].search([], limit=3)
        reasons = self.env["crm.lost.reason"].search([])
        today = fields.Datetime.now().replace(hour=9, minute=0, second=0, microsecond=0)
        leads, values = self.env["crm.lead"], []
        for index in range(HISTORY_SIZE):
            login = "anna" if index % 2 else "bruno"
            opened = today - timedelta(days=rng.randint(8, 265))
            path, outcome = self._choose_path(rng, login, pipeline, won_stage)
            lead = leads.create(
                {
                    "name": f"{PROJECTS[index % len(PROJECTS)]} {1 + index // len(PROJECTS)}",
                    "type": "opportunity",
                    "partner_id": rng.choice(customers).id,
                    "user_id": self.env.ref(f"sales_process.demo_user_{login}").id,
                    "team_id": team.id,
                    "stage_id": path[0].id,
                    "expected_revenue": rng.choice([6, 9, 12, 18, 24, 30, 42]) * 1000,
                    "source_id": rng.choice(sources).id if sources else False,
                    "medium_id": rng.choice(mediums).id if mediums else False,
                    "campaign_id": rng.choice(campaigns).id if index % 3 == 0 else False,
                }
            )
            for stage in path[1:]:
                lead.stage_id = stage
            if outcome == "lost":
                lead.action_set_lost(lost_reason_id=rng.choice(reasons).id if reasons else False)
            self.env.flush_all()
            steps = [opened]
            for _stage in path[1:]:
                steps.append(min(steps[-1] + timedelta(days=rng.randint(3, 16)), today))
            closed = None
            if outcome == "won":
                closed = steps[-1]
            elif outcome == "lost":
                closed = min(steps[-1] + timedelta(days=rng.randint(4, 18)), today)
            asked = steps[2] if len(path) > 2 else None
            deadline = (closed or today + timedelta(days=rng.randint(-8, 70))) + timedelta(
                days=rng.choice([-9, -3, 0, 2]) if closed else 0
            )
            self._spread_stays(lead, steps, closed, asked, deadline)
            values += self._prepare_history_events(rng, lead, steps)
            leads |= lead
        # the tasks of their stages are of those days, too
        self.env["mail.activity"].with_context(active_test=False).search(
            [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)]
        ).unlink()
        self._age_events(self.env["mail.activity"].create(values))
        return leads

    @api.model
    def _prepare_history_events(self, rng, lead, steps):
        """Calls and visits behind most of the moves."""
        values = []
        for place, moment in enumerate(steps[1:]):
            if rng.random() > (0.85 if lead.user_id.login == "anna" else 0.6):
                continue
            role = "customer_visit" if place % 2 else "sales_action"
            category = self.env.ref(f"sales_process.category_{role}")
            day = moment.date() - timedelta(days=rng.randint(0, 4))
            texts = VISITS if role == "customer_visit" else CALLS
            values.append(
                self._prepare_event(category, lead, lead.user_id, day, rng.choice(texts), rng)
            )
        return values

    @api.model
    def _choose_path(self, rng, login, pipeline, won_stage):
        """The stages that an opportunity goes through, and whether it is won, lost or open."""
        path = [pipeline[0]]
        chances = MOVES_ON[login]
        for place, stage in enumerate(pipeline[1:] + won_stage, start=1):
            chance = chances[min(place - 1, len(chances) - 1)]
            if rng.random() > chance:
                return path, "lost" if rng.random() < 0.8 else "open"
            if place == 1 or stage.is_won or rng.random() > 0.12:  # some skip a stage
                path.append(stage)
        return path, "won"

    @api.model
    def _spread_recent(self, lead):
        """Spread the stays of the quarter's opportunities from their beginning until lately."""
        stays = lead.stage_history_ids.sorted(lambda stay: (stay.entered_on, stay.id))
        opened, now = lead.create_date, fields.Datetime.now()
        step = (now - opened) / (len(stays) + 1)
        steps = [opened + step * place for place in range(len(stays))]
        orders = lead.order_ids.filtered(lambda order: order.state != "cancel")
        closed = None
        if lead.won_status == "won":
            closed = orders[:1].date_order or steps[-1]
            steps = [min(moment, closed) for moment in steps]
            steps[-1] = closed
        elif lead.won_status == "lost":
            closed = now - step
            steps = [min(moment, closed) for moment in steps]
        asked = None
        if orders.filtered("sent_on"):
            asked = opened + ((closed or now) - opened) * 0.6
            self.env.cr.execute(
                "UPDATE sale_order SET sent_on = %s, create_date = %s WHERE id = ANY(%s)",
                [asked, asked - timedelta(days=1), orders.filtered("sent_on").ids],
            )
        self._spread_stays(lead, steps, closed, asked, lead.date_deadline)

    @api.model
    def _spread_stays(self, lead, steps, closed, asked, deadline):
        """Date an opportunity and its stays as if all had been entered on its day."""
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s, date_open = %s, date_closed = %s,"
            " date_last_stage_update = %s, asked_on = %s, decided_on = %s, date_deadline = %s"
            " WHERE id = %s",
            [steps[0], steps[0], closed, steps[-1], asked, closed, deadline, lead.id],
        )
        stays = lead.stage_history_ids.sorted(lambda stay: (stay.entered_on, stay.id))
        is_lost = lead.won_status == "lost"
        for place, stay in enumerate(stays):
            entered = steps[min(place, len(steps) - 1)]
            left = steps[place + 1] if place + 1 < len(stays) and place + 1 < len(steps) else None
            self.env.cr.execute(
                "UPDATE crm_lead_stage_history SET entered_on = %s, left_on = %s, lost_on = %s,"
                " lost_days = 0, duration_days = %s, entered_by_id = %s WHERE id = %s",
                [
                    entered,
                    left,
                    closed if is_lost and not left else None,
                    (left - entered) / timedelta(days=1) if left else None,
                    lead.user_id.id,
                    stay.id,
                ],
            )

    @api.model
    def _create_targets(self, team):
        visit = self.env.ref("sales_process.category_customer_visit")
        action = self.env.ref("sales_process.category_sales_action")
        first = fields.Date.context_today(self).replace(month=1, day=1)
        values = []
        for login in ("anna", "bruno"):
            user = self.env.ref(f"sales_process.demo_user_{login}")
            values += [
                {
                    "metric": "events",
                    "event_category_id": visit.id,
                    "value": 20,
                    "user_id": user.id,
                },
                {
                    "metric": "events",
                    "event_category_id": action.id,
                    "value": 18,
                    "user_id": user.id,
                },
                {
                    "metric": "won_revenue",
                    "value": 90000 if login == "anna" else 70000,
                    "user_id": user.id,
                    "period": "quarter",
                },
            ]
        values += [
            {"metric": "new_opportunities", "value": 8, "team_id": team.id},
            {"metric": "quotations_sent", "value": 6, "team_id": team.id},
            {"metric": "won_revenue", "team_id": team.id, "team_mode": "sum", "period": "quarter"},
        ]
        self.env["sales.target"].create([{"date_from": first, **vals} for vals in values])
