from odoo import fields, models


class SalesCallSecret(models.AbstractModel):
    """Shows the secret of a telephone system once: it is kept in no form."""

    _name = "sales.call.secret"
    _description = "Secret of the Telephone System"

    # the form asks for the values of a record that there is not
    id = fields.Id()
    secret = fields.Char(readonly=True)
