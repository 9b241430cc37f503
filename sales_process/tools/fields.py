"""What Odoo's fields do not have."""

import json

from odoo import fields

# A group of fields that are read together, when one of them is: most work reads none of them, and
# need not wait for them whenever it reads a record.
RARELY_READ = "sales_process"


class JsonList(fields.Json):
    """JSON that is a list; an empty one is read as ``[]``, not as ``False``."""

    def convert_to_record(self, value, record):
        """Return a copy: by way of its text, in half the time of ``deepcopy``."""
        return json.loads(json.dumps(value)) if value else []
