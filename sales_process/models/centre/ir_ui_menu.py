from odoo import api, models

# Entries of ours in front of CRM's own
FRONT_ENTRIES = ("sales_process.sales_card_menu_view", "sales_process.sales_centre_menu")
ACTION_KEYS = ("actionID", "actionModel", "actionPath")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """The Manager's Centre is for who sees others' figures: managers and team leaders."""
        blacklist = super()._load_menus_blacklist()
        menu = self.env.ref("sales_process.sales_centre_menu", raise_if_not_found=False)
        is_seller = self.env.user.has_group("sales_team.group_sale_salesman")
        if menu and is_seller and self.env["sales.centre"]._is_own_only():
            blacklist.append(menu.id)
        return blacklist

    @api.model
    def load_web_menus(self, debug):
        """The Seller's View is the first entry of CRM; the app opens where it always did.

        Odoo opens an app on its first entry. Who wants to start on the Seller's View says so there
        (*Start my day here*), which sets Odoo's own home action.
        """
        menus = super().load_web_menus(debug)
        fronts = [self.env.ref(xmlid, raise_if_not_found=False) for xmlid in FRONT_ENTRIES]
        front_ids = [front.id for front in fronts if front and front.id in menus]
        root = self.env.ref("crm.crm_menu_root", raise_if_not_found=False)
        app = root and menus.get(root.id)
        if app and front_ids and app["actionID"] == menus[front_ids[0]]["actionID"]:
            others = (menus[child] for child in app["children"] if child not in front_ids)
            entries = (self._get_first_entry(menus, menu) for menu in others)
            opening = next(filter(None, entries), {})
            app.update({key: opening.get(key, False) for key in ACTION_KEYS})
        return menus

    @api.model
    def _get_first_entry(self, menus, menu):
        """Return the menu, or the first one below it, that opens something."""
        while not menu["actionID"] and menu["children"]:
            menu = menus[menu["children"][0]]
        return menu if menu["actionID"] else None
