import logging
from ast import literal_eval
from datetime import date, datetime, timedelta
from functools import lru_cache

import psycopg2
from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet, babel_locale_parse, mute_logger
from odoo.tools.date_utils import parse_date

from ....tools.periods import day_start_utc, period_bounds
from ..sales_card import FIELD_SETTINGS

_logger = logging.getLogger(__name__)

# what the reasons and tones of a model's rows are made of
ROW_FIELDS = {
    "mail.activity": (
        "active", "activity_type_id", "create_date", "create_uid", "date_deadline",
        "event_category_id", "is_held", "outcome_id",
    ),
    "crm.lead": ("active", "date_deadline"),
    "sales.target.report": (
        "actual_value", "attainment", "date_to", "expected_value", "period", "target_value",
    ),
}  # fmt: skip


@lru_cache(maxsize=1024)
def _write_day(skeleton, day, lang_code):
    """The same few days stand in many rows."""
    return format_skeleton(skeleton, day, locale=babel_locale_parse(lang_code))


class SalesCard(models.Model):
    """The live part of a card: which records it lists, how rows look, and why they are there."""

    _inherit = "sales.card"

    @api.model
    def _get_clock_env(self):
        """Return an environment to reckon dates in: the seller's time zone and language.

        It reads no records; whose rights apply is never decided by whose view it is.
        """
        user = self._get_card_user()
        # what Odoo gives to everything that this user does, and remembers
        clock = self.env(user=user.id, context={})["res.users"].context_get()
        context = {"lang": clock.get("lang") or self.env.lang, "tz": clock.get("tz") or "UTC"}
        return self.env(user=user.id, context=context)

    # ------------------------------------------------------------
    # Which records
    # ------------------------------------------------------------

    def _get_record_domain(self):
        """Return the records of the card, for the seller whose view it is.

        The only source of the count, the sum, the rows and the list that a click opens.

        :raise UserError: when the filter cannot be read
        """
        self.ensure_one()
        model = self.env[self.model]
        return Domain.AND(
            [
                self._get_filter_domain(model),
                self._get_category_domain(model),
                self._get_owner_domain(model),
                self._get_period_domain(model),
            ]
        )

    def _get_filter_domain(self, model):
        text = (self.domain or "[]").strip()
        try:
            value = literal_eval(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise UserError(
                self.env._(
                    "The filter cannot be read: “%(filter)s”. Write a list of conditions with "
                    "plain values, as [('priority', '=', '2')]; relative dates as 'today -7d'. "
                    "Whose records are listed is said by the owner, not by the filter.",
                    filter=text,
                )
            ) from error
        if not isinstance(value, list):
            raise UserError(
                self.env._(
                    "The filter is not a list of conditions: “%(filter)s”. Write it as "
                    "[('priority', '=', '2')].",
                    filter=text,
                )
            )
        try:
            return self._resolve_dates(Domain(value), model)
        except (ValueError, TypeError, KeyError) as error:
            raise UserError(
                self.env._(
                    "The filter cannot be used on %(model)s: %(problem)s. Correct the filter in "
                    "the card's settings.",
                    model=model._description,
                    problem=error,
                )
            ) from error

    def _get_category_domain(self, model):
        if not self.event_category_id or "event_category_id" not in model._fields:
            return Domain.TRUE
        return Domain("event_category_id", "=", self.event_category_id._origin.id)

    def _get_owner_domain(self, model):
        if not self.owner_field_name:
            return Domain.TRUE
        owner = self._get_card_user()
        if model._fields[self.owner_field_name].comodel_name == "res.partner":
            # the partner of a seller is public among colleagues
            owner = owner.sudo().partner_id
        return Domain(self.owner_field_name, "in", owner.ids)

    def _get_period_domain(self, model):
        if self.period == "all" or not self.date_field_name:
            return Domain.TRUE
        clock_env = self._get_clock_env()
        lang = clock_env["res.lang"]._get_data(code=clock_env.context["lang"])
        week_start = int(lang.week_start or 1) - 1
        first, after_last = period_bounds(
            self.period, fields.Date.context_today(clock_env["base"]), week_start
        )
        if model._fields[self.date_field_name].type == "datetime":
            first, after_last = (
                fields.Datetime.to_string(day_start_utc(day, clock_env.context["tz"]))
                for day in (first, after_last)
            )
        else:
            first, after_last = fields.Date.to_string(first), fields.Date.to_string(after_last)
        return Domain(self.date_field_name, ">=", first) & Domain(
            self.date_field_name, "<", after_last
        )

    @api.model
    def _resolve_dates(self, domain, model):
        """Replace relative dates by days and moments of the seller's clock.

        So that the list that a click opens is the same, whoever opens it and wherever.
        """

        def resolve(condition):
            field, comodel = self._get_condition_field(condition.field_expr, model)
            if condition.operator in ("any", "not any") and comodel is not None:
                inner = self._resolve_dates(Domain(condition.value), comodel)
                return Domain(condition.field_expr, condition.operator, inner)
            if field is None or field.type not in ("date", "datetime"):
                return condition
            return self._resolve_date(condition, field.type)

        return domain.map_conditions(resolve)

    @api.model
    def _get_condition_field(self, expression, model):
        """Return the field at the end of a path, and the model that it leads to."""
        field = None
        for name in expression.split("."):
            if model is None or name not in model._fields:
                return None, None
            field = model._fields[name]
            model = self.env[field.comodel_name] if field.relational else None
        return field, model

    @api.model
    def _resolve_date(self, condition, field_type):
        clock_env = self._get_clock_env()

        def parse(value):
            if isinstance(value, (list, tuple, set)):
                return [parse(item) for item in value]
            return parse_date(value, clock_env) if isinstance(value, str) else value

        def to_text(value):
            if isinstance(value, datetime):
                return fields.Datetime.to_string(value)
            return fields.Date.to_string(value) if isinstance(value, date) else value

        value, operator, name = parse(condition.value), condition.operator, condition.field_expr
        if field_type == "date" and isinstance(value, datetime):
            value = fields.Datetime.context_timestamp(clock_env["base"], value).date()
        if field_type == "datetime" and type(value) is date:
            # a day is a span of time: from its beginning to the next one's
            start, end = (
                to_text(day_start_utc(value + timedelta(days=days), clock_env.context["tz"]))
                for days in (0, 1)
            )
            within = Domain(name, ">=", start) & Domain(name, "<", end)
            spans = {
                "=": within,
                "!=": ~within,
                "<": Domain(name, "<", start),
                ">=": Domain(name, ">=", start),
                "<=": Domain(name, "<", end),
                ">": Domain(name, ">=", end),
            }
            if operator in spans:
                return spans[operator]
        if isinstance(value, list):
            return Domain(name, operator, [to_text(item) for item in value])
        return Domain(name, operator, to_text(value))

    # ------------------------------------------------------------
    # Content
    # ------------------------------------------------------------

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
        for card, records in found.items():
            columns = contents[card]["preview_columns"]
            rows = attempt(card, card._prepare_rows, records, columns)
            if rows is not None:
                contents[card]["preview"] = rows
        return contents

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
                        field=field._description_string(self.env),
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
        if len(records) < limit and isinstance(model, self.env.registry["sales.report.mixin"]):
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
        return type(model)._search is models.BaseModel._search and type(model)._table_query is None

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
            "string": field._description_string(self.env),
            "currency_id": self.env.company.currency_id.id if field.type == "monetary" else False,
        }

    def _get_fetch_names(self, model):
        """The stored fields that columns, reasons and tones are made of."""
        names = self._get_column_names() or ["display_name"]
        columns = [model._fields[name] for name in names]
        names += [field.get_currency_field(model) for field in columns if field.type == "monetary"]
        names += [*filter(None, [self.measure_field_name]), *self._get_row_fields(model)]
        stored = []
        for name in names:
            field = model._fields[name]
            parts = [name] if field.store else self.env.registry.field_depends[field]
            stored += [part.split(".")[0] for part in parts]
        return [
            name
            for name in dict.fromkeys(stored)
            if model._fields[name].store and model._has_field_access(model._fields[name], "read")
        ]

    @api.model
    def _get_row_fields(self, model):
        """Names of the fields that reasons and tones of the rows read.

        Extension point, with :meth:`_get_row_reasons` and :meth:`_get_row_tones`.
        """
        return ROW_FIELDS.get(model._name, ())

    @api.model
    def _fetch_rows(self, found):
        """Read what the rows of all cards show: a query for each model."""
        records, names = {}, {}
        for card, found_records in found.items():
            model = card.model
            records[model] = records.get(model, self.env[model]) | found_records
            names.setdefault(model, OrderedSet()).update(card._get_fetch_names(self.env[model]))
        for model, model_records in records.items():
            # sudo: they were found under the rules a moment ago, and the names are readable fields
            self._fetch(model_records.sudo(), names[model])

    @api.model
    def _fetch_names(self, found):
        """Read the names that the records refer to, for all cards at once."""
        ids = {}
        for card, records in found.items():
            # the reasons name the category
            named = {"event_category_id"}.intersection(self._get_row_fields(records))
            for name in [*card._get_column_names(), *named]:
                field = records._fields.get(name)
                if field and field.type == "many2one" and field.store:
                    ids.setdefault(field.comodel_name, OrderedSet()).update(records[name]._ids)
        for model, record_ids in ids.items():
            # sudo: as in every list, the name of what a readable record refers to is shown
            others = self.env[model].sudo().browse(record_ids)
            # all usual fields: what a name is made of is not always declared
            self._fetch(others, None)

    @api.model
    def _fetch(self, records, names):
        try:
            records.fetch(names)
            for name in names or ["display_name"]:
                records.mapped(name)
        except psycopg2.Error:
            raise
        except Exception:
            # the cards that show them fail by themselves, the others do not
            _logger.info("%s cannot be read", records._name, exc_info=True)

    def _get_column_names(self):
        return [name.strip() for name in (self.column_names or "").split(",") if name.strip()]

    def _get_columns(self, model):
        """Return what the client needs to draw the columns that the user may read."""
        columns = []
        for name in self._get_column_names() or ["display_name"]:
            field = model._fields[name]
            if not model._has_field_access(field, "read"):
                continue
            column = {
                "name": name,
                "string": field._description_string(self.env),
                "type": field.type,
            }
            if field.type == "selection":
                column["selection"] = field._description_selection(self.env)
            elif field.type == "monetary":
                column["currency_field"] = field.get_currency_field(model)
            elif field.type == "float":
                column["digits"] = field.get_digits(self.env)
            columns.append(column)
        return columns

    def _prepare_rows(self, records, columns):
        reasons = self._get_row_reasons(records)
        tones = self._get_row_tones(records)
        rows = []
        for record in records:
            row = {
                column["name"]: self._prepare_value(record, column["name"], column["type"])
                for column in columns
            }
            currencies = {
                column["name"]: record[column["currency_field"]].id
                for column in columns
                if column.get("currency_field")
            }
            rows.append(
                {
                    **row,
                    "id": record.id,
                    "why": reasons.get(record.id) or "",
                    "tone": tones.get(record.id) or False,
                    "currencies": currencies,
                }
            )
        return rows

    @api.model
    def _prepare_value(self, record, name, field_type):
        value = record[name]
        match field_type:
            case "date":
                return fields.Date.to_string(value)
            case "datetime":
                return fields.Datetime.to_string(value)
            case "many2one" | "reference":
                # as in every list: the name of what a readable record refers to is shown
                return [value.id, value.sudo().display_name] if value else False
            case "many2many" | "one2many":
                return value._filtered_access("read").mapped("display_name")
        return value

    # ------------------------------------------------------------
    # Why a row is there
    # ------------------------------------------------------------

    def _get_row_reasons(self, records):
        """Return a short sentence for each record: why it is on the card.

        Extension point: override for a model of your own, in batch, and call super for others.

        :return: dict ``{record id: text}``
        """
        self.ensure_one()
        if records._name == "mail.activity":
            return self._get_activity_reasons(records)
        general = self._get_general_reason(records)
        return dict.fromkeys(records.ids, general)

    def _get_row_tones(self, records):
        """Return how urgent rows are: ``danger``, ``warning`` or nothing.

        Extension point, as :meth:`_get_row_reasons`.

        :return: dict ``{record id: tone}``
        """
        self.ensure_one()
        late_field = {"mail.activity": "date_deadline", "crm.lead": "date_deadline"}.get(
            records._name
        )
        if not late_field:
            return {}
        today = fields.Date.context_today(self._get_clock_env()["base"])
        tones = {}
        for record in records:
            day = record[late_field]
            if not day or ("active" in record._fields and not record.active):
                continue
            if day < today:
                tones[record.id] = "danger"
            elif day == today:
                tones[record.id] = "warning"
        return tones

    def _get_general_reason(self, records):
        parts = [self.reason, self._get_owner_reason(records), self._get_period_reason(records)]
        if not any(parts):
            parts = [self.env._("Matches the filter of this card")]
        return " · ".join(filter(None, parts))

    def _get_owner_reason(self, records):
        if not self.owner_field_name:
            return False
        field = records._fields[self.owner_field_name]
        owner = self._get_card_user()
        if self.owner_field_name == "user_id":
            if owner == self.env.user:
                return self.env._("Assigned to you")
            return self.env._("Assigned to %(name)s", name=owner.sudo().name)
        return self.env._(
            "%(field)s: %(name)s",
            field=field._description_string(self.env),
            name=self.env._("you") if owner == self.env.user else owner.sudo().name,
        )

    def _get_period_reason(self, records):
        if self.period == "all" or not self.date_field_name:
            return False
        return self.env._(
            "%(field)s: %(period)s",
            field=records._fields[self.date_field_name]._description_string(self.env),
            period=self._get_period_label(),
        )

    def _get_period_label(self):
        """Return the period as it stands within a sentence: "this month"."""
        periods = dict(self._fields["period"]._description_selection(self.env))
        return periods[self.period].lower()

    def _get_activity_reasons(self, activities):
        today = fields.Date.context_today(self._get_clock_env()["base"])
        period = self._get_period_label() if self.period != "all" else False
        reasons = {}
        for activity in activities:
            category = activity.event_category_id.name
            if not activity.active:
                reason = self.env._("Done")
                if activity.is_held:
                    reason = self.env._("%(category)s held", category=category)
                elif category:
                    reason = self.env._(
                        "%(category)s: %(outcome)s",
                        category=category,
                        outcome=activity.outcome_id.name or self.env._("answered"),
                    )
            elif activity.event_category_id.role == "prospect":
                reason = self.env._(
                    "%(category)s registered by %(author)s on %(made_on)s, not yet answered",
                    category=category,
                    # sudo: who made it is shown by name, as in the chatter
                    author=activity.create_uid.sudo().name,
                    made_on=self._format_day(activity.create_date),
                )
            elif activity.date_deadline < today:
                late = (today - activity.date_deadline).days
                reason = (
                    self.env._("Due yesterday")
                    if late == 1
                    else self.env._("Due %(late)s days ago", late=late)
                )
            elif activity.date_deadline == today:
                reason = self.env._("Due today")
            else:
                reason = self.env._(
                    "Planned: %(category)s", category=category or activity.activity_type_id.name
                )
            reasons[activity.id] = " · ".join(filter(None, [self.reason, reason, period]))
        return reasons

    @api.model
    def _format_day(self, value):
        """Write a day as people say it: "3 May", with the year when it is another one."""
        if not value:
            return ""
        clock = self._get_clock_env()["base"]
        if isinstance(value, datetime):
            value = fields.Datetime.context_timestamp(clock, value).date()
        skeleton = "MMMd" if value.year == fields.Date.context_today(clock).year else "yMMMd"
        lang = self.env["res.lang"]._get_data(code=self.env.lang or self.env.user.lang)
        return _write_day(skeleton, value, lang.code)
