import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { openMenu } from "./menu_steps";

const SECTION = "crm.crm_menu_config";
const setUp = (name, content) =>
    openMenu(`sales_process.${name}`, content, {
        section: SECTION,
        before: _t("The sales process is set up under Configuration, in the order of need."),
    });

/** Where the sales process is set up. Whoever follows it changes nothing. */
registry.category("web_tour.tours").add("sales_process_setting_up", {
    url: "/odoo/sales-checkup",
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row, .o_kanban_view .o_kanban_record",
            content: _t(
                "Is it set up well? Each row is a check: what it has found, why it matters, and a button that opens or mends it."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        ...setUp(
            "sales_process_start_menu",
            _t("The guided start does all of it in seven steps, and each can be undone.")
        ),
        {
            trigger: ".o_sales_start_announcement, .o_form_view .alert",
            content: _t("A step says here what it will do before it does it."),
            tooltipPosition: "top",
            run: "click",
        },
        ...setUp(
            "sales_target_table_menu",
            _t("The targets of all sellers, typed or pasted like in a spreadsheet.")
        ),
        ...setUp(
            "crm_stage_menu_overview",
            _t("The stages of each team: weight, document, goals, tasks, guidance.")
        ),
        {
            trigger: ".o_list_view .o_data_row .o_data_cell[name=weight], .o_kanban_record",
            content: _t(
                "Weights are typed here. “View” at the end of the row opens the rest: goals, tasks and mails, guidance."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        ...setUp("sales_card_menu", _t("The cards that sellers see, and those on offer.")),
    ],
});
