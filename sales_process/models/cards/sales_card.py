from odoo import api, fields, models

MAX_ROWS = 80
# many2one to ir.model.fields -> where the name is kept
FIELD_SETTINGS = {
    "owner_field_id": "owner_field_name",
    "date_field_id": "date_field_name",
    "measure_field_id": "measure_field_name",
}


class SalesCard(models.Model):
    """What a card is: the settings of a live list over any model.

    They hold names of models and fields, not references: only administrators may read
    ``ir.model``, and a card must survive that an app is uninstalled and installed again.
    """

    _name = "sales.card"
    _description = "Seller's Card"
    _inherit = "sales.input.mixin"
    _order = "sequence, id"

    def _default_user_id(self):
        """Cards of one's own for those who may not make cards for all."""
        if self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return False
        return self.env.user

    # what the seller sees
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100, help="Place on the view, until a seller moves the card.")
    active = fields.Boolean(default=True)
    icon = fields.Char(
        default="fa-list-ul", help="Font Awesome name of the icon beside the title, as fa-phone."
    )
    reason = fields.Char(
        translate=True,
        help="Why a record is on this card, in your own words. Every row shows it, with what the "
        "settings say: 'No next action is planned'.",
    )
    empty_help = fields.Char(
        "When Empty",
        translate=True,
        help="What the card says when it has no rows. Tell the seller what to do next.",
    )
    # which records
    model = fields.Char(
        "Records", index=True, help="Which kind of records the card lists: opportunities, orders…"
    )
    domain = fields.Char(
        "Filter",
        default="[]",
        required=True,
        help="Only records that match are listed. Dates may be relative: 'today -7d', "
        "'=week_start', '=1d'. Whose records is said by the owner, not here.",
    )
    owner_field_name = fields.Char(
        "Owner",
        help="The field that says whose the record is: the seller sees the own records only. "
        "Empty: everything that the seller may read.",
    )
    date_field_name = fields.Char(
        "Date", help="The date that has to lie in the period, by the seller's time zone."
    )
    period = fields.Selection(
        [
            ("today", "Today"),
            ("week", "This week"),
            ("month", "This month"),
            ("quarter", "This quarter"),
            ("year", "This year"),
            ("all", "Any time"),
        ],
        default="all",
        required=True,
        help="Only records whose date lies in this period.",
    )
    event_category_id = fields.Many2one(
        "sales.event.category",
        ondelete="restrict",
        help="On events: only those of this category. A new record made from the card gets it.",
    )
    # how they are shown
    column_names = fields.Char(
        "Columns", help="Fields shown in each row, the first one as its title; in this order."
    )
    row_order = fields.Char(
        help="Which rows come first. By several fields: the next one decides where rows are equal."
        " None: the usual order of these records."
    )
    row_limit = fields.Integer(
        "Rows", default=5, required=True, help="How many rows the card shows; the count says all."
    )
    measure_field_name = fields.Char(
        "Sum", help="A number or an amount, summed over all records of the card."
    )
    # who sees it
    group_ids = fields.Many2many(
        "res.groups",
        "sales_card_res_groups_rel",
        "card_id",
        "group_id",
        string="Groups",
        help="Only members see the card. Empty: every seller.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Personal Card Of",
        ondelete="cascade",
        index="btree_not_null",
        default=lambda self: self._default_user_id(),
        help="Only this seller has the card. Empty: a card for all.",
    )
    company_id = fields.Many2one(
        "res.company", help="Only in this company. Empty: in all companies."
    )

    _row_limit_positive = models.Constraint(
        f"CHECK(row_limit BETWEEN 1 AND {MAX_ROWS})",
        f"A card shows between 1 and {MAX_ROWS} rows.",
    )

    def _get_column_names(self):
        """Return the names of the columns, in their order."""
        return [name.strip() for name in (self.column_names or "").split(",") if name.strip()]

    @api.onchange("model")
    def _onchange_model(self):
        """Fields of other records mean nothing here; what has a user has an owner."""
        if self.model not in self.env:
            return
        names = self.env[self.model]._fields
        for setting in FIELD_SETTINGS.values():
            if self[setting] not in names:
                self[setting] = False
        if not self.owner_field_name and "user_id" in names:
            if names["user_id"].comodel_name == "res.users":
                self.owner_field_name = "user_id"
        self.column_names = ",".join(name for name in self._get_column_names() if name in names)
        self.row_order = False
        self.domain = "[]"
        if not self.date_field_name:
            self.period = "all"

    def copy_data(self, default=None):
        default = default or {}
        return [
            {**vals, "name": default.get("name") or self.env._("%s (copy)", card.name)}
            for card, vals in zip(self, super().copy_data(default), strict=True)
        ]
