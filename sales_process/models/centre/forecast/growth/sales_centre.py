from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .....tools.history import Standing, read_history, slope

WON = "sales.won.report"


class SalesCentreGrowth(models.AbstractModel):
    """New customers: how many each period brought, and where they are heading."""

    _inherit = "sales.centre"

    @api.model
    @api.readonly
    def get_customer_growth(self, filters=None):
        """New customers of the period and of earlier ones like it.

        A customer is new with what it bought first of the company, on the day on which that was
        won; it counts for who won it. periods: the earlier ones and this one, each with its
        ``value``. slope: how many more every period brings than the one before, over those that
        are over. likely, low, high and hit_rate: of this period's end, as of the forecast's
        history; false when it is over. customers: how many there are by the period's end.
        """
        filters = self._get_filters(filters)
        today = fields.Date.context_today(self)
        new_by_day = self._get_new_by_day(filters)
        periods = self._get_earlier_periods(filters, min(today, filters.date_to), new_by_day)
        totals = [self._sum_days(new_by_day, past.date_from, past.date_to) for past in periods]
        history = None
        if filters.date_to >= today:
            history = self._read_growth(filters, today, periods, new_by_day)
        estimate = history and history.estimate
        return self._get_payload(
            filters,
            periods=[
                *(
                    self._prepare_growth_period(filters, past.date_from, past.date_to, total)
                    for past, total in zip(periods, totals, strict=True)
                ),
                self._prepare_growth_period(
                    filters,
                    filters.date_from,
                    filters.date_to,
                    self._sum_days(new_by_day, filters.date_from, filters.date_to),
                ),
            ],
            slope=slope(totals),
            likely=estimate and estimate.likely,
            low=estimate and estimate.low,
            high=estimate and estimate.high,
            hit_rate=history and history.hit_rate,
            customers=sum(new_by_day.values()),
        )

    @api.model
    def _get_new_by_day(self, filters):
        """``{day: new customers}`` up to the end of the period."""
        rows = self._select(
            WON,
            self._get_new_domain(filters)
            & Domain("won_date", "<=", fields.Date.to_string(filters.date_to)),
            {"won_date": self._col(WON, "won_date"), "count": SQL("COUNT(*)")},
            groupby=SQL("1"),
        )
        return {row["won_date"]: row["count"] for row in rows}

    @api.model
    def _get_new_domain(self, filters):
        return self._get_who_domain(filters) & Domain("is_new_customer", "=", True)

    @api.model
    def _read_growth(self, filters, today, periods, new_by_day):
        earlier = [self._prepare_standing(past, new_by_day, {}) for past in periods]
        now = Standing(
            self._get_season(filters.date_from, filters.date_to),
            self._sum_days(new_by_day, filters.date_from, today),
        )
        return read_history(now, earlier, self._get_seasons(filters, new_by_day))

    @api.model
    def _prepare_growth_period(self, filters, date_from, date_to, value):
        days = replace(filters, date_from=date_from, date_to=date_to)
        domain = self._get_new_domain(filters) & self._get_domain(days, "won_date", "won_on")
        return {
            "date_from": fields.Date.to_string(date_from),
            "date_to": fields.Date.to_string(date_to),
            "value": value,
            "drill": self._drill(WON, domain),
        }
