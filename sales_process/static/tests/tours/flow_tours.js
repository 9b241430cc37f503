import { registry } from "@web/core/registry";

/** Steps that wait until the bar, the stage and the weight of the opportunity agree. */
function checkFlow(step, stage, weight) {
    return [
        {
            content: `the bar has reached ${step}`,
            trigger: `.o_sales_flow_step[data-step=${step}][data-state=reached]`,
        },
        {
            content: `the stage is ${stage}`,
            trigger: `.o_statusbar_status .o_arrow_button_current:contains(${stage})`,
        },
        {
            content: `the weight is ${weight}`,
            trigger: `.o_field_widget[name=weight] input:value(${weight})`,
        },
    ];
}

function clickNext(method) {
    return {
        content: `take the next step: ${method}`,
        trigger: `.o_sales_flow_next button[name=${method}]:enabled`,
        run: "click",
    };
}

function backToOpportunity() {
    return {
        content: "go back to the opportunity",
        trigger: ".o_breadcrumb a:contains(Flow tour), .breadcrumb a:contains(Flow tour)",
        run: "click",
    };
}

registry.category("web_tour.tours").add("sales_process_flow_send", {
    steps: () => [
        {
            content: "without a quotation no document has anything to say",
            trigger: ".o_form_view:not(:has(.o_sales_flow_bar)) .o_statusbar_buttons",
        },
        {
            content: "make the first quotation",
            trigger: ".o_statusbar_buttons button[name=action_sale_quotations_new]",
            run: "click",
        },
        {
            content: "add a product to the new quotation",
            trigger: ".o_field_widget[name=order_line] a:contains(Add a product)",
            run: "click",
        },
        {
            trigger: ".o_selected_row div[name=product_template_id] input, .o_selected_row div[name=product_id] input",
            run: "edit Flow tour service",
        },
        {
            trigger: ".ui-autocomplete a:contains(Flow tour service)",
            run: "click",
        },
        {
            content: "its price has come",
            trigger: ".o_data_row td[name=price_subtotal]:contains(500)",
        },
        {
            content: "leave the line",
            trigger: "a[name=order_lines]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=order_line]:not(:has(.o_selected_row))",
        },
        backToOpportunity(),
        ...checkFlow("quotation", "Quotation", "20"),
        clickNext("action_flow_send"),
        {
            content: "send the mail",
            trigger: ".modal button[name=action_send_mail]:enabled",
            run: "click",
        },
        ...checkFlow("sent", "Sent", "30"),
    ],
});

registry.category("web_tour.tours").add("sales_process_flow_sign", {
    steps: () => [
        {
            content: "the customer signs",
            trigger: "#sale_order_sidebar_button a:contains(Sign)",
            run: "click",
        },
        {
            trigger: ".modal .o_web_sign_name_and_signature input",
            run: "edit Ann of Acme",
        },
        {
            trigger: ".modal canvas.o_web_sign_signature",
            run: "canvasNotEmpty",
        },
        {
            trigger: ".modal .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is an order now",
            trigger: "#quote_content:contains(Thank You)",
        },
    ],
});

registry.category("web_tour.tours").add("sales_process_flow_to_payment", {
    steps: () => [
        ...checkFlow("order", "Order", "80"),
        clickNext("action_flow_deliver"),
        {
            content: "enter what was delivered",
            trigger: ".o_data_row td[name=qty_delivered]",
            run: "click",
        },
        {
            trigger: ".o_selected_row div[name=qty_delivered] input",
            run: "edit 1",
        },
        {
            trigger: "a[name=order_lines]",
            run: "click",
        },
        {
            content: "the line shows it",
            trigger:
                ".o_field_widget[name=order_line]:not(:has(.o_selected_row)) td[name=qty_delivered]:contains(1.00)",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        backToOpportunity(),
        ...checkFlow("delivery", "Delivery", "85"),
        clickNext("action_flow_invoice"),
        {
            trigger: ".modal button[name=create_invoices]:enabled",
            run: "click",
        },
        {
            content: "post the invoice",
            trigger: ".o_form_view button[name=action_post]:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)",
        },
        backToOpportunity(),
        ...checkFlow("invoice", "Invoice", "95"),
        clickNext("action_flow_pay"),
        {
            trigger: ".modal button[name=action_create_payments]:enabled",
            run: "click",
        },
        ...checkFlow("payment", "Payment", "100"),
        {
            content: "nothing is left to do",
            trigger: ".o_sales_flow_bar:not(.o_sales_flow_waiting):not(:has(.o_sales_flow_next button))",
        },
    ],
});
