"""Field types that Odoo does not have."""

import json

from odoo import fields


class JsonList(fields.Json):
    """JSON that is a list; an empty one is read as ``[]``, not as ``False``."""

    def convert_to_record(self, value, record):
        """Return a copy: by way of its text, in half the time of ``deepcopy``."""
        return json.loads(json.dumps(value)) if value else []
