from odoo import api, models
from odoo.exceptions import AccessError


class SalesFactsMixin(models.AbstractModel):
    """Fields that say what has happened: the product writes them, and nobody else.

    A superuser may: scripts, scheduled jobs, and the product where it keeps what it has seen. A
    model names this mixin before itself, so that the values are looked at as they are sent, before
    the product adds its own.
    """

    _name = "sales.facts.mixin"
    _description = "Facts of the Sales Process"

    @api.model
    def _get_facts(self):
        """Names of the fields that are facts. To be extended."""
        return ()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_facts({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_facts(vals)
        return super().write(vals)

    def _check_facts(self, names):
        """:raise AccessError: names a fact that a user is about to write, or gives by default"""
        if self.env.su:
            return
        for name in self._get_facts():
            if name in names or f"default_{name}" in self.env.context:
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                raise AccessError(
                    self.env._(
                        "“%(field)s” of %(records)s says what has happened, and is kept by the"
                        " sales process itself. Leave it out.",
                        field=label,
                        records=self._description,
                    )
                )
