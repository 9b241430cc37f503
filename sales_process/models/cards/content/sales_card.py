from ast import literal_eval
from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.date_utils import parse_date

from ....tools.periods import day_start_utc, period_bounds, week_start


class SalesCard(models.Model):
    """Which records a card lists: one domain of its filter, category, owner and period."""

    _inherit = "sales.card"

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
                self._get_hold_domain(model),
                self._get_owner_domain(model),
                self._get_period_domain(model),
                self._get_search_domain(model),
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
        except (ValueError, TypeError, KeyError, OverflowError) as error:
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

    def _get_hold_domain(self, model):
        """Without prospects of archived customers: they are back when the customer is."""
        role = self.event_category_id.role
        if model._name != "mail.activity" or (role and role != "prospect"):
            return Domain.TRUE
        return Domain("is_on_hold", "=", False)

    def _get_owner_domain(self, model):
        """Return whose records are listed. To be extended by owners that are neither users,
        contacts nor sales teams."""
        if not self.owner_field_name:
            return Domain.TRUE
        owner = self._get_card_owner(model._fields[self.owner_field_name])
        return Domain(self.owner_field_name, "in", owner.ids)

    def _get_card_owner(self, field):
        """Return who the seller whose view it is means to a field: the user, the contact, or the
        teams of which the seller is a member or the leader."""
        user = self._get_card_user()
        match field.comodel_name:
            case "res.partner":
                # the partner of a seller is public among colleagues
                return user.sudo().partner_id
            case "crm.team":
                # sudo: in which teams a colleague is; only their ids and names are taken
                is_member = Domain("crm_team_member_ids.user_id", "=", user.id)
                is_leader = Domain("user_id", "=", user.id)
                return self.env["crm.team"].sudo().search(is_member | is_leader)
        return user

    def _get_period_domain(self, model):
        if self.period == "all" or not self.date_field_name:
            return Domain.TRUE
        clock = self._get_card_user()._get_sales_clock()
        today = fields.Date.context_today(clock["base"])
        bounds = period_bounds(self.period, today, week_start(clock))
        if model._fields[self.date_field_name].type == "datetime":
            bounds = [day_start_utc(day, clock.tz) for day in bounds]
        first, after_last = map(self._write_date, bounds)
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
        clock = self._get_card_user()._get_sales_clock()
        name, operator, value = condition.field_expr, condition.operator, condition.value
        if isinstance(value, (list, tuple, set)):
            days = [self._parse_date(item, clock) for item in value]
            return Domain(name, operator, [self._write_date(day) for day in days])
        value = self._parse_date(value, clock)
        if field_type == "date" and isinstance(value, datetime):
            value = fields.Datetime.context_timestamp(clock["base"], value).date()
        if field_type == "datetime" and type(value) is date:
            bounds = (day_start_utc(value + timedelta(days=days), clock.tz) for days in (0, 1))
            span = self._get_day_span(name, *map(self._write_date, bounds))
            if operator in span:
                return span[operator]
        return Domain(name, operator, self._write_date(value))

    @api.model
    def _get_day_span(self, name, start, end):
        """Return what a day means to a moment, by operator: it lasts until the next one begins."""
        within = Domain(name, ">=", start) & Domain(name, "<", end)
        return {
            "=": within,
            "!=": ~within,
            "<": Domain(name, "<", start),
            ">=": Domain(name, ">=", start),
            "<=": Domain(name, "<", end),
            ">": Domain(name, ">=", end),
        }

    @api.model
    def _parse_date(self, value, clock):
        return parse_date(value, clock) if isinstance(value, str) else value

    @api.model
    def _write_date(self, value):
        """Return a day or a moment as a domain has it; anything else stays as it is."""
        if isinstance(value, datetime):
            return fields.Datetime.to_string(value)
        return fields.Date.to_string(value) if isinstance(value, date) else value
