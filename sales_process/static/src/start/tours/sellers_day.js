import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { openMenu } from "./menu_steps";

/** A seller's day in two minutes. Whoever follows it changes nothing. */
registry.category("web_tour.tours").add("sales_process_sellers_day", {
    url: "/odoo/sellers-view",
    steps: () => [
        {
            trigger: ".o_sales_card_board a.o_sales_card_name",
            content: _t(
                "Your day begins here. Each card is a list of what waits for you, with its count. Click its name to see all of it."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_back_button, .breadcrumb-item a",
            content: _t("This is the whole list, filtered as the card is. Go back to your view."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_sales_card_board .o_sales_card_create",
            content: _t(
                "After a call or a visit: log it here. You can do the same on a row of a card."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-create=event]",
            content: _t("An event is a call, a mail or a visit: what you do with a customer."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=event_category_id]",
            content: _t(
                "The category says what it counts as: a sales action, or a visit toward your target."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            isActive: ["desktop"], // on a phone it opens a screen of its own
            trigger: ".modal .o_field_widget[name=customer_id]",
            content: _t(
                "With whom it was. A new prospect whom you have contacted leaves its card by itself."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button[special=cancel]",
            content: _t(
                "“Log” saves it as done, and it counts at once. This is only a tour: discard it."
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: ".o_sales_card_board .o_sales_card_options",
            content: _t("More cards are on offer here, and you hide or move those that you have."),
            tooltipPosition: "bottom",
            run: "click",
        },
        ...openMenu(
            "crm.menu_crm_opportunities",
            _t(
                "Your opportunities. Each says what its stage asks for, and moves on when that is reached."
            ),
            {
                section: "crm.crm_menu_sales",
                before: _t("Besides the cards there is your pipeline."),
            }
        ),
        ...openMenu(
            "sales_process.sales_card_menu_view",
            _t("Your view is the first entry. Whatever you have done is on its cards at once.")
        ),
    ],
});
