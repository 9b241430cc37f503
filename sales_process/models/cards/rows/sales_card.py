import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import OrderedSet

_logger = logging.getLogger(__name__)

# what the client formats a value by
COLUMN_ATTRIBUTES = ("currency_field", "name", "selection", "string", "type")


class SalesCard(models.Model):
    """The rows of a card: their columns, and the values and names in them, read in batches."""

    _inherit = "sales.card"

    def _get_columns(self, model):
        """Return what the client needs to draw the columns that the user may read."""
        columns = []
        for name in self._get_column_names() or ["display_name"]:
            field = model._fields[name]
            if model._has_field_access(field, "read"):
                columns.append(field.get_description(self.env, COLUMN_ATTRIBUTES))
        return columns

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
        """Return the names of the fields that reasons, tones and actions of the rows read.

        To be extended, with :meth:`_get_row_reasons`, :meth:`_get_row_tones` and
        :meth:`_get_row_actions`.
        """
        return ()

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
                    ids.setdefault(field.comodel_name, OrderedSet()).update(records[name].ids)
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

    def _prepare_rows(self, records, columns, actions):
        reasons = self._get_row_reasons(records)
        tones = self._get_row_tones(records)
        alerts = self._get_row_alerts(records, tones)
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
                    "alert": alerts.get(record.id) or "",
                    "actions": actions.get(record.id, []),
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
