import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { openMenu } from "./menu_steps";

const tab = (name, content) => ({
    trigger: `.o_sales_centre [role=tab][name=${name}]`,
    content,
    tooltipPosition: "bottom",
    run: "click",
});

/** What a sales manager looks at in the morning, and where. Whoever follows it changes nothing. */
registry.category("web_tour.tours").add("sales_process_managers_morning", {
    url: "/odoo/managers-centre",
    steps: () => [
        tab("events", _t("What was done, by whom: calls and visits of this period.")),
        tab(
            "targets",
            _t("Each seller against the targets: reached, pace for today, and what it comes to.")
        ),
        tab("pipeline", _t("What is open, stage by stage, and what it weighs in the forecast.")),
        tab("funnel", _t("Where opportunities are lost or stay too long.")),
        tab("forecast", _t("What is expected, and how good earlier forecasts were.")),
        tab(
            "coaching",
            _t("A seller beside the best, stage by stage: what to talk about today.")
        ),
        {
            trigger: ".o_sales_centre .o_centre_period button:first-child",
            content: _t(
                "Period, team and salesperson hold for all tabs. Every figure leads to the list that it counts. Look at the period before."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        ...openMenu(
            "sales_process.sales_card_menu_view",
            _t("The seller's view is yours, too.")
        ),
        {
            trigger: ".o_sales_card_seller input",
            content: _t("Choose a seller here, and you see the view as that seller sees it."),
            tooltipPosition: "bottom",
            run: "click",
        },
    ],
});
