import { registry } from "@web/core/registry";

const goal = (name, met) => `.o_sales_goal[data-met="${met}"]:contains("${name}")`;
const task = (name) => `.o-mail-Activity:contains("${name}")`;

/** A seller holds the visit that the stage asks for, and the process does the rest. */
registry.category("web_tour.tours").add("goals_seller", {
    steps: () => [
        {
            content: "The opportunity is in Qualified",
            trigger: ".o_arrow_button_current:contains('Qualified')",
        },
        {
            content: "Its tasks are planned",
            trigger: task("Send the brochure"),
        },
        {
            content: "The guidance tells what to do",
            trigger: "[name=guidance]:contains('See the line running')",
        },
        {
            content: "The visit is missing: log it from the checklist",
            trigger: `${goal("Customer visit held", 0)} button:contains("Log it")`,
            run: "click",
        },
        {
            content: "The form knows category and opportunity",
            trigger: ".modal .o_selection_badge.active:contains('Customer visit')",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] input",
            run: "edit Walked through the plant",
        },
        {
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        {
            content: "It has moved on by itself",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Proposition')",
        },
        {
            content: "The log names the cause",
            trigger: ".o-mail-Message:contains('Goals of “Qualified” met: Customer visit held')",
        },
        {
            content: "What was left is skipped, and the log says so",
            trigger: ".o-mail-Message:contains('skipped, not done: Send the brochure')",
        },
        {
            content: "Nothing of it is planned any more",
            trigger: "body:not(:has(.o-mail-Activity:contains('Send the brochure')))",
        },
    ],
});

/** A seller moves on without the visit, which this stage does not let pass. */
registry.category("web_tour.tours").add("goals_blocked", {
    steps: () => [
        {
            content: "Move on by hand",
            trigger: ".o_statusbar_status button:contains('Proposition')",
            run: "click",
        },
        {
            content: "The refusal names what is missing",
            trigger: ".modal:contains('Customer visit held')",
        },
        {
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "It is still where it was, and nothing is left to save",
            trigger: "body:has(.o_form_status_indicator_buttons.invisible):not(:has(.modal))",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Qualified')",
        },
    ],
});

const column = (name) => `.o_kanban_group:has(.o_column_title:contains("${name}"))`;
const card = `.o_kanban_record:contains("Acme project")`;

/** The same on the board: the card goes back to its column. */
registry.category("web_tour.tours").add("goals_blocked_board", {
    steps: () => [
        {
            content: "Drag the opportunity to the next stage",
            trigger: `${column("Qualified")} ${card}`,
            async run({ drag_and_drop }) {
                await drag_and_drop(column("Proposition"));
            },
        },
        {
            content: "The refusal names what is missing",
            trigger: ".modal:contains('Customer visit held')",
        },
        {
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            content: "The card is back in its column",
            trigger: `body:not(:has(.modal)) ${column("Qualified")} ${card}`,
        },
        {
            trigger: `body:not(:has(${column("Proposition")} ${card}))`,
        },
    ],
});
