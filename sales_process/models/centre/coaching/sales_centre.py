from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, format_amount, formatLang

from ....tools.coaching import MIN_SAMPLE, Conversion, comparison, conversion_gap, verdict
from ....tools.filters import Filters
from ....tools.funnel import percentage

FUNNEL = "sales.funnel.report"
REPORT = "sales.opportunity.report"


class SalesCentreCoaching(models.AbstractModel):
    """The tab *Coaching*: each seller next to the best quarter, and a task from there."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {
            "name": "coaching",
            "label": self.env._("Coaching"),
            "method": "get_coaching",
            "has_own_period": True,
        }
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_coaching(self, filters):
        """Each seller next to the best quarter, stage by stage, and what the gap is worth.

        Of the opportunities that first entered a stage in the period, the share that moved on.
        Samples under ``min_sample`` are left empty. The worth of a gap: the opportunities that
        would have moved on at the best quarter's rate, times the share of those that move on from
        the stage that is won, times the average size of a deal won in the period.

        Without a period in the filters: the shortest one up to today that has samples to compare.
        """
        filters = self._get_coaching_filters(filters)
        everybody = Filters(filters.date_from, filters.date_to, filters.team_id)
        rows = self._get_conversion_rows(everybody)
        deal_size = self._get_deal_size(everybody)
        stages = [
            stage
            for stage in self._get_stages(filters, {row["stage_id"] for row in rows})
            if stage["id"] and not stage["is_won"]
        ]
        figures = self._get_stage_figures(stages, rows)
        user_ids = {row["user_id"] for row in rows if row["user_id"]}
        if filters.user_id:
            user_ids = {filters.user_id}
        names = self._get_names("res.users", user_ids)
        inactive = self._get_inactive_users(names)
        sellers = [
            {
                "id": user_id,
                "name": name,
                "active": user_id not in inactive,
                **self._prepare_coaching(everybody, user_id, stages, figures, deal_size),
            }
            for user_id, name in names.items()
        ]
        sellers.sort(key=lambda seller: (-(seller["worth"] or 0.0), seller["name"]))
        return self._get_payload(
            filters,
            min_sample=MIN_SAMPLE,
            deal_size=deal_size,
            is_own_only=self._is_own_only(),
            stages=stages,
            sellers=sellers,
        )

    @api.model
    def _get_coaching_filters(self, filters):
        checked = self._get_filters(filters)
        if filters and (filters.get("date_from") or filters.get("date_to")):
            return checked
        today = fields.Date.context_today(self)
        for date_from, date_to in self._get_coaching_periods(today):
            checked = replace(checked, date_from=date_from, date_to=date_to)
            rows = self._get_conversion_rows(replace(checked, user_id=None))
            if self._can_tell(rows, checked.user_id):
                break
        return checked

    @api.model
    def _get_coaching_periods(self, today):
        """First and last day of this month, this quarter, this year, and the last year with it."""
        year, end = date_utils.start_of(today, "year"), date_utils.end_of(today, "year")
        return (
            date_utils.get_month(today),
            date_utils.get_quarter(today),
            (year, end),
            (date_utils.subtract(year, years=1), end),
        )

    @api.model
    def _can_tell(self, rows, user_id):
        """Whether somebody, or the given seller, has a sample that counts in a stage that is not
        won yet, and can be compared; who sees own figures only is content with the sample."""
        stages = self.env["crm.stage"].search([("is_won", "=", False)])
        counting = {}
        for row in rows:
            if row["user_id"] and row["touched"] >= MIN_SAMPLE and row["stage_id"] in stages._ids:
                counting.setdefault(row["stage_id"], set()).add(row["user_id"])
        minimum = 1 if self._is_own_only() else 2
        return any(
            len(sellers) >= minimum and (not user_id or user_id in sellers)
            for sellers in counting.values()
        )

    @api.model
    def _get_conversion_rows(self, filters):
        """Per stage and seller: how many touched it and moved on, and what became of these."""
        passed, status = self._col(FUNNEL, "is_passed"), self._col(FUNNEL, "won_status")
        rows = self._select(
            FUNNEL,
            self._get_funnel_domain(filters) & Domain("stage_id", "!=", False),
            {
                "stage_id": self._col(FUNNEL, "stage_id"),
                "user_id": self._col(FUNNEL, "user_id"),
                "touched": SQL("COUNT(*)"),
                "passed": SQL("COUNT(*) FILTER (WHERE %s)", passed),
                "won": SQL("COUNT(*) FILTER (WHERE %s AND %s = 'won')", passed, status),
                "decided": SQL(
                    "COUNT(*) FILTER (WHERE %s AND %s IN ('won', 'lost'))", passed, status
                ),
                "median_days": SQL(
                    "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)",
                    self._col(FUNNEL, "duration_days"),
                ),
            },
            groupby=SQL("1, 2"),
        )
        return rows

    @api.model
    def _get_win_rates(self, rows):
        """``{stage id: percent won of the decided ones that moved on from it}``, all sellers."""
        won, decided = {}, {}
        for row in rows:
            won[row["stage_id"]] = won.get(row["stage_id"], 0) + row["won"]
            decided[row["stage_id"]] = decided.get(row["stage_id"], 0) + row["decided"]
        return {stage_id: percentage(won[stage_id], decided[stage_id]) for stage_id in won}

    @api.model
    def _get_deal_size(self, filters):
        """Average deal won in the period; without one, None."""
        rows = dict(self._get_closed_measures(filters, with_cuts=False))
        return rows.get(("all", None), {}).get("average_deal_size", {}).get("value")

    @api.model
    def _get_stage_figures(self, stages, rows):
        """What the sellers are compared with, and their own rows: ``{stage id: figures}``."""
        by_stage = {}
        for row in rows:
            by_stage.setdefault(row["stage_id"], {})[row["user_id"]] = row
        win_rates = self._get_win_rates(rows)
        figures = {}
        for stage in stages:
            own_rows = by_stage.get(stage["id"], {})
            conversions = {
                user_id: Conversion(user_id or 0, row["touched"], row["passed"])
                for user_id, row in own_rows.items()
            }
            figures[stage["id"]] = {
                "conversions": conversions,
                "days": {user_id: row["median_days"] for user_id, row in own_rows.items()},
                "win_rate": win_rates.get(stage["id"]),
            }
        return figures

    @api.model
    def _prepare_coaching(self, filters, user_id, stages, figures, deal_size):
        result, gaps, total = [], [], 0.0
        base = self._get_funnel_domain(filters) & Domain("user_id", "=", user_id)
        for stage in stages:
            figure = figures[stage["id"]]
            own = figure["conversions"].get(user_id, Conversion(user_id, 0, 0))
            best = comparison(own, figure["conversions"].values(), MIN_SAMPLE)
            gap = conversion_gap(own, best, figure["win_rate"], deal_size, MIN_SAMPLE)
            gaps.append(gap)
            days = figure["days"].get(user_id)
            total += gap.worth or 0.0
            domain = base & Domain("stage_id", "=", stage["id"])
            result.append(
                {
                    "stage_id": stage["id"],
                    "name": stage["name"],
                    "rate": gap.rate,
                    "sample": gap.sample,
                    "best_rate": gap.best_rate,
                    "best_sample": gap.best_sample,
                    "best_sellers": gap.best_sellers,
                    "points": gap.points,
                    "lost_deals": gap.lost_deals,
                    "worth": gap.worth,
                    "median_days": days if gap.rate is not None else None,
                    "drill": self._drill(FUNNEL, domain),
                }
            )
        behind = [item for item in result if (item["points"] or 0) > 0]
        weakest = max(behind, key=lambda item: (item["worth"] or 0, item["points"]), default=None)
        return {
            "stages": result,
            "worth": total or None,
            "verdict": verdict(gaps),
            "weakest_stage_id": weakest["stage_id"] if weakest else False,
        }

    # ------------------------------------------------------------
    # A TASK FROM THERE
    # ------------------------------------------------------------

    @api.model
    def action_plan_coaching(self, user_id, stage_id, filters):
        """Open a task for a seller, with the figures of the stage in its note.

        :return: the form of an activity on the seller's contact, to be saved by the manager
        """
        self._get_filters(filters)  # refuses what are none
        user_id = self._get_id("res.users", user_id)
        coaching = self.get_coaching({**(filters or {}), "user_id": user_id})
        seller = next((row for row in coaching["sellers"] if row["id"] == user_id), None)
        if not seller:
            raise UserError(self.env._("Choose the seller to coach first."))
        stage = next((row for row in seller["stages"] if row["stage_id"] == stage_id), None)
        # sudo: the contact of a colleague is known, the task is made with the user's own rights
        partner = self.env["res.users"].sudo().browse(user_id).partner_id
        summary = self.env._("Coaching: %(name)s", name=seller["name"])
        if stage:
            summary = self.env._("Coaching: %(stage)s", stage=stage["name"])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Coaching Task"),
            "res_model": "mail.activity",
            "views": [(self.env.ref("mail.mail_activity_view_form_popup").id, "form")],
            "target": "new",
            "context": {
                "default_res_model": "res.partner",
                "default_res_id": partner.id,
                "default_user_id": user_id,
                "default_activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "default_summary": summary,
                "keep_activity_defaults": True,
                "default_note": stage and self._get_coaching_note(stage, coaching),
            },
        }

    @api.model
    def _get_coaching_note(self, stage, coaching):
        if stage["rate"] is None or stage["best_rate"] is None:
            return False
        values = {
            "stage": stage["name"],
            "rate": formatLang(self.env, stage["rate"], digits=0),
            "sample": stage["sample"],
            "best": formatLang(self.env, stage["best_rate"], digits=0),
            "best_sample": stage["best_sample"],
            "date_from": coaching["date_from"],
            "date_to": coaching["date_to"],
        }
        note = self.env._(
            "%(stage)s, %(date_from)s to %(date_to)s: %(rate)s %% of %(sample)s opportunities moved"
            " on; of the best quarter's %(best_sample)s it was %(best)s %%.",
            **values,
        )
        if stage["worth"]:
            worth = format_amount(self.env, stage["worth"], self.env.company.currency_id)
            note += " " + self.env._("The gap is worth about %(worth)s.", worth=worth)
        return note
