from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..sales_card import FIELD_SETTINGS

# a column's value is plain JSON that the client formats by the column's type
COLUMN_TYPES = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "one2many",
    "reference",
    "selection",
    "text",
)
MEASURE_TYPES = ("float", "integer", "monetary")
OWNER_COMODELS = ("res.users", "res.partner", "crm.team")


class SalesCard(models.Model):
    """Settings that cannot work are refused, and said on the card where they no longer work."""

    _inherit = "sales.card"

    @api.constrains(
        "model",
        "domain",
        "owner_field_name",
        "date_field_name",
        "period",
        "event_category_id",
        "column_names",
        "row_order",
        "measure_field_name",
    )
    def _check_settings(self):
        for card in self:
            if problem := card._get_settings_problem():
                raise ValidationError(
                    self.env._(
                        "The card “%(card)s” cannot be saved. %(problem)s",
                        card=card.name,
                        problem=problem,
                    )
                )

    def _get_settings_problem(self):
        """Return what is wrong with the settings and what to do about it, or None."""
        return (
            self._get_names_problem()
            or self._get_domain_problem(self.env[self.model])
            or self._get_order_problem(self.env[self.model])
        )

    def _get_names_problem(self):
        """Return what is wrong with the model and the fields that are named, or None."""
        self.ensure_one()
        if not self.model:
            return self.env._("Choose which records it lists.")
        if self.model not in self.env:
            return self.env._(
                "The records “%(model)s” are not there: the app that brings them is not "
                "installed. Install it, or choose other records in the card's settings.",
                model=self.model,
            )
        model = self.env[self.model]
        if model._abstract or model._transient:
            return self.env._(
                "“%(model)s” are no records that are kept. Choose others.", model=self.model
            )
        return self._get_fields_problem(model)

    def _get_fields_problem(self, model):
        for setting in FIELD_SETTINGS.values():
            if problem := self._get_field_problem(setting, model):
                return problem
        for name in self._get_column_names():
            if problem := self._get_column_problem(name, model):
                return problem
        if self.period != "all" and not self.date_field_name:
            return self.env._(
                "A period needs a date: choose which date has to lie in it, or set the period to "
                "“Any time”."
            )
        return None

    def _get_field_problem(self, setting, model):
        name = self[setting]
        if not name:
            return None
        if name not in model._fields:
            return self._get_missing_field_problem(setting, name, model)
        demand = self._get_unmet_demand(setting, model._fields[name])
        return demand and self.env._(
            "%(setting)s: the field “%(field)s” of %(model)s is not %(demand)s. "
            "Choose another field.",
            setting=self._get_field_label(self._fields[setting]),
            field=name,
            model=model._description,
            demand=demand,
        )

    @api.model
    def _get_unmet_demand(self, setting, field):
        """Return what a field should be, to be used for the setting, and is not; or None."""
        if setting == "owner_field_name":
            is_link = field.type in ("many2one", "many2many")
            if not is_link or field.comodel_name not in OWNER_COMODELS:
                return self.env._("a person (a user or a contact) or a sales team")
        if setting == "date_field_name":
            if field.type not in ("date", "datetime") or not self._is_searchable(field):
                return self.env._("a date")
        if setting == "measure_field_name":
            if field.type not in MEASURE_TYPES or not (field.store and field.column_type):
                return self.env._("a stored number or amount")
        return None

    def _get_column_problem(self, name, model):
        if name not in model._fields:
            return self._get_missing_field_problem("column_names", name, model)
        field = model._fields[name]
        if field.type in COLUMN_TYPES and self._is_quickly_read(field):
            return None
        return self.env._(
            "Columns: the field “%(field)s” of %(model)s cannot be shown in a row. "
            "Choose another field.",
            field=name,
            model=model._description,
        )

    @api.model
    def _is_quickly_read(self, field):
        """Whether a field is stored, or made of fields of the same record: else each row may cost
        queries of its own."""
        depends = self.env.registry.field_depends[field]
        is_own = bool(depends) and not any("." in name for name in depends)
        return is_own or self._is_searchable(field)

    @api.model
    def _is_searchable(self, field):
        return field.get_description(self.env, ["searchable"])["searchable"]

    @api.model
    def _get_field_label(self, field):
        """Return the field's name in the user's language."""
        return field.get_description(self.env, ["string"])["string"]

    def _get_missing_field_problem(self, setting, name, model):
        return self.env._(
            "%(setting)s: %(model)s (%(technical)s) have no field “%(field)s”. Choose another "
            "one in the card's settings.",
            setting=self._get_field_label(self._fields[setting]),
            model=model._description,
            technical=model._name,
            field=name,
        )

    def _get_domain_problem(self, model):
        try:
            self._get_record_domain().validate(model)
        except UserError as error:
            return str(error)
        except (ValueError, TypeError, KeyError, OverflowError, NotImplementedError) as error:
            return self.env._(
                "The filter cannot be used on %(model)s: %(problem)s. Correct the filter.",
                model=model._description,
                problem=error,
            )
        return None

    def _get_order_problem(self, model):
        if not self.row_order:
            return None
        try:
            # Odoo's own search, whatever the model makes of it: only made, not run
            models.BaseModel._search(model, Domain.TRUE, order=self.row_order, bypass_access=True)
        except (UserError, ValueError, AssertionError) as error:
            return self.env._(
                "The order “%(order)s” cannot be used on %(model)s: %(problem)s. Write names of "
                "stored fields, as “create_date desc, id”.",
                order=self.row_order,
                model=model._description,
                problem=error,
            )
        return None
