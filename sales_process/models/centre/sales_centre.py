from dataclasses import dataclass, replace
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from ...tools.periods import period_bounds, previous_period, week_start

# The dimensions by which measures are cut: field -> model of its records
CUTS = {
    "user_id": "res.users",
    "team_id": "crm.team",
    "source_id": "utm.source",
    "product_line_id": "product.category",
    "territory_id": "crm.territory",
}


@dataclass(frozen=True)
class Filters:
    """What a tab is asked for; both days belong to the period."""

    date_from: date
    date_to: date
    team_id: int | None = None
    user_id: int | None = None

    @property
    def previous(self):
        date_from, date_to = previous_period(self.date_from, self.date_to)
        return replace(self, date_from=date_from, date_to=date_to)

    @property
    def period(self):
        return fields.Date.to_string(self.date_from), fields.Date.to_string(self.date_to)


class SalesCentre(models.AbstractModel):
    """The figures of the Manager's Centre: one public method per tab.

    Each takes one dict of filters, ``{date_from, date_to, team_id, user_id}``, and returns plain
    JSON. All figures come from the reports on SQL, through their access rules, in a fixed number
    of queries. Each figure comes with the domain that counts it, so that what a click opens is
    what was counted.

    The tabs are in files of their own, ``sales_centre_<tab>.py``.
    """

    _name = "sales.centre"
    _description = "Manager's Centre"

    # ------------------------------------------------------------
    # WHAT THE SCREEN NEEDS FIRST
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_options(self):
        """Return what the filters offer: periods, teams, sellers, and what the user may do."""
        self._check_centre_access()
        today = fields.Date.context_today(self)
        return {
            "today": fields.Date.to_string(today),
            "periods": self._get_period_options(today),
            "teams": self._get_team_options(),
            "sellers": self._get_seller_options(),
            "currency_id": self.env.company.currency_id.id,
            "is_own_only": self._is_own_only(),
            "can_set_targets": self.env["sales.target"].has_access("create"),
            "can_freeze": self.env.user.has_group("sales_team.group_sale_manager"),
            "user_id": self.env.uid,
            "views": self._get_drill_views(),
        }

    @api.model
    def _get_drill_views(self):
        """Views that a click on a figure opens, where a model's own first ones do not fit."""
        views = {
            "list": "crm.crm_case_tree_view_oppor",
            "kanban": "crm.crm_case_kanban_view_leads",
            "pivot": "crm.crm_lead_view_pivot",
            "graph": "crm.crm_lead_view_graph",
            "form": "crm.crm_lead_view_form",
        }
        search = self.env.ref("crm.view_crm_case_opportunities_filter", raise_if_not_found=False)
        opportunities = []
        for kind, xmlid in views.items():
            view = self.env.ref(xmlid, raise_if_not_found=False)
            opportunities.append((view.id if view else False, kind))
        return {
            "crm.lead": {
                "views": opportunities,
                "search_view_id": [search.id, "search"] if search else False,
            }
        }

    @api.model
    def _get_period_options(self, today):
        """This and the last week, month, quarter and year, by the user's calendar."""
        first_weekday = week_start(self.env)
        labels = {
            "week": (self.env._("This week"), self.env._("Last week")),
            "month": (self.env._("This month"), self.env._("Last month")),
            "quarter": (self.env._("This quarter"), self.env._("Last quarter")),
            "year": (self.env._("This year"), self.env._("Last year")),
        }
        options = []
        for period, (this, last) in labels.items():
            start, after = period_bounds(period, today, first_weekday)
            end = date_utils.subtract(after, days=1)
            day_before = date_utils.subtract(start, days=1)
            before, _after = period_bounds(period, day_before, first_weekday)
            for key, label, first, final in (
                (period, this, start, end),
                (f"last_{period}", last, before, day_before),
            ):
                options.append(
                    {
                        "key": key,
                        "label": label,
                        "date_from": fields.Date.to_string(first),
                        "date_to": fields.Date.to_string(final),
                    }
                )
        return options

    @api.model
    def _get_team_options(self):
        if self._sees_all():
            domain = Domain("company_id", "in", [False, *self.env.companies.ids])
        else:
            domain = Domain("user_id", "=", self.env.uid) | Domain(
                "member_ids", "in", [self.env.uid]
            )
        return self.env["crm.team"].search_read(domain, ["name"])

    @api.model
    def _get_seller_options(self):
        """Sellers whose figures the user sees, archived ones last."""
        domain = Domain("share", "=", False) & Domain("company_ids", "in", self.env.companies.ids)
        if self._sees_all():
            group = self.env.ref("sales_team.group_sale_salesman")
            domain &= Domain("all_group_ids", "in", group.ids)
        else:
            led = self.env["crm.team"].search([("user_id", "=", self.env.uid)])
            domain &= Domain("id", "in", [self.env.uid, *led.member_ids.ids])
        # sudo: names of colleagues, as in every list of salespersons
        sellers = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search(domain, order="active desc, name")
        )
        teams = dict(
            self.env["crm.team.member"]
            .sudo()
            ._read_group(  # sudo: as above
                [("user_id", "in", sellers.ids)], ["user_id"], ["crm_team_id:array_agg"]
            )
        )
        return [
            {
                "id": seller.id,
                "name": seller.name,
                "active": seller.active,
                "team_ids": teams.get(seller, []),
            }
            for seller in sellers
        ]

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    @api.model
    def _check_centre_access(self):
        self.env["sales.event.report"].check_access("read")

    @api.model
    def _sees_all(self):
        return self.env.su or self.env.user.has_group("sales_team.group_sale_salesman_all_leads")

    @api.model
    def _is_own_only(self):
        """Whether the user sees nobody else's figures: no *All Documents*, leads no team."""
        return not self._sees_all() and not self.env["crm.team"].search_count(
            [("user_id", "=", self.env.uid)], limit=1
        )

    # ------------------------------------------------------------
    # FILTERS
    # ------------------------------------------------------------

    @api.model
    def _get_filters(self, filters):
        """Check and complete the filters: this month where no period is given.

        :raise UserError: says which filter is wrong and what to give instead
        """
        self._check_centre_access()
        filters = filters or {}
        today = fields.Date.context_today(self)
        default_from, default_to = date_utils.get_month(today)
        date_from = self._get_day(filters.get("date_from"), default_from)
        date_to = self._get_day(filters.get("date_to"), max(default_to, date_from))
        if date_from > date_to:
            raise UserError(
                self.env._(
                    "The period ends on %(date_to)s, before it begins on %(date_from)s. Choose"
                    " another period.",
                    date_from=fields.Date.to_string(date_from),
                    date_to=fields.Date.to_string(date_to),
                )
            )
        return Filters(
            date_from,
            date_to,
            self._get_id("crm.team", filters.get("team_id")),
            self._get_id("res.users", filters.get("user_id")),
        )

    @api.model
    def _get_day(self, value, default):
        try:
            return fields.Date.to_date(value) if value else default
        except (ValueError, TypeError):
            raise UserError(
                self.env._("“%(value)s” is no day. Write it as 2025-12-31.", value=value)
            ) from None

    @api.model
    def _get_id(self, model, value):
        if not value:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise UserError(
                self.env._(
                    "“%(value)s” is no %(model)s. Give its id, a number.",
                    value=value,
                    model=self.env[model]._description,
                )
            )
        return value

    @api.model
    def _get_who_domain(self, filters):
        domain = Domain.TRUE
        if filters.team_id:
            domain &= Domain("team_id", "=", filters.team_id)
        if filters.user_id:
            domain &= Domain("user_id", "=", filters.user_id)
        return domain

    @api.model
    def _get_domain(self, filters, day=None, moment=None):
        """Rows of the filters' sellers, and of their period where a date field is given.

        :param day: date field, in the seller's time zone
        :param moment: the datetime behind it: a wider condition on it lets indexes serve
        """
        domain = self._get_who_domain(filters)
        if day:
            domain &= Domain(day, ">=", fields.Date.to_string(filters.date_from))
            domain &= Domain(day, "<=", fields.Date.to_string(filters.date_to))
        if moment:
            first = date_utils.subtract(filters.date_from, days=1)
            after = date_utils.add(filters.date_to, days=2)
            domain &= Domain(moment, ">=", f"{first} 00:00:00")
            domain &= Domain(moment, "<", f"{after} 00:00:00")
        return domain

    # ------------------------------------------------------------
    # QUERIES
    # ------------------------------------------------------------

    @api.model
    def _select(self, model, domain, columns, groupby=None, order=None, context=None):
        """Aggregate the rows of a report that the user may see, in one query.

        :param columns: ``{name: SQL}``
        :param groupby: SQL after ``GROUP BY``
        :return: list of dicts
        """
        report = self.env[model].with_context(active_test=False, **(context or {}))
        query = report._search(domain)
        select = query.select(
            *(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            )
        )
        if groupby is not None:
            select = SQL("%s GROUP BY %s", select, groupby)
        if order is not None:
            select = SQL("%s ORDER BY %s", select, order)
        return self.env.execute_query_dict(select)

    @api.model
    def _col(self, model, name):
        return SQL.identifier(self.env[model]._table, name)

    @api.model
    def _get_cut_sets(self, model, *extra):
        """Grouping sets: all, each cut, and extra ones; and the columns that tell them apart.

        :return: (groupby, columns); the column ``cut`` names the set a row belongs to
        """
        columns = {name: self._col(model, name) for name in CUTS}
        sets = [SQL("(%s)", SQL(", ").join(extra)) if extra else SQL("()")]
        cases = []
        for name, column in columns.items():
            sets.append(SQL("(%s)", SQL(", ").join([column, *extra])))
            cases.append(SQL("WHEN GROUPING(%s) = 0 THEN %s", column, name))
        columns["cut"] = SQL("CASE %s ELSE 'all' END", SQL(" ").join(cases))
        return SQL("GROUPING SETS (%s)", SQL(", ").join(sets)), columns

    @api.model
    def _get_rate_sql(self, model, day):
        """What an amount in the row's company's currency is worth in the current company's.

        :param day: whose rate is taken: the end of the period, today while it runs
        """
        company = self.env.company
        day = min(day, fields.Date.context_today(self))
        rates = []
        for other in self.env.companies:
            if other.currency_id != company.currency_id:
                rate = other.currency_id._get_conversion_rate(
                    other.currency_id, company.currency_id, company, day
                )
                rates.append(SQL("WHEN %s THEN %s", other.id, rate))
        if not rates:
            return SQL("1")
        return SQL("CASE %s %s ELSE 1 END", self._col(model, "company_id"), SQL(" ").join(rates))

    @api.model
    def _get_amount(self, model, name, day):
        column = self._col(model, name)
        return SQL("COALESCE(%s, 0) * %s", column, self._get_rate_sql(model, day))

    @api.model
    def _get_names(self, model, ids):
        """Names of records, archived and deleted ones too: ``{id: name}``."""
        ids = {record_id for record_id in ids if record_id}
        # sudo: the names of what readable rows refer to, as in every list
        records = self.env[model].sudo().with_context(active_test=False).browse(ids).exists()
        return {record.id: record.display_name for record in records}

    @api.model
    def _get_inactive_users(self, ids):
        users = self.env["res.users"].sudo().with_context(active_test=False)  # sudo: as above
        return set(users.search([("id", "in", list(ids)), ("active", "=", False)]).ids)

    @api.model
    def _drill(self, model, domain, **context):
        """What a click on a figure opens: the rows that it counts."""
        return {"model": model, "domain": list(domain), "context": context}

    @api.model
    def _get_payload(self, filters, **content):
        """What every tab says of itself."""
        previous = filters.previous
        return {
            "date_from": fields.Date.to_string(filters.date_from),
            "date_to": fields.Date.to_string(filters.date_to),
            "previous": {
                "date_from": fields.Date.to_string(previous.date_from),
                "date_to": fields.Date.to_string(previous.date_to),
            },
            "team_id": filters.team_id or False,
            "user_id": filters.user_id or False,
            "currency_id": self.env.company.currency_id.id,
            **content,
        }
