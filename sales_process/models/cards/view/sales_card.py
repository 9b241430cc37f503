from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.values import check_id


class SalesCard(models.Model):
    """The view of one seller: which cards are on it, in which order, and which are hidden."""

    _inherit = "sales.card"

    preference_ids = fields.One2many("sales.card.preference", "card_id", "Preferences")
    is_on_view = fields.Boolean(
        "On the View", compute="_compute_is_on_view", search="_search_is_on_view"
    )
    is_hidden = fields.Boolean("Hidden", compute="_compute_preference", search="_search_is_hidden")
    view_sequence = fields.Integer("Place", compute="_compute_preference", aggregator=None)
    is_own_view = fields.Boolean(compute="_compute_own_rights")
    can_edit = fields.Boolean("May Be Changed", compute="_compute_own_rights")

    @api.model
    def _get_card_user(self):
        """Return the seller whose view it is: the context's ``card_user_id``, else oneself."""
        user_id = self.env.context.get("card_user_id")
        if not user_id or user_id == self.env.uid:
            return self.env.user
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(
                self.env._(
                    "Only those who may see all documents open another seller's view. "
                    "Ask a sales administrator for “User: All Documents”."
                )
            )
        check_id(self.env["res.users"], user_id)
        user = self.env["res.users"].browse(user_id)
        # the seller's companies decide, they are not shown; who was deleted has none
        if not user.sudo().company_ids & self.env.companies:
            raise UserError(
                self.env._(
                    "This seller's view cannot be opened: the user was deleted or belongs to "
                    "another company. Choose another seller, or switch the company."
                )
            )
        return user

    @api.depends_context("uid", "card_user_id", "show_hidden_cards")
    def _compute_is_on_view(self):
        on_view = self.filtered_domain(self._search_is_on_view("in", [True]))
        for card in self:
            card.is_on_view = card in on_view

    def _search_is_on_view(self, operator, value):
        """Cards on the view of the seller in question, as this seller would see it."""
        if operator != "in":
            return NotImplemented
        # which groups and companies a colleague has decides on the cards, and is not shown
        user = self._get_card_user().sudo()
        domain = (
            Domain("user_id", "in", [False, user.id])
            & (Domain("group_ids", "=", False) | Domain("group_ids", "in", user._get_group_ids()))
            & Domain("company_id", "in", [False, *user._get_company_ids()])
        )
        if not self.env.context.get("show_hidden_cards"):
            domain &= ~self._search_is_hidden("in", [True])
        return domain if True in value else ~domain

    @api.depends("preference_ids.sequence", "preference_ids.is_hidden", "sequence")
    @api.depends_context("uid", "card_user_id")
    def _compute_preference(self):
        preferences = {
            preference.card_id: preference
            for preference in self.env["sales.card.preference"].search(
                [("user_id", "=", self._get_card_user().id), ("card_id", "in", self.ids)],
                order="id",
            )
        }
        none = self.env["sales.card.preference"]
        for card in self:
            preference = preferences.get(card._origin, none)
            card.is_hidden = preference.is_hidden
            card.view_sequence = preference.sequence or card.sequence

    @api.depends("user_id", "company_id")
    @api.depends_context("uid", "card_user_id")
    def _compute_own_rights(self):
        changeable = self._filtered_access("write")
        is_own_view = self._get_card_user() == self.env.user
        for card in self:
            card.is_own_view = is_own_view
            card.can_edit = card in changeable

    def _search_is_hidden(self, operator, value):
        if operator != "in":
            return NotImplemented
        # whose preferences may be asked for was decided when the view's seller was
        hidden = Domain("user_id", "=", self._get_card_user().id) & Domain("is_hidden", "=", True)
        return Domain("preference_ids", "any!" if True in value else "not any!", hidden)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "view_sequence":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        self.env["sales.card.preference"].flush_model(["user_id", "card_id", "sequence"])
        preference = query.make_alias(alias, "preference")
        query.add_join(
            "LEFT JOIN",
            preference,
            "sales_card_preference",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(preference, "card_id"),
                SQL.identifier(alias, "id"),
                SQL.identifier(preference, "user_id"),
                self._get_card_user().id,
            ),
        )
        sequence = SQL(
            "COALESCE(NULLIF(%s, 0), %s)",
            SQL.identifier(preference, "sequence"),
            self._field_to_sql(alias, "sequence", query),
        )
        return SQL("%s %s %s", sequence, direction, nulls)

    def web_resequence(self, specification, field_name="sequence", offset=0):
        if field_name == "view_sequence":
            self._set_view_order()
            return self.web_read(specification)
        return super().web_resequence(specification, field_name, offset)

    def _check_own_view(self):
        """:raise UserError: on another seller's view"""
        if self._get_card_user() != self.env.user:
            raise UserError(
                self.env._(
                    "This is another seller's view: only the seller moves and hides its cards."
                )
            )

    def _get_own_preferences(self):
        """Return the own preferences of these cards, made where there were none."""
        self._check_own_view()
        Preference = self.env["sales.card.preference"]
        own = Preference.search([("user_id", "=", self.env.uid), ("card_id", "in", self.ids)])
        missing = self - own.card_id
        return own | Preference.create(
            [{"user_id": self.env.uid, "card_id": card.id} for card in missing]
        )

    def action_hide(self):
        self._get_own_preferences().is_hidden = True
        return True

    def action_show(self):
        self._get_own_preferences().is_hidden = False
        return True

    def action_move_up(self):
        return self._move(-1)

    def action_move_down(self):
        return self._move(1)

    def _move(self, step):
        """Change places with the next card in a direction, and return whether there was one."""
        self.ensure_one()
        cards = self._get_view_cards()
        places = list(cards.filtered(lambda card: not card.is_hidden).ids)
        place = places.index(self.id) if self.id in places else -1
        other = place + step
        if place < 0 or not 0 <= other < len(places):
            return False
        places[place], places[other] = places[other], places[place]
        self.browse(places)._set_view_order()
        return True

    @api.model
    def action_reset_order(self):
        self._check_own_view()
        self.env["sales.card.preference"].search([("user_id", "=", self.env.uid)]).sequence = 0
        return True

    @api.model
    def _get_view_cards(self):
        """Return all cards of the view in its order, the hidden ones too."""
        return self.with_context(show_hidden_cards=True).search(
            [("is_on_view", "=", True)], order="view_sequence, sequence, id"
        )

    def _set_view_order(self):
        """Keep the order in which these cards are given, among those that are not given."""
        given = iter(self)
        cards = self._get_view_cards()
        ordered = [next(given) if card in self else card for card in cards]
        preferences = {
            preference.card_id.id: preference for preference in cards._get_own_preferences()
        }
        for place, card in enumerate(ordered, start=1):
            preferences[card.id].sequence = place
