import { registry } from "@web/core/registry";

const ALLOWED = 25;
const ACTIVATE = 1; // the button in the Apps menu, which leads to where this tour begins
const STEPS = ["look", "process", "documents", "counting", "targets", "cards", "invite"];

const atStep = (step) => `.o_form_view:has(.o_arrow_button_current[data-value=${step}])`;
const card = '.o_kanban_record:has(.o_sales_card_name:contains("Sales actions"))';
let clicks = 0;

/** The first hour: from where *Activate* leads to the first logged call, by the guided start alone. */
registry.category("web_tour.tours").add("first_hour", {
    steps: () => [
        {
            trigger: `${atStep("look")} button[name=action_apply]`,
            run() {
                clicks = ACTIVATE;
                document.addEventListener("click", () => clicks++, true);
            },
        },
        ...STEPS.map((step) => ({
            content: `step ${step}: the button that is proposed`,
            trigger: `${atStep(step)}:has(.o_sales_start_announcement) button.btn-primary[name=action_apply]`,
            run: "click",
        })),
        {
            content: "the seller's view; the first call, from its card",
            trigger: `${card} .o_sales_card_add`,
            run: "click",
        },
        {
            content: "with somebody new",
            trigger: ".modal .o_field_widget[name=customer_id] input",
            run: "edit Northern Lights Ltd",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Create \"Northern Lights Ltd\"') a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] input",
            run: "edit Our first call",
        },
        { trigger: ".modal button[name=action_log]", run: "click" },
        {
            content: "the call counts",
            trigger: `body:not(:has(.modal)) ${card} .o_sales_card_row:contains("Our first call")`,
            run() {
                if (clicks <= STEPS.length || clicks > ALLOWED) {
                    throw new Error(`the first hour took ${clicks} clicks`);
                }
            },
        },
    ],
});
