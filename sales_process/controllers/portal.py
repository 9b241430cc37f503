from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.sale.controllers import portal


class CustomerPortal(portal.CustomerPortal):
    @route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        """Reject also what needs no signature, and bring the reason before the seller."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not (decline_message or "").strip() or not order_sudo._can_be_rejected():
            return request.redirect(order_sudo.get_portal_url(query_string="&message=cant_reject"))
        user = request.env.user
        # read while in sudo: the flush needs it, and the customer may not read it
        order_sudo.order_line.mapped("currency_id")
        order_sudo._reject_by_customer(
            decline_message, order_sudo.partner_id if user._is_public() else user.partner_id
        )
        return request.redirect(order_sudo.get_portal_url(query_string="&message=rejected"))
