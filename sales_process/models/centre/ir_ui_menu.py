from odoo import models


class IrUiMenu(models.Model):
    """The Manager's Centre is for those who see others' figures: managers and team leaders."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        blacklist = super()._load_menus_blacklist()
        menu = self.env.ref("sales_process.sales_centre_menu", raise_if_not_found=False)
        is_seller = self.env.user.has_group("sales_team.group_sale_salesman")
        if menu and is_seller and self.env["sales.centre"]._is_own_only():
            blacklist.append(menu.id)
        return blacklist
