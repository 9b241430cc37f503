import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Bar } from "../../bar/bar";
import { CentreChart } from "../../chart/chart";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Delta } from "../../delta/delta";
import { Figure } from "../../figure/figure";
import { formatDay, formatMonth } from "../../format";

export class EventsTab extends Component {
    static template = "sales_process.CentreEvents";
    static components = { Bar, CentreChart, Definition, Delta, Figure };
    static props = { data: Object };

    setup() {
        this.definitions = DEFINITIONS;
        this.states = [
            { key: "planned", label: _t("planned") },
            { key: "missed", label: _t("not held") },
            { key: "answered", label: _t("answered") },
            { key: "closed", label: _t("closed without a contact") },
        ];
    }

    get isEmpty() {
        return this.props.data.categories.every(
            (category) =>
                !category.previous &&
                Object.values(category.states).every((state) => !state.value)
        );
    }

    getStates(category) {
        return this.states.filter(
            (state) =>
                category.states[state.key].value &&
                (state.key !== "missed" || category.role !== "prospect")
        );
    }

    get labels() {
        const { step, buckets } = this.props.data.trend;
        if (step === "month") {
            return buckets.map(formatMonth);
        }
        return buckets.map((day) =>
            step === "day" ? String(deserializeDate(day).day) : formatDay(day)
        );
    }

    get series() {
        return this.props.data.trend.series
            .filter((item) => item.values.some(Boolean))
            .map((item) => ({ label: item.name, values: item.values }));
    }

    get max() {
        return Math.max(1, ...this.props.data.sellers.map((seller) => seller.total));
    }

    get outcomes() {
        return this.props.data.categories
            .map((category) => {
                const rows = this.props.data.outcomes.filter(
                    (row) => row.event_category_id === category.id
                );
                const total = rows.reduce((sum, row) => sum + row.value, 0);
                return { ...category, rows, total };
            })
            .filter((category) => category.total);
    }

    print() {
        return this.env.centre.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: "sales_process.report_sales_activity",
            data: this.env.centre.filters,
        });
    }
}

registry.category("sales_process.centre_tabs").add("events", EventsTab);
