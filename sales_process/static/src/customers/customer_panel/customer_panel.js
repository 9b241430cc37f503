import { Component, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatAmount, formatDay } from "@sales_process/cards/card_rows/card_rows";

/**
 * Everything about a customer: what is open, what has happened, who has met whom. It is asked for
 * when its tab is opened, in one call; what a click opens is Odoo's own form of the record.
 */
export class CustomerPanel extends Component {
    static template = "sales_process.CustomerPanel";
    static props = {
        ...standardWidgetProps,
        partnerField: { type: String, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ partnerId: false, panel: null, kinds: [], isLoading: false });
        useRecordObserver((record) => {
            // an event that was logged from the form's buttons shows in the number of events
            const count = record.data.sales_event_count;
            this.load(this.getPartnerId(record), count); // not awaited: the form does not wait
        });
    }

    getPartnerId(record) {
        const { partnerField } = this.props;
        return partnerField ? record.data[partnerField]?.id : record.resId;
    }

    async load(partnerId) {
        if (this.state.partnerId !== partnerId) {
            Object.assign(this.state, { partnerId, panel: null, kinds: [] });
        }
        if (partnerId) {
            this.state.panel = (await this.fetch()) || this.state.panel;
        }
    }

    async fetch(offset = 0) {
        const filters = { kinds: [...this.state.kinds], offset };
        this.state.isLoading = true;
        try {
            return await this.keepLast.add(
                this.orm.call("res.partner", "get_sales_panel", [[this.state.partnerId], filters])
            );
        } finally {
            this.state.isLoading = false;
        }
    }

    async reload() {
        await this.load(this.state.partnerId);
    }

    async loadMore() {
        const { entries: known, next_offset: offset } = this.state.panel.timeline;
        const { timeline } = await this.fetch(offset);
        // what was logged meanwhile has moved the others on
        const keys = new Set(known.map((entry) => entry.key));
        const entries = timeline.entries.filter((entry) => !keys.has(entry.key));
        this.state.panel.timeline = { ...timeline, entries: [...known, ...entries] };
    }

    async toggleKind(kind) {
        this.state.kinds = this.state.kinds.includes(kind) ? [] : [kind];
        await this.reload();
    }

    get figures() {
        const { figures } = this.state.panel;
        const { last_contact: last, next_action: next, currency_id: currency } = figures;
        return [
            {
                name: "last_contact",
                label: _t("Last contact"),
                value: last ? this.formatDay(last.last_on) : _t("None yet"),
                details: last ? `${last.user_name} · ${last.contact_name}` : "",
            },
            {
                name: "next_action",
                label: _t("Next action"),
                value: next ? this.formatDay(next.day) : _t("None planned"),
                details: next ? next.title : "",
                tone: next ? next.tone : "warning",
            },
            {
                name: "won_this_year",
                label: _t("Won this year"),
                value: this.formatAmount(figures.won_this_year, currency),
            },
            {
                name: "won_last_year",
                label: _t("Won last year"),
                value: this.formatAmount(figures.won_last_year, currency),
            },
        ];
    }

    get openParts() {
        return this.state.panel.open.filter((part) => part.count);
    }

    get emptyText() {
        return _t("Nothing is open with this customer.");
    }

    formatDay(day) {
        return day ? formatDay(deserializeDate(day)) : "";
    }

    formatAmount(amount, currencyId) {
        return currencyId ? formatAmount(amount || 0, "monetary", currencyId) : "";
    }

    formatTimes(person) {
        return [
            person.visits && _t("Visits: %s", person.visits),
            person.contacts && _t("Contacts: %s", person.contacts),
        ]
            .filter(Boolean)
            .join(" · ");
    }

    async open(model, id) {
        const onClose = () => this.reload();
        if (model === "mail.activity") {
            const action = await this.orm.call(model, "action_open_event", [[id]]);
            await this.action.doAction(action, { onClose });
        } else {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: model,
                res_id: id,
                views: [[false, "form"]],
            });
        }
    }

    async openAll(part) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            name: part.label,
            res_model: part.model,
            domain: part.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

export const customerPanel = {
    component: CustomerPanel,
    extractProps: ({ options }) => ({ partnerField: options.partner_field }),
};

registry.category("view_widgets").add("sales_customer_panel", customerPanel);
