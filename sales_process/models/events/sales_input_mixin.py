from odoo import api, models
from odoo.exceptions import UserError

from ...tools.values import LONGEST_NAME, check_values, is_id


class SalesInputMixin(models.AbstractModel):
    """Values that cannot be kept are refused in words, whoever sends them: a form, an import, a
    program. So are links to what their author may not read: the name would come back."""

    _name = "sales.input.mixin"
    _description = "Checked Input of the Sales Process"

    _read_links = ()  # many2one fields that lead to what not everybody may read
    _checked_fields = ()  # on Odoo's models those that are the product's; without any, all
    _parent_link = None  # of lines in a form, the many2one to its record
    _longest_name = LONGEST_NAME  # None on Odoo's models: as long as Odoo takes it

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        for name in values.keys() & set(self._read_links):
            try:
                self._check_links([{name: values[name]}])
            except UserError:
                del values[name]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_input(vals)
        self._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_input(vals)
        self._check_links([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """A form computes with what it would save; a line of a form brings the form's values along,
        as those of the record that it belongs to."""
        is_line = isinstance(values.get(self._parent_link), dict)
        self._check_input(
            {
                name: value
                for name, value in values.items()
                if not is_line or name != self._parent_link
            }
        )
        return super().onchange(values, field_names, fields_spec)

    def _check_input(self, vals):
        """:raise odoo.exceptions.ValidationError: a value is none that its field can hold"""
        if self._checked_fields:
            vals = {name: vals[name] for name in self._checked_fields if name in vals}
        check_values(self, vals, self._longest_name)

    @api.model
    def _check_links(self, vals_list):
        """:raise UserError: a link leads to what the current user may not read"""
        if self.env.su:
            return
        for name in self._read_links:
            linked = self._get_linked(name, vals_list)
            linked.check_access("read")
            if linked._name == "res.users":
                self._check_colleagues(linked - self.env.user)

    @api.model
    def _check_colleagues(self, users):
        """Odoo lets all internal users be read, whatever company they work in."""
        # sudo: the users' companies decide, they are not shown
        for user in users.sudo():
            if not user.company_ids & self.env.companies:
                raise UserError(
                    self.env._(
                        "%(model)s %(id)s was deleted, or belongs to another company. Choose"
                        " another.",
                        model=user._description,
                        id=user.id,
                    )
                )

    @api.model
    def _get_linked(self, name, vals_list):
        ids = {vals[name] for vals in vals_list if is_id(vals.get(name))}
        return self.env[self._fields[name].comodel_name].browse(ids).exists()
