import pytz

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ....tools.sql import local_date


class SalesReportMixin(models.AbstractModel):
    """What the reports on SQL have in common: sellers' days, and opening the record of a row.

    Each report is an ordinary model whose table is a query (``_table_query``), with access rules
    of its own: sellers see their own rows, team leaders their team's, *All Documents* all of their
    companies. A day is always the seller's: the calendar day in the seller's time zone.
    """

    _name = "sales.report.mixin"
    _description = "Sales Report"

    @property
    def _table_query(self):
        return self._get_query()

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Whoever is about to read a report comes by here: lists, pivots, cards, the centre."""
        query = super()._search(domain, *args, **kwargs)
        # PostgreSQL would compile these wide queries for longer than they run
        self.env.cr.execute("SET LOCAL jit = off")
        return query

    @api.model
    def _get_query(self):
        """The rows of the report. To be extended by more columns: see docs/extending.md."""
        raise NotImplementedError

    @api.model
    def _get_fact_query(self):
        """The same rows, with what targets count of them: whose they are, their days and amounts.

        Where fewer columns need fewer joins, PostgreSQL has less to plan.
        """
        return self._get_query()

    @api.model
    def _get_seller_query(self):
        """Sellers with their time zone: ``id``, ``tz``, ``lang``."""
        return SQL(
            """SELECT users.id, partner.lang, %s AS tz
                 FROM res_users AS users
                 JOIN res_partner AS partner ON partner.id = users.partner_id""",
            self._get_known_time_zone(SQL("partner.tz")),
        )

    @api.model
    def _get_known_time_zone(self, tz):
        """A time zone that PostgreSQL knows: UTC in place of others, and where there is none."""
        known = SQL("COALESCE(NULLIF(%s, ''), 'UTC')", tz)
        if unknown := self._get_unknown_time_zones():
            known = SQL("CASE WHEN %s = ANY(%s) THEN 'UTC' ELSE %s END", tz, list(unknown), known)
        return known

    @api.model
    @tools.ormcache()
    def _get_unknown_time_zones(self):
        """Time zones that a user may have and this PostgreSQL does not know: often none.

        Those that Odoo offers, and those of earlier times that are still in the database.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT name FROM UNNEST(%s) AS offered(name)
                 UNION SELECT tz FROM res_partner WHERE tz IS NOT NULL
                 UNION SELECT tz FROM resource_calendar WHERE tz IS NOT NULL
                EXCEPT SELECT name FROM pg_timezone_names
              ORDER BY 1
                """,
                list(pytz.all_timezones),
            )
        )
        return tuple(name for (name,) in rows)

    @api.model
    def _get_now(self):
        return SQL("%s::timestamp", fields.Datetime.now())

    @api.model
    def _get_today(self):
        """Today in the time zone ``seller.tz`` of the query."""
        return local_date(self._get_now(), SQL("COALESCE(seller.tz, 'UTC')"))

    def _open_record(self, record):
        record.ensure_one()
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            # the report counts archived ones as well; what is done on the record does not
            "context": {"active_test": True},
        }
