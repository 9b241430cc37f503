from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.periods import chart_step, week_start

REPORT = "sales.event.report"
REPORT_STATES = ("held", "planned", "missed", "answered", "closed", "skipped")


class SalesCentreEvents(models.AbstractModel):
    """The tab *Events*: what was done, by whom, when, and how it went."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {"name": "events", "label": self.env._("Events"), "method": "get_events"}
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_events(self, filters=None):
        """Events of the period by category, seller, outcome and time, with the period before.

        Contacts and visits count when they were held; prospects when they were registered.
        """
        filters = self._get_filters(filters)
        rows = self._get_event_rows(filters)
        before = {
            (row["event_category_id"], row["state"]): row["count"]
            for row in self._select(
                REPORT,
                self._get_domain(filters.previous, "event_date"),
                {
                    "event_category_id": self._col(REPORT, "event_category_id"),
                    "state": self._col(REPORT, "state"),
                    "count": SQL("COUNT(*)"),
                },
                groupby=SQL("1, 2"),
            )
        }
        categories = self._get_event_categories(rows, before)
        category_rows = [
            self._prepare_event_category(filters, category, rows, before) for category in categories
        ]
        return self._get_payload(
            filters,
            categories=category_rows,
            sellers=self._prepare_event_sellers(filters, categories, rows),
            trend=self._prepare_event_trend(filters, categories, rows),
            outcomes=self._prepare_event_outcomes(filters, rows),
        )

    @api.model
    def _get_event_rows(self, filters):
        """Counts by category and state, and these by seller, by outcome and by time."""
        category, state, user, outcome, day = (
            self._col(REPORT, name)
            for name in ("event_category_id", "state", "user_id", "outcome_id", "event_date")
        )
        bucket = self._get_bucket(day, chart_step(filters.date_from, filters.date_to))
        return self._select(
            REPORT,
            self._get_domain(filters, "event_date"),
            {
                "event_category_id": category,
                "state": state,
                "user_id": user,
                "outcome_id": outcome,
                "bucket": bucket,
                "by": SQL(
                    """CASE WHEN GROUPING(%s) = 0 THEN 'user' WHEN GROUPING(%s) = 0 THEN 'outcome'
                            WHEN GROUPING(%s) = 0 THEN 'time' ELSE 'all' END""",
                    user,
                    outcome,
                    bucket,
                ),
                "count": SQL("COUNT(*)"),
            },
            groupby=SQL(
                "GROUPING SETS ((1, 2), (1, 2, 3), (1, 2, 4), (1, 2, 5))",
            ),
        )

    @api.model
    def _get_bucket(self, day, step):
        """The first day of the step that a day lies in: weeks begin as in the user's language."""
        if step == "day":
            return day
        if step == "month":
            return SQL("DATE_TRUNC('month', %s)::date", day)
        shift = -week_start(self.env) % 7
        return SQL("(DATE_TRUNC('week', %s + %s)::date - %s)", day, shift, shift)

    @api.model
    def _get_event_categories(self, rows, before):
        ids = {row["event_category_id"] for row in rows} | {category for category, _state in before}
        Category = self.env["sales.event.category"].with_context(active_test=False)
        return Category.search(Domain("id", "in", list(ids)) | Domain("active", "=", True))

    @api.model
    def _get_event_domain(self, filters, category_id=None, state=None, user_id=None):
        domain = self._get_domain(filters, "event_date")
        if category_id:
            domain &= Domain("event_category_id", "=", category_id)
        if state:
            domain &= Domain("state", "=", state)
        if user_id is not None:
            domain &= Domain("user_id", "=", user_id)
        return domain

    @api.model
    def _get_main_state(self, category):
        """The state that counts for a category; None: all of them."""
        return None if category.role == "prospect" else "held"

    @api.model
    def _prepare_event_category(self, filters, category, rows, before):
        main = self._get_main_state(category)
        counts = dict.fromkeys(REPORT_STATES, 0)
        for row in rows:
            if row["by"] == "all" and row["event_category_id"] == category.id:
                counts[row["state"]] = row["count"]
        previous = sum(
            count
            for (category_id, state), count in before.items()
            if category_id == category.id and main in (None, state)
        )
        return {
            "id": category.id,
            "name": category.name,
            "role": category.role,
            "color": category.color,
            "value": counts[main] if main else sum(counts.values()),
            "previous": previous,
            "drill": self._drill(REPORT, self._get_event_domain(filters, category.id, main)),
            "states": {
                state: {
                    "value": count,
                    "drill": self._drill(
                        REPORT, self._get_event_domain(filters, category.id, state)
                    ),
                }
                for state, count in counts.items()
            },
        }

    @api.model
    def _prepare_event_sellers(self, filters, categories, rows):
        main = {category.id: self._get_main_state(category) for category in categories}
        cells = {}
        for row in rows:
            if row["by"] != "user":
                continue
            state = main[row["event_category_id"]]
            seller = cells.setdefault(row["user_id"], {})
            if state in (None, row["state"]):
                key = row["event_category_id"]
                seller[key] = seller.get(key, 0) + row["count"]
        names = self._get_names("res.users", cells)
        inactive = self._get_inactive_users(names)
        sellers = [
            {
                "id": user_id or False,
                "name": names.get(user_id) or self.env._("Nobody"),
                "active": user_id not in inactive,
                "total": sum(counts.values()),
                "cells": {
                    category.id: {
                        "value": counts.get(category.id, 0),
                        "drill": self._drill(
                            REPORT,
                            self._get_event_domain(
                                filters, category.id, main[category.id], user_id or False
                            ),
                        ),
                    }
                    for category in categories
                },
            }
            for user_id, counts in cells.items()
        ]
        return sorted(sellers, key=lambda seller: (-seller["total"], seller["name"]))

    @api.model
    def _prepare_event_trend(self, filters, categories, rows):
        step = chart_step(filters.date_from, filters.date_to)
        counts = {}
        for row in rows:
            if row["by"] == "time":
                category = categories.browse(row["event_category_id"])
                if self._get_main_state(category) in (None, row["state"]):
                    key = (category.id, fields.Date.to_string(row["bucket"]))
                    counts[key] = counts.get(key, 0) + row["count"]
        buckets = [
            fields.Date.to_string(day)
            for (day,) in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT %s AS bucket
                         FROM GENERATE_SERIES(%s::date, %s::date, INTERVAL '1 day') AS day
                     ORDER BY bucket""",
                    self._get_bucket(SQL("day::date"), step),
                    filters.date_from,
                    filters.date_to,
                )
            )
        ]
        return {
            "step": step,
            "buckets": buckets,
            "series": [
                {
                    "id": category.id,
                    "name": category.name,
                    "color": category.color,
                    "values": [counts.get((category.id, bucket), 0) for bucket in buckets],
                }
                for category in categories
            ],
        }

    @api.model
    def _prepare_event_outcomes(self, filters, rows):
        """How it went: done events by category and outcome, most frequent first."""
        done = [
            row
            for row in rows
            if row["by"] == "outcome" and row["state"] in ("held", "missed", "closed")
        ]
        unnamed = {"closed": self.env._("Closed without a contact")}
        names = self._get_names("sales.event.outcome", {row["outcome_id"] for row in done})
        outcomes = [
            {
                "event_category_id": row["event_category_id"],
                "outcome_id": row["outcome_id"] or False,
                "name": names.get(row["outcome_id"])
                or unnamed.get(row["state"], self.env._("Done")),
                "is_held": row["state"] == "held",
                "value": row["count"],
                "drill": self._drill(
                    REPORT,
                    self._get_event_domain(filters, row["event_category_id"], row["state"])
                    & Domain("outcome_id", "=", row["outcome_id"] or False),
                ),
            }
            for row in done
        ]
        return sorted(outcomes, key=lambda row: -row["value"])
