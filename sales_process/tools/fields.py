"""Field types that Odoo does not have."""

from odoo import fields


class JsonList(fields.Json):
    """JSON that is a list; an empty one is read as ``[]``, not as ``False``."""

    def convert_to_record(self, value, record):
        return super().convert_to_record(value, record) or []
