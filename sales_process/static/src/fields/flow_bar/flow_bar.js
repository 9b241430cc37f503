import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    reached: "fa-check",
    partial: "fa-adjust",
    passed: "fa-minus",
    open: "",
};

/**
 * The documents of an opportunity as one bar: what is reached, when and how much, and what comes
 * next as a button. Everything it shows comes from `crm.lead.flow_data`; what a click opens is an
 * action of the server.
 */
export class FlowBarField extends Component {
    static template = "sales_process.FlowBarField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get data() {
        return this.props.record.data[this.props.name] || { steps: [], next: [] };
    }

    get steps() {
        return this.data.steps.map((step) => ({
            ...step,
            icon: ICONS[step.state],
            amountText: this.getAmountText(step),
            dateText: step.date ? formatDate(deserializeDate(step.date)) : "",
            title: this.getTitle(step),
            stateText: this.getStateText(step.state),
        }));
    }

    /** The step to tell about where there is no room for all: the last with evidence. */
    get lastStep() {
        return this.steps.filter((step) => ["reached", "partial"].includes(step.state)).at(-1);
    }

    format(amount) {
        return formatCurrency(amount, this.data.currency_id, { digits: [16, 0] });
    }

    getAmountText(step) {
        if (step.amount === null || step.amount === undefined) {
            return "";
        }
        if (step.state === "partial" && step.total) {
            return _t("%(amount)s of %(total)s", {
                amount: this.format(step.amount),
                total: this.format(step.total),
            });
        }
        return this.format(step.amount);
    }

    getStateText(state) {
        return {
            reached: _t("reached"),
            partial: _t("partly"),
            passed: _t("skipped"),
            open: _t("not yet"),
        }[state];
    }

    getTitle(step) {
        const parts = [`${step.label}: ${this.getStateText(step.state)}`];
        const amount = this.getAmountText(step);
        if (amount) {
            parts.push(_t("%s without taxes", amount));
        }
        if (step.date) {
            parts.push(formatDate(deserializeDate(step.date)));
        }
        return parts.join(", ");
    }

    async onClickStep(step) {
        if (step.count) {
            await this.execute("action_open_flow_step", [step.key]);
        }
    }

    /** Odoo's own button for it stands out at the top of the form already. */
    isInHeader(next) {
        return next.method === "action_sale_quotations_new";
    }

    async onClickNext(next) {
        await this.execute(next.method);
    }

    /** Save, run the opportunity's action, and show the new state when it is over. */
    async execute(method, args = []) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: method,
            args: JSON.stringify(args),
            resModel: record.resModel,
            resId: record.resId,
            resIds: record.resIds,
            context: record.context,
            onClose: () => record.load(),
        });
    }
}

export const flowBarField = {
    component: FlowBarField,
    displayName: _t("Flow Bar"),
    supportedTypes: ["json"],
};

registry.category("fields").add("sales_flow_bar", flowBarField);
