from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    """By which extension a telephone system knows a user."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    phone_extension = fields.Char(
        "Extension",
        copy=False,
        index="btree_not_null",
        help="The number by which the telephone system knows the user, as it stands there: the "
        "calls of this extension are logged for the user.",
    )

    @api.constrains("phone_extension", "active", "company_ids")
    def _check_phone_extension(self):
        for user in self.filtered(lambda user: user.phone_extension and user.active):
            others = self.search(
                [
                    ("phone_extension", "=", user.phone_extension),
                    ("company_ids", "in", user.company_ids.ids),
                    ("id", "!=", user.id),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(other)s has the extension %(extension)s already. Give %(user)s another"
                        " one.",
                        other=others.name,
                        extension=user.phone_extension,
                        user=user.name,
                    )
                )

    @api.model
    def _find_by_telephone(self, name, company):
        """Return the company's user whom a telephone system calls so: by extension, else by
        login; an empty one where there is none.

        :param str name: as the telephone system says it
        """
        name = name.strip()
        # sudo: whoever tells of a call; the caller decides whom it may be told for
        users = self.sudo().search(
            [
                ("company_ids", "in", company.ids),
                ("share", "=", False),
                "|",
                ("phone_extension", "=", name),
                ("login", "=", name),
            ]
        )
        return (users.filtered(lambda user: user.phone_extension == name) or users)[:1]
