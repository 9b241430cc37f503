from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from .....tools.forecast import bias, pooled_accuracy

FROZEN = "sales.forecast.report"
WON = "sales.won.report"
# Forecasts of so many months before are judged where the period holds no whole month yet
JUDGED_MONTHS = 3


class SalesCentreJudged(models.AbstractModel):
    """How good forecasts were: accuracy and bias over whole months that are over."""

    _inherit = "sales.centre"

    @api.model
    def _get_judged(self, filters, today):
        """Accuracy and bias, month by month, and pooled by seller and team.

        The forecast of a month is the one frozen last before it began, else the first one in it.
        """
        frozen_days = self._get_judged_days(filters, today)
        if not frozen_days:
            return {"months": [], "sellers": [], "teams": [], "accuracy": None, "bias": None}
        periods = {
            month: replace(filters, date_from=month, date_to=date_utils.end_of(month, "month"))
            for month in frozen_days
        }
        frozen = {
            month: self._get_frozen_domain(period, frozen_days[month])
            for month, period in periods.items()
        }
        won = {
            month: self._get_domain(period, "won_date", "won_on")
            for month, period in periods.items()
        }
        all_frozen, all_won = Domain.OR(frozen.values()), Domain.OR(won.values())
        pairs = self._get_judged_pairs(filters, frozen_days, all_frozen, all_won)
        by_month = dict.fromkeys(frozen_days, (0.0, 0.0))
        by_month |= {month: sums[month] for month, sums in self._sum_pairs(pairs, 0).items()}
        return {
            "months": [
                {
                    "month": fields.Date.to_string(month),
                    "frozen_on": fields.Date.to_string(day),
                    **self._judge({month: by_month[month]}),
                    "drill": self._drill(FROZEN, frozen[month]),
                    "won_drill": self._drill(WON, won[month]),
                }
                for month, day in frozen_days.items()
            ],
            "sellers": self._judge_owners(pairs, 1, "user_id", all_frozen, all_won),
            "teams": self._judge_owners(pairs, 2, "team_id", all_frozen, all_won),
            **self._judge(by_month),
            "drill": self._drill(FROZEN, all_frozen),
            "won_drill": self._drill(WON, all_won),
        }

    @api.model
    def _get_judged_days(self, filters, today):
        """``{first day of a month: day on which its forecast was frozen}``"""
        months = self._get_judged_months(filters, today)
        days = self._get_frozen_days(
            [(month, date_utils.end_of(month, "month")) for month in months]
        )
        return {month: days[month] for month in months if days[month]}

    @api.model
    def _get_judged_months(self, filters, today):
        """Whole months of the period that are over; without any, those right before it."""
        start = date_utils.start_of(filters.date_from, "month")
        last = min(filters.date_to, today - timedelta(days=1))
        month = start if start == filters.date_from else date_utils.add(start, months=1)
        months = []
        while date_utils.end_of(month, "month") <= last:
            months.append(month)
            month = date_utils.add(month, months=1)
        if months:
            return months
        before = [date_utils.subtract(start, months=count) for count in range(JUDGED_MONTHS, 0, -1)]
        return [month for month in before if date_utils.end_of(month, "month") < today]

    @api.model
    def _get_judged_pairs(self, filters, frozen_days, frozen_domain, won_domain):
        """``{(month, seller, team): [forecast, actual]}``; what was won before the forecast was
        frozen is part of it: it was known."""
        pairs = {}

        def add(row, place):
            key = (row["month"], row["user_id"], row["team_id"])
            pairs.setdefault(key, [0.0, 0.0])[place] += row["amount"] or 0.0

        for row in self._get_judged_rows(
            FROZEN, frozen_domain, "date_deadline", "weighted_revenue", filters
        ):
            add(row, 0)
        for row in self._get_judged_rows(WON, won_domain, "won_date", "amount", filters):
            add(row, 1)
            if row["day"] < frozen_days[row["month"]]:
                add(row, 0)
        return pairs

    @api.model
    def _get_judged_rows(self, model, domain, day, amount, filters):
        """Amounts by day, seller and team."""
        return self._select(
            model,
            domain,
            {
                "month": SQL("DATE_TRUNC('month', %s)::date", self._col(model, day)),
                "user_id": self._col(model, "user_id"),
                "team_id": self._col(model, "team_id"),
                "day": self._col(model, day),
                "amount": SQL("SUM(%s)::float8", self._get_amount(model, amount, filters.date_to)),
            },
            groupby=SQL("1, 2, 3, 4"),
        )

    @api.model
    def _sum_pairs(self, pairs, place):
        """``{value at the place of the keys: {month: [forecast, actual]}}``"""
        sums = {}
        for key, pair in pairs.items():
            total = sums.setdefault(key[place], {}).setdefault(key[0], [0.0, 0.0])
            total[0] += pair[0]
            total[1] += pair[1]
        return sums

    @api.model
    def _judge(self, by_month):
        forecast = sum(pair[0] for pair in by_month.values())
        actual = sum(pair[1] for pair in by_month.values())
        return {
            "forecast": forecast,
            "actual": actual,
            "accuracy": pooled_accuracy(by_month.values()),
            "bias": bias(forecast, actual),
        }

    @api.model
    def _judge_owners(self, pairs, place, field, whole, won_domain):
        owners = self._sum_pairs(pairs, place)
        names = self._get_names(self.env[FROZEN]._fields[field].comodel_name, set(owners))
        none = {key[0]: (0.0, 0.0) for key in pairs}
        return sorted(
            (
                {
                    "id": owner or False,
                    "name": names.get(owner) or self.env._("None"),
                    **self._judge({**none, **by_month}),
                    "drill": self._drill(FROZEN, whole & Domain(field, "=", owner or False)),
                    "won_drill": self._drill(WON, won_domain & Domain(field, "=", owner or False)),
                }
                for owner, by_month in owners.items()
            ),
            key=lambda row: (-row["actual"], row["name"]),
        )
