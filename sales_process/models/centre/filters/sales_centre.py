from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from ....tools.filters import FILTERS, Filters
from ....tools.plain import to_plain
from ....tools.values import check_id

# Whoever asks for other days has mistyped a year; and with these, periods before and after are days
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class SalesCentreFilters(models.AbstractModel):
    """What a tab is asked for: the filters are checked, completed and made into domains."""

    _inherit = "sales.centre"

    @api.model
    def _get_filters(self, filters):
        """Check and complete the filters: this month where no period is given.

        :raise UserError: says which filter is wrong and what to give instead
        """
        self._check_centre_access()
        filters = self._get_named_filters(filters)
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
    def _get_named_filters(self, filters, known=FILTERS):
        """The filters by name; none where they are left out.

        A misspelt name would give figures of something else than what was asked for.

        :param known: names of filters, the first one is told as an example
        """
        if filters is None or filters is False:
            return {}
        if not isinstance(filters, dict):
            raise UserError(
                self.env._(
                    "“%(value)s” are no filters. Give them by name, as %(example)s.",
                    value=str(filters),
                    example=known[0],
                )
            )
        unknown = [str(name) for name in filters if name not in known]
        if unknown:
            raise UserError(
                self.env._(
                    "There is no filter “%(names)s”. Filters are: %(known)s.",
                    names="”, “".join(unknown),
                    known=", ".join(known),
                )
            )
        return filters

    @api.model
    def _get_day(self, value, default):
        try:
            day = fields.Date.to_date(value) if value else default
        except (ValueError, TypeError, KeyError):
            raise UserError(
                self.env._("“%(value)s” is no day. Write it as 2025-12-31.", value=value)
            ) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise UserError(
                self.env._(
                    "There are no figures of %(day)s. Choose days from %(first)s to %(last)s.",
                    day=value,
                    first=fields.Date.to_string(FIRST_DAY),
                    last=fields.Date.to_string(LAST_DAY),
                )
            )
        return day

    @api.model
    def _get_id(self, model, value):
        if not value:
            return None
        check_id(self.env[model], value)
        if not self._is_of_own_companies(model, value):
            raise UserError(
                self.env._(
                    "%(model)s %(id)s was deleted, or belongs to another company. Choose another.",
                    model=self.env[model]._description,
                    id=value,
                )
            )
        return value

    @api.model
    def _is_of_own_companies(self, model, record_id):
        """Whether a team or user is of the reader's companies: Odoo lets all internal users be
        read, and an answer names whom it is about."""
        records = self.env[model].with_context(active_test=False)
        domain = [("id", "=", record_id)]
        if model == "res.users":
            # sudo: the user's companies decide, they are not shown
            records = records.sudo()
            domain.append(("company_ids", "in", self.env.companies.ids))
        return bool(records.search_count(domain, limit=1))

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

    @api.model
    def _get_payload(self, filters, **content):
        """What every tab says of itself, with its figures, as every protocol can carry it."""
        previous = filters.previous
        payload = {
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
        return to_plain(payload)
