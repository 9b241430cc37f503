import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from ....tools.fields import JsonList
from ..sales_card import FIELD_SETTINGS

_logger = logging.getLogger(__name__)


class SalesCard(models.Model):
    """The live part of a card: count, sum and rows of all cards are read together; what fails is
    said on the card that fails."""

    _inherit = "sales.card"

    record_count = fields.Integer("Count", compute="_compute_content", aggregator=None)
    measure_total = fields.Float("Total", compute="_compute_content", aggregator=None)
    measure_info = fields.Json(compute="_compute_content")
    preview = JsonList("Rows Shown", compute="_compute_content")
    preview_columns = JsonList("Columns Shown", compute="_compute_content")
    error = fields.Char("Problem", compute="_compute_content")

    @api.depends(
        "model",
        "domain",
        "owner_field_name",
        "date_field_name",
        "period",
        "event_category_id",
        "column_names",
        "row_order",
        "row_limit",
        "measure_field_name",
        "reason",
    )
    @api.depends_context("uid", "card_user_id", "card_search", "tz", "lang", "allowed_company_ids")
    def _compute_content(self):
        self._get_card_user()  # a view that may not be opened is no problem of a card
        for card, content in self._get_contents().items():
            card.update(content)

    def _get_contents(self):
        """Return the computed values by card; what goes wrong is said on the card itself.

        The cards are read together. Where a query fails they are read again, one by one, so that
        the others keep working.
        """
        if not self.env.cr.readonly:
            # what waits to be written must not be lost with a card that fails
            self.env.flush_all()
        try:
            # a failing query is shown on the card, it is no error of the server
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                return self._read_contents()
        except (psycopg2.OperationalError, psycopg2.errors.ReadOnlySqlTransaction):
            # for whoever called to try again
            raise
        except psycopg2.Error as error:
            if len(self) == 1:
                return {self: self._prepare_failure(error)}
        contents = {}
        for card in self:
            contents.update(card._get_contents())
        return contents

    def _prepare_content(self, **content):
        return {
            "record_count": 0,
            "measure_total": 0.0,
            "measure_info": False,
            "preview": [],
            "preview_columns": [],
            "error": False,
            **content,
        }

    def _prepare_failure(self, error):
        if isinstance(error, UserError):
            return self._prepare_content(error=str(error))
        # any app's search may fail in a way of its own
        _logger.info("Card %s (%s) cannot be shown", self.name, self.id, exc_info=True)
        return self._prepare_content(
            error=self._get_settings_problem()
            or self.env._(
                "The records cannot be read: %(problem)s Check the card's filter.",
                problem=str(error).split("\n")[0],
            )
        )

    def _read_contents(self):
        """Find the records of all cards, then read at once what their rows show, and the names
        that they refer to."""
        contents, found = {}, {}

        def attempt(card, function, *args):
            try:
                return function(*args)
            except psycopg2.Error:
                raise
            except Exception as error:
                contents[card] = card._prepare_failure(error)

        for card in self:
            if result := attempt(card, card._read_content):
                contents[card], found[card] = result
        self._fetch_rows(found)
        self._fetch_names(found)
        options = self._get_row_action_options()
        for card, records in found.items():
            columns = contents[card]["preview_columns"]
            if drawn := attempt(card, card._draw, records, columns, options):
                contents[card] |= drawn
        return contents

    def _draw(self, records, columns, options):
        """Return the rows, and what can be done with them."""
        actions, described = self._prepare_actions(records, options)
        return {
            "preview": self._prepare_rows(records, columns, actions),
            "row_actions": described,
        }

    def _check_readable(self):
        # filter and order say themselves what is wrong, when they are used
        if problem := self._get_names_problem():
            raise UserError(problem)
        model = self.env[self.model]
        if not model.has_access("read"):
            raise AccessError(
                self.env._(
                    "You may not read %(model)s (%(technical)s). Hide the card, or ask an "
                    "administrator for access.",
                    model=model._description,
                    technical=model._name,
                )
            )
        for setting in FIELD_SETTINGS.values():
            field = model._fields.get(self[setting])
            if field and not model._has_field_access(field, "read"):
                raise AccessError(
                    self.env._(
                        "You may not read the field “%(field)s” of %(model)s. Hide the card, or "
                        "ask an administrator to choose another field.",
                        field=self._get_field_label(field),
                        model=model._description,
                    )
                )

    def _read_content(self):
        """Return the content of one card but for its rows, and the records of these."""
        self._check_readable()
        model = self.env[self.model]
        records, count, total = self._find_records(model, self._get_record_domain())
        content = self._prepare_content(
            record_count=count,
            measure_total=total,
            measure_info=self._get_measure_info(model),
            preview_columns=self._get_columns(model),
        )
        return content, records

    def _find_records(self, model, domain):
        """Return the first records, the count of all, and their sum.

        One query says it all, unless the model drops what may not be read after the limit was
        applied, or its rows are computed by a long query.
        """
        order, limit = self.row_order or model._order, self.row_limit
        if not self._is_search_exact(model, domain):
            return self._find_readable(model, domain, order, limit)
        query = model._search(domain, order=order, limit=limit)
        if query.is_empty():
            return model, 0, 0.0
        terms = [
            SQL("%s OVER ()", model._read_group_select(aggregate, query))
            for aggregate in self._get_aggregates(model)
        ]
        # led by what only all rows can tell: PostgreSQL would else read an index in this order, as
        # if the first rows were enough
        query.order = SQL("%s, %s", terms[0], query.order)
        rows = self.env.execute_query(query.select(SQL.identifier(model._table, "id"), *terms))
        if not rows:
            return model, 0, 0.0
        _id, count, *totals = rows[0]
        return model.browse([row[0] for row in rows]), count, sum(filter(None, totals))

    def _find_readable(self, model, domain, order, limit):
        """The same for models that have their own ways to search, and for reports."""
        names = self._get_fetch_names(model)
        records = model.search_fetch(domain, names, order=order, limit=limit)
        if len(records) < limit and self._is_search_whole(model):
            total = self._sum_measure(records)
            if total is not None:
                return records, len(records), total
        [(count, *totals)] = model._read_group(domain, aggregates=self._get_aggregates(model))
        if len(records) < min(count, limit):
            records = model.search_fetch(domain, names, order=order)[:limit]
        return records, count, sum(filter(None, totals))

    @api.model
    def _is_search_exact(self, model, domain):
        """Whether one query finds the records, drops nothing afterwards, and is quickly made."""
        if model._name == "mail.activity":
            return model._is_own_domain(domain)
        return self._has_usual_search(model) and type(model)._table_query is None

    @api.model
    def _is_search_whole(self, model):
        """Whether a search that finds fewer records than its limit has found all of them.

        To be extended by models with their own ``_search`` that drop nothing after the limit was
        applied.
        """
        return self._has_usual_search(model)

    @api.model
    def _has_usual_search(self, model):
        return type(model)._search is models.BaseModel._search

    def _sum_measure(self, records):
        """The sum of the measure, or None where amounts have to be converted."""
        if not (measure := self.measure_field_name):
            return 0.0
        field = records._fields[measure]
        if field.type == "monetary":
            currencies = records.mapped(field.get_currency_field(records))
            if currencies - self.env.company.currency_id:
                return None
        return sum(records.mapped(measure))

    def _get_aggregates(self, model):
        """Count and sum; amounts in the current company's currency."""
        if not (measure := self.measure_field_name):
            return ["__count"]
        is_amount = model._fields[measure].type == "monetary"
        return ["__count", f"{measure}:{'sum_currency' if is_amount else 'sum'}"]

    def _get_measure_info(self, model):
        if not self.measure_field_name:
            return False
        field = model._fields[self.measure_field_name]
        return {
            "type": field.type,
            "string": self._get_field_label(field),
            "currency_id": self.env.company.currency_id.id if field.type == "monetary" else False,
        }
