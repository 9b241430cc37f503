import { registry } from "@web/core/registry";

/**
 * The worked example, played by one user after the other: marketing registers a prospect, the
 * seller calls and visits, the manager sees both. `test_worked_example.py` runs the tours in
 * order, each in the name of its user.
 */

const card = (name) => `.o_kanban_record:has(.o_sales_card_name:contains("${name}"))`;
const row = (name, text) => `${card(name)} .o_sales_card_row:contains("${text}")`;
const noRow = (name, text) => `${card(name)}:not(:has(.o_sales_card_row:contains("${text}")))`;
const count = (name, number) => `${card(name)} .o_sales_card_count:contains(/^${number}$/)`;

function chooseRecord(field, text) {
    return [
        {
            content: `type the ${field}`,
            trigger: `.modal .o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `choose the ${field}`,
            trigger: `.o-autocomplete--dropdown-item:contains("${text}") a`,
            run: "click",
        },
    ];
}

function log(category, customer, summary, steps = []) {
    return [
        {
            content: `the form proposes ${category}`,
            trigger: `.modal .o_selection_badge.active:contains("${category}")`,
        },
        ...(customer ? chooseRecord("customer_id", customer) : []),
        ...steps,
        {
            content: "one line for the card",
            trigger: ".modal .o_field_widget[name=summary] input",
            run: `edit ${summary}`,
        },
        {
            content: "log it",
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        { content: "the form is gone", trigger: "body:not(:has(.modal))" },
    ];
}

const addOn = (name) => ({
    content: `a new one from the card ${name}`,
    trigger: `${card(name)} .o_sales_card_add`,
    run: "click",
});

const openView = { content: "the seller's view is there", trigger: ".o_sales_card_board .o_sales_card" };

registry.category("web_tour.tours").add("worked_example_marketing", {
    steps: () => [
        {
            content: "from the customer's form",
            trigger: ".o_form_view button[name=action_new_prospect]",
            run: "click",
        },
        {
            content: "the customer is filled in",
            trigger: ".modal .o_field_widget[name=customer_id] input:value(Acme)",
        },
        ...log("Prospect", false, "Wants a demonstration", chooseRecord("user_id", "Sam Seller")),
        {
            content: "where other apps have buttons as well, ours are among the others",
            trigger: ".o_form_view .o-form-buttonbox",
            run: () => document.querySelector(".o-form-buttonbox .o_button_more")?.click(),
        },
        {
            content: "the form counts it",
            trigger: ".o_field_widget[name=sales_event_count]:contains(1)",
        },
        {
            content: "the tab has everything about the customer",
            trigger: ".o_notebook a[name=sales_process]",
            run: "click",
        },
        {
            content: "the prospect is open",
            trigger: ".o_sales_customer_part[data-name=prospects]:contains('Wants a demonstration')",
        },
    ],
});

registry.category("web_tour.tours").add("worked_example_seller_calls", {
    url: "/odoo/sellers-view",
    steps: () => [
        openView,
        { content: "the prospect is there", trigger: row("New prospects", "Acme") },
        {
            content: "the row says why",
            trigger: `${row("New prospects", "Acme")}:contains("Mia Marketing")`,
            run: "click",
        },
        {
            content: "the event opens and can be completed, edited and deleted",
            trigger:
                ".modal:has(button[name=action_log_contact]):has(button[name=unlink]) .o_field_widget[name=summary] input",
            run: "edit Wants a demonstration in May",
        },
        { content: "save", trigger: ".modal button:contains('Save')", run: "click" },
        {
            content: "the change is on the card",
            trigger: row("New prospects", "Wants a demonstration in May"),
        },
        addOn("Sales actions"),
        ...log("Sales action", "Acme", "Called, agreed on a visit"),
        { content: "the call shows", trigger: row("Sales actions", "Called, agreed on a visit") },
        { content: "it is counted", trigger: count("Sales actions", 1) },
        { content: "the prospect has left", trigger: noRow("New prospects", "Acme") },
        {
            content: "the card opens its list",
            trigger: `${card("Sales actions")} a.o_sales_card_name`,
            run: "click",
        },
        {
            content: "filtered the same",
            trigger:
                ".o_list_view:not(:has(.o_data_row:nth-child(2))) .o_data_row:contains('Called, agreed on a visit')",
        },
        { content: "back", trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { ...openView },
    ],
});

registry.category("web_tour.tours").add("worked_example_seller_undoes", {
    url: "/odoo/sellers-view",
    steps: () => [
        openView,
        {
            content: "open the call",
            trigger: row("Sales actions", "Called, agreed on a visit"),
            run: "click",
        },
        { content: "delete it", trigger: ".modal button[name=unlink]", run: "click" },
        {
            content: "sure",
            trigger: ".modal:contains('A prospect that it answered comes back') .btn-primary",
            run: "click",
        },
        { content: "the dialogs are gone", trigger: "body:not(:has(.modal))" },
        { content: "the prospect is back", trigger: row("New prospects", "Acme") },
        { content: "the call is not counted", trigger: count("Sales actions", 0) },
        addOn("Sales actions"),
        ...log("Sales action", "Acme", "Called again"),
        { content: "answered again", trigger: noRow("New prospects", "Acme") },
        { content: "counted again", trigger: count("Sales actions", 1) },
    ],
});

registry.category("web_tour.tours").add("worked_example_seller_visits", {
    url: "/odoo/sellers-view",
    steps: () => [
        openView,
        addOn("Customer visits"),
        ...log("Customer visit", "Acme", "Showed the machine"),
        { content: "the visit shows", trigger: row("Customer visits", "Showed the machine") },
        { content: "one visit", trigger: count("Customer visits", 1) },
        { content: "the calls are kept apart", trigger: count("Sales actions", 1) },
    ],
});

registry.category("web_tour.tours").add("worked_example_manager", {
    url: "/odoo/sellers-view",
    steps: () => [
        openView,
        { content: "nothing of the manager's own", trigger: count("Customer visits", 0) },
        {
            content: "whose view",
            trigger: ".o_sales_card_seller input",
            run: "edit Sam Seller",
        },
        {
            content: "the seller's",
            trigger: ".o-autocomplete--dropdown-item:contains('Sam Seller') a",
            run: "click",
        },
        {
            content: "it says whose view it is",
            trigger: ".o_sales_card_banner:contains('You see what Sam Seller sees')",
        },
        { content: "the call", trigger: row("Sales actions", "Called again") },
        {
            content: "the visit; open all",
            trigger: `${card("Customer visits")}:has(.o_sales_card_row:contains("Showed the machine")) a.o_sales_card_name`,
            run: "click",
        },
        {
            content: "the seller's one visit",
            trigger: ".o_list_view .o_data_row:contains('Showed the machine')",
        },
    ],
});

registry.category("web_tour.tours").add("worked_example_manager_targets", {
    url: "/odoo/managers-centre",
    steps: () => [
        {
            content: "the targets",
            trigger: ".o_sales_centre [role=tab][name=targets]",
            run: "click",
        },
        {
            content: "one of twenty visits",
            trigger:
                ".o_centre_seller_targets:contains('Sam Seller') .o_centre_target:contains('Customer visit'):contains('of 20') button.o_centre_figure:contains(/^1$/)",
            run: "click",
        },
        {
            content: "down to the visit",
            trigger: ".o_list_view .o_data_row:contains('Showed the machine')",
        },
    ],
});

registry.category("web_tour.tours").add("worked_example_manager_all", {
    url: "/odoo/sales-events",
    steps: () => [
        { content: "own events first", trigger: ".o_facet_value:contains('My Events')" },
        { content: "all sellers", trigger: ".o_facet_remove", run: "click" },
        { content: "Sam's call", trigger: ".o_data_row:contains('Called again'):contains('Sam')" },
        {
            content: "Sue's visit",
            trigger:
                ".o_data_row:contains('Sue') .o_data_cell:contains('Talked about spare parts')",
            run: "click",
        },
        {
            content: "down to the event",
            trigger: ".modal .o_field_widget[name=customer_id]:contains('Globex')",
        },
        { content: "close", trigger: ".modal button:contains('Close')", run: "click" },
        { content: "closed", trigger: "body:not(:has(.modal))" },
    ],
});
