from odoo import api, models
from odoo.exceptions import UserError

# the place of an entry that does not say its own
LAST = 100


class SalesCard(models.Model):
    """The screen around the cards: *Create new…*, whose view it is, and where one starts."""

    _inherit = "sales.card"

    @api.model
    @api.readonly
    def get_view_info(self):
        """Return what the screen around the cards needs: whose view, and what may be done."""
        user = self._get_card_user()
        salesman_group_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "sales_team.group_sale_salesman"
        )
        return {
            # whose view it is stands in the banner
            "card_user": {"id": user.id, "name": user.sudo().name},
            "is_own": user == self.env.user,
            "can_switch": self.env.user.has_group("sales_team.group_sale_salesman_all_leads"),
            "can_configure": self.env.user.has_group("sales_team.group_sale_manager"),
            "seller_domain": [
                ("all_group_ids", "in", [salesman_group_id]),
                ("share", "=", False),
                ("company_ids", "in", self.env.companies.ids),
            ],
            "hidden_count": self.with_context(show_hidden_cards=True).search_count(
                [("is_on_view", "=", True), ("is_hidden", "=", True)]
            ),
            "is_start_page": self.env.user.action_id.id == self._get_view_action().id,
            "create_options": [
                {"key": key, "label": option["label"], "icon": option["icon"]}
                for key, option in self._get_allowed_create_options()
            ],
        }

    @api.model
    def _get_allowed_create_options(self):
        """Return what the user may create, as pairs of key and option in their order."""
        allowed = [
            (key, option)
            for key, option in self._get_create_options().items()
            if option["model"] in self.env and self.env[option["model"]].has_access("create")
        ]
        return sorted(allowed, key=lambda pair: pair[1].get("sequence", LAST))

    @api.model
    def _get_create_options(self):
        """Return what *Create new…* offers: key -> label, icon, model, action and sequence.

        To be extended by further entries; without a sequence they come last.
        """
        owner = {"default_user_id": self._get_card_user().id}
        return {
            "event": {
                "sequence": 10,
                "label": self.env._("Event"),
                "icon": "fa-check-square-o",
                "model": "sales.event.log",
                "action": self._prepare_event_action(owner),
            },
            "prospect": {
                "sequence": 20,
                "label": self.env._("Prospect"),
                "icon": "fa-bell-o",
                "model": "sales.event.log",
                "action": self._prepare_event_action({**owner, "event_role": "prospect"}),
            },
            "opportunity": {
                "sequence": 30,
                "label": self.env._("Opportunity"),
                "icon": "fa-star-o",
                "model": "crm.lead",
                "action": self._prepare_form_action(
                    "crm.lead",
                    self.env._("New Opportunity"),
                    {**owner, "default_type": "opportunity"},
                ),
            },
            "customer": {
                "sequence": 50,
                "label": self.env._("Customer"),
                "icon": "fa-building-o",
                "model": "res.partner",
                "action": self._prepare_form_action(
                    "res.partner",
                    self.env._("New Customer"),
                    {**owner, "default_is_company": True},
                ),
            },
            "meeting": {
                "sequence": 60,
                "label": self.env._("Meeting"),
                "icon": "fa-calendar-o",
                "model": "calendar.event",
                "action": {
                    **self._prepare_form_action("calendar.event", self.env._("New Meeting"), owner),
                    "target": "new",
                },
            },
        }

    @api.model
    @api.readonly
    def action_create_new(self, key):
        """Return the action behind an entry of *Create new…*."""
        option = self._get_create_options().get(key) if isinstance(key, str) else None
        if not option:
            raise UserError(
                self.env._("There is nothing to create under “%s”. Reload the view.", key)
            )
        return option["action"]

    @api.model
    def _get_view_action(self):
        return self.env.ref("sales_process.sales_card_action_view")

    @api.model
    def action_toggle_start_page(self):
        """Open Odoo on the seller's view from the next login on, or no longer."""
        action = self._get_view_action()
        is_start_page = self.env.user.action_id.id == action.id
        self.env.user.write({"action_id": False if is_start_page else action.id})

    @api.model
    @api.readonly
    def action_open_view_of(self, user_id):
        """Open a seller's view, as that seller sees it and under one's own rights."""
        user = self.with_context(card_user_id=user_id)._get_card_user()
        if user == self.env.user:
            return self.env["ir.actions.actions"]._for_xml_id(
                "sales_process.sales_card_action_view"
            )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_process.sales_card_action_view_of"
        )
        # whose view it is stands in the title
        action["display_name"] = self.env._("%s's View", user.sudo().name)
        action["context"] = {"card_user_id": user.id, "active_id": user.id}
        return action
