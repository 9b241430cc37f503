import { registry } from "@web/core/registry";

const card = (name) => `.o_kanban_record:has(.o_sales_card_name:contains("${name}"))`;

registry.category("web_tour.tours").add("sales_card_seller", {
    steps: () => [
        {
            content: "The prospect is on the card, with its count",
            trigger: `${card("New prospects")} .o_sales_card_count:contains("1")`,
        },
        {
            content: "A row opens the event",
            trigger: `${card("New prospects")} .o_sales_card_row:contains("Acme")`,
            run: "click",
        },
        {
            content: "The event can be completed in the dialog",
            trigger: ".modal .o_field_widget[name=summary] input",
            run: "edit Wants a price",
        },
        {
            content: "Save it",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The card was read again",
            trigger: `body:not(:has(.modal)) ${card("New prospects")} .o_sales_card_row:contains("Wants a price")`,
        },
        {
            content: "A new event from the card has its category",
            trigger: `${card("Sales actions")} .o_sales_card_add`,
            run: "click",
        },
        {
            content: "Sales action is chosen already; say with whom",
            trigger: ".modal .o_field_widget[name=event_category_id] .active:contains('Sales action')",
        },
        {
            trigger: ".modal .o_field_widget[name=customer_id] input",
            run: "edit Acme",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Acme')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] input",
            run: "edit Called about the price",
        },
        {
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        {
            content: "It counts at once",
            trigger: `body:not(:has(.modal)) ${card("Sales actions")} .o_sales_card_row:contains("Called about the price")`,
        },
        {
            content: "The prospect is answered and has left its card",
            trigger: `${card("New prospects")} .o_sales_card_empty`,
        },
        {
            content: "Delete the call",
            trigger: `${card("Sales actions")} .o_sales_card_row:contains("Called about the price")`,
            run: "click",
        },
        {
            trigger: ".modal button[name=unlink]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary:contains('Ok')",
            run: "click",
        },
        {
            content: "The prospect is back",
            trigger: `body:not(:has(.modal)) ${card("New prospects")} .o_sales_card_row:contains("Acme")`,
        },
        {
            content: "The title opens the whole list, filtered the same",
            trigger: `${card("New prospects")} .o_sales_card_name`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Wants a price')",
        },
        {
            content: "Back by the breadcrumb",
            trigger: ".o_back_button, .breadcrumb-item:contains('Seller')",
            run: "click",
        },
        {
            content: "Hide a card",
            trigger: `${card("Customer visits")} .o_dropdown_kanban button:not(:visible)`,
            run: "click",
        },
        {
            trigger: ".o-dropdown--kanban-record-menu .dropdown-item:contains('Hide')",
            run: "click",
        },
        {
            trigger: `.o_sales_card_board:not(:has(.o_sales_card_name:contains("Customer visits")))`,
        },
        {
            content: "Bring it back",
            trigger: ".o_sales_card_options",
            run: "click",
        },
        {
            trigger: ".o_sales_card_toggle_hidden:contains('(1)')",
            run: "click",
        },
        {
            trigger: `${card("Customer visits")} .o_dropdown_kanban button:not(:visible)`,
            run: "click",
        },
        {
            trigger: ".o-dropdown--kanban-record-menu .dropdown-item:contains('Show again')",
            run: "click",
        },
        {
            trigger: `${card("Customer visits")}:not(:has(.o_sales_card_hidden))`,
        },
        {
            content: "Move a card before the first",
            trigger: `.o_kanban_record:not(:first-child) .o_sales_card_name:contains("My tasks")`,
            run: "drag_and_drop .o_kanban_record:first-child",
        },
        {
            trigger: `.o_kanban_record:first-child .o_sales_card_name:contains("My tasks")`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_card_manager", {
    steps: () => [
        {
            content: "Choose a seller",
            trigger: ".o_sales_card_seller input",
            run: "edit Sam Seller",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('Sam Seller')",
            run: "click",
        },
        {
            content: "It says whose view it is",
            trigger: ".o_sales_card_banner:contains('You see what Sam Seller sees')",
        },
        {
            content: "In the seller's order",
            trigger: `.o_kanban_record:first-child .o_sales_card_name:contains("My tasks")`,
        },
        {
            trigger: `${card("New prospects")} .o_sales_card_row:contains("Wants a price")`,
        },
        {
            trigger: ".o_sales_card_own",
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_sales_card_own)) ${card("New prospects")} .o_sales_card_empty`,
        },
    ],
});

registry.category("web_tour.tours").add("sales_card_link", {
    steps: () => [
        {
            content: "A link to a seller's view opens it",
            trigger: ".o_sales_card_banner:contains('You see what Sam Seller sees')",
        },
        {
            content: "The app is there, with its menus",
            trigger: ".o_main_navbar .o_menu_brand:contains('CRM')",
        },
        {
            trigger: ".o_main_navbar .o_menu_sections:contains('Reporting')",
        },
    ],
});
