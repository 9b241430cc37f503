from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools.screens import ALL, CHANNEL, VIEW_OF


class SalesCard(models.Model):
    """What an open view listens to, so that its cards are read again when they have changed."""

    _inherit = "sales.card"

    @api.model
    @api.readonly
    def get_view_info(self):
        info = super().get_view_info()
        user = self._get_card_user()
        return {**info, "channels": [f"{VIEW_OF}{user.id}", *self._get_common_channels()]}

    @api.model
    def _get_common_channels(self):
        """Cards of nobody in particular show more than what is the seller's."""
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            return []
        ownerless = Domain("owner_field_name", "=", False) & Domain("is_on_view", "=", True)
        return [ALL] if self.search_count(ownerless, limit=1) else []

    @api.model
    def _get_bus_channels(self, names):
        """Return the channels behind what a screen asks for, as far as the user may hear of it.

        :param names: texts, as a client has sent them
        """
        user = self.env.user
        if not user.has_group("sales_team.group_sale_salesman"):
            return []
        channels = []
        for name in names:
            if name == ALL and user.has_group("sales_team.group_sale_salesman_all_leads"):
                group = self.env.ref("sales_team.group_sale_salesman_all_leads")
                channels += [(record, CHANNEL) for record in (group, *self.env.companies)]
            elif name.startswith(VIEW_OF):
                channels += self._get_seller_channels(name.removeprefix(VIEW_OF))
        return channels

    @api.model
    def _get_seller_channels(self, user_id):
        """Return the channels of a seller and of the seller's teams; none where the user may not
        open that seller's view."""
        if not user_id.isascii() or not user_id.isdigit():
            return []
        view = self.with_context(card_user_id=int(user_id))
        try:
            seller = view._get_card_user()
        except (AccessError, UserError):
            return []
        teams = view._get_card_owner(self.env["mail.activity"]._fields["event_team_id"])
        return [(record, CHANNEL) for record in (seller, *teams)]
