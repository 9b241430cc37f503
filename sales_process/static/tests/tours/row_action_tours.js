import { registry } from "@web/core/registry";

const card = (name) => `.o_kanban_record:has(.o_sales_card_name:contains("${name}"))`;
const row = (name, text) => `${card(name)} .o_sales_card_line:has(.o_sales_card_row:contains("${text}"))`;
const quiet = "body:not(:has(.modal))";

/** Choose from the menu of a row, as with a finger. */
const choose = (name, text, action) => [
    {
        trigger: `${row(name, text)} .o_sales_card_row_menu:not(:visible), ${row(name, text)} .o_sales_card_row_menu:visible`,
        run: "click",
    },
    {
        trigger: `.o-dropdown-item:contains("${action}")`,
        run: "click",
    },
];

/** What is the same by mouse and by touch. */
const workThroughMenus = () => [
    ...choose("My tasks", "Call Acme", "Later: Next week"),
    {
        content: "What was put off leaves the card of today, and comes up",
        trigger: `.o_notification:contains("is due on") , ${card("Coming up")} .o_sales_card_row:contains("Call Acme")`,
    },
    {
        trigger: `${card("Coming up")} .o_sales_card_row:contains("Call Acme")`,
    },
    ...choose("Coming up", "Call Acme", "Done with a Note"),
    {
        content: "A small form asks for the note",
        trigger: ".modal .o_field_widget[name=note] textarea",
        run: "edit Wants an offer",
    },
    {
        trigger: ".modal button[name=action_apply]:contains('Done')",
        run: "click",
    },
    {
        content: "It counts",
        trigger: `${quiet} ${card("Sales actions")} .o_sales_card_row:contains("Call Acme")`,
    },
    ...choose("New prospects", "Registered at the fair", "Log a Visit"),
    {
        content: "Customer, seller and category are filled in",
        trigger: ".modal .o_field_widget[name=event_category_id] .active:contains('Customer visit')",
    },
    {
        trigger: ".modal .o_field_widget[name=customer_id] input:value(Globex)",
    },
    {
        trigger: ".modal button[name=action_log]",
        run: "click",
    },
    {
        content: "The visit has answered the prospect",
        trigger: `${quiet} ${card("New prospects")} .o_sales_card_empty`,
    },
    {
        trigger: `${card("Customer visits")} .o_sales_card_row:contains("Globex")`,
    },
];

registry.category("web_tour.tours").add("sales_card_rows", {
    steps: () => [
        {
            content: "A row shows its buttons under the mouse",
            trigger: `${row("My tasks", "Call Acme")} .o_sales_card_row`,
            run: "hover",
        },
        {
            content: "Done with one click",
            trigger: `${row("My tasks", "Call Acme")} .o_sales_card_row_action[data-action=done]`,
            run: "click",
        },
        {
            trigger: `${card("Sales actions")} .o_sales_card_row:contains("Call Acme")`,
        },
        {
            content: "Taken back",
            trigger: ".o_sales_card_undo:contains('Done: Call Acme') button:contains('Undo')",
            run: "click",
        },
        {
            trigger: `${card("My tasks")} .o_sales_card_row:contains("Call Acme")`,
        },
        {
            trigger: `${card("Sales actions")} .o_sales_card_empty`,
        },
        ...workThroughMenus(),
    ],
});

registry.category("web_tour.tours").add("sales_card_rows_by_touch", {
    steps: workThroughMenus,
});
