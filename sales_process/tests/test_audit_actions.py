import json

from odoo.tests import HttpCase, tagged

# Each path is opened as from an address that names no record; what an action cannot do without, the
# web client says in an error, which ends the test.
OPEN_EACH = """
const { action } = odoo.__WOWL_DEBUG__.root.env.services;
(async () => {
    for (const name of %s) {
        await action.doAction(name, { clearBreadcrumbs: true });
        console.log(`opened ${name}`);
    }
    console.log("test successful");
})().catch((error) => console.error(error.message, error.cause?.message));
"""


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestActions(HttpCase):
    """An address that somebody types, keeps or shortens opens its screen, or says what is wrong."""

    def _get_addresses(self):
        """Of the windows and screens of ours: paths, and ids of those that have none."""
        known = self.env["ir.model.data"].search(
            [
                ("module", "=like", "sales_process%"),
                ("model", "in", ("ir.actions.act_window", "ir.actions.client")),
            ],
            order="module, name",
        )
        actions = [self.env[data.model].browse(data.res_id) for data in known]
        return [action.path or action.id for action in actions]

    def test_each_opens_without_a_record(self):
        addresses = self._get_addresses()
        self.assertIn("view-of-seller", addresses)
        self.browser_js(
            "/odoo",
            OPEN_EACH % json.dumps(addresses),
            ready="odoo.isReady === true",
            login="admin",
            timeout=120,
        )

    def test_view_of_nobody_is_the_own_one(self):
        self.browser_js(
            "/odoo/view-of-seller",
            'console.log("test successful")',
            ready="!!document.querySelector('.o_sales_card_count')",
            login="admin",
        )

    def test_view_of_somebody_who_is_gone(self):
        """Said in a dialog, as anything that Odoo refuses."""
        self.browser_js(
            "/odoo/2147483647/view-of-seller",
            'console.log("test successful")',
            ready="document.querySelector('.o_error_dialog, .modal .o_dialog_warning, .modal-body')"
            "?.textContent.includes('cannot be opened')",
            login="admin",
            error_checker=lambda message: "RPC_ERROR" not in message,
        )
