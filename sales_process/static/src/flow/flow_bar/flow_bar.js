import { Component, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    reached: "fa-check",
    partial: "fa-adjust",
    passed: "fa-minus",
    open: "",
};

/** States of a step that some document is behind. */
const EVIDENT = ["reached", "partial"];

/**
 * The documents of an opportunity as one bar: what is reached, when and how much, and what comes
 * next as a button. How far it has come is stored and drawn with the form; days, amounts and the
 * buttons come from `crm.lead.get_flow_bar` right after. What a click opens is an action of the
 * server.
 */
export class FlowBarField extends Component {
    static template = "sales_process.FlowBarField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ bar: null, leadId: false });
        useRecordObserver((record) => {
            // a new object each time that the opportunity is read
            const flow = record.data[this.props.name];
            if (record.resId) {
                this.load(record.resId, flow); // not awaited: the form does not wait for it
            }
        });
    }

    async load(leadId) {
        const request = this.orm.call("crm.lead", "get_flow_bar", [leadId]);
        const bar = await this.keepLast.add(request);
        Object.assign(this.state, { bar, leadId });
    }

    get flow() {
        return this.props.record.data[this.props.name] || {};
    }

    /** What was loaded, of this opportunity; while it is asked for again, the last known. */
    get bar() {
        return this.state.leadId === this.props.record.resId ? this.state.bar : null;
    }

    /** Whether there may be something to do next: its place is kept. */
    get isOpen() {
        const { flow_step: step, type, won_status: outcome } = this.props.record.data;
        return step !== "payment" && type === "opportunity" && outcome !== "lost";
    }

    /** The steps as far as they are stored. Whether a quotation needs a delivery is not. */
    get storedSteps() {
        const { reached = {}, partial = [] } = this.flow;
        const { flow_step: current } = this.props.record.data;
        const options = this.props.record.fields.flow_step.selection || [];
        const rank = options.findIndex(([key]) => key === current);
        const isOrdered = rank >= options.findIndex(([key]) => key === "order");
        if (this.flow.is_documented && !isOrdered) {
            return [];
        }
        return options
            .map(([key, label], place) => ({
                key,
                label,
                state:
                    key in reached
                        ? "reached"
                        : partial.includes(key)
                          ? "partial"
                          : place < rank
                            ? "passed"
                            : "open",
                is_current: key === current,
                count: 0,
            }))
            .filter(
                ({ key }) =>
                    key !== "none" &&
                    (key !== "delivery" || !isOrdered || this.flow.has_delivery)
            );
    }

    get steps() {
        return (this.bar ? this.bar.steps : this.storedSteps).map((step) => ({
            ...step,
            icon: ICONS[step.state],
            is_evident: EVIDENT.includes(step.state),
            amountText: this.getAmountText(step),
            dateText: step.date ? formatDate(deserializeDate(step.date)) : "",
            title: this.getTitle(step),
            stateText: this.getStateText(step.state),
        }));
    }

    /** The step to tell about where there is no room for all: the last with evidence. */
    get lastStep() {
        return this.steps.filter((step) => step.is_evident).at(-1);
    }

    format(amount) {
        return formatCurrency(amount, this.bar.currency_id, { digits: [16, 0] });
    }

    getAmountText(step) {
        if (typeof step.amount !== "number") {
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

    /** What comes next, but for the new quotation: Odoo's own button for it is at the top of the form. */
    get nextSteps() {
        const next = this.bar ? this.bar.next : [];
        return next.filter(({ method }) => method !== "action_sale_quotations_new");
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
            // defaults of this screen are no matter of the documents
            context: user.context,
            onClose: () => record.load(),
        });
    }
}

export const flowBarField = {
    component: FlowBarField,
    displayName: _t("Flow Bar"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "flow_step", type: "selection" },
        { name: "type", type: "selection" },
        { name: "won_status", type: "selection" },
    ],
};

registry.category("fields").add("sales_flow_bar", flowBarField);
