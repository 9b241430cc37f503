import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const STEPS = [
    ["quotation", "fa-file-text-o", _t("Quotation")],
    ["sent", "fa-paper-plane-o", _t("Sent")],
    ["order", "fa-shopping-cart", _t("Order")],
    ["delivery", "fa-truck", _t("Delivery")],
    ["invoice", "fa-file-text", _t("Invoice")],
    ["payment", "fa-money", _t("Payment")],
];

/** Which documents an opportunity has, small enough for a kanban card. Draws `flow_state`. */
export class FlowTicksField extends Component {
    static template = "sales_process.FlowTicksField";
    static props = { ...standardFieldProps };

    get ticks() {
        const state = this.props.record.data[this.props.name] || {};
        const reached = state.reached || {};
        const partial = state.partial || [];
        if (!Object.keys(reached).length) {
            return [];
        }
        return STEPS.filter(
            ([key]) => key !== "delivery" || state.has_delivery || !("order" in reached)
        ).map(([key, icon, label]) => {
            const isReached = key in reached;
            const isPartial = partial.includes(key);
            return {
                key,
                icon,
                className: isReached
                    ? "text-success"
                    : isPartial
                      ? "text-warning"
                      : "text-muted opacity-25",
                title: isReached
                    ? _t("%s: reached", label)
                    : isPartial
                      ? _t("%s: partly", label)
                      : _t("%s: not yet", label),
            };
        });
    }
}

export const flowTicksField = {
    component: FlowTicksField,
    displayName: _t("Flow Ticks"),
    supportedTypes: ["json"],
};

registry.category("fields").add("sales_flow_ticks", flowTicksField);
