import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Bar } from "../../bar/bar";
import { CentreChart } from "../../chart/chart";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Figure } from "../../figure/figure";
import { Delta } from "../../delta/delta";
import { formatDay, formatMonth, formatNumber } from "../../format";

export class PipelineTab extends Component {
    static template = "sales_process.CentrePipeline";
    static components = { Bar, CentreChart, Definition, Delta, Figure };
    static props = { data: Object };

    setup() {
        this.definitions = DEFINITIONS;
        this.formatNumber = formatNumber;
        this.state = useState({ cut: "user_id" });
        this.cuts = [
            { key: "user_id", label: _t("Salesperson") },
            { key: "team_id", label: _t("Team") },
            { key: "source_id", label: _t("Source") },
            { key: "product_line_id", label: _t("Product line") },
            { key: "territory_id", label: _t("Territory"), feature: "territories" },
        ].filter(({ feature }) => !feature || this.env.centre.options.features[feature]);
    }

    get rows() {
        const { sellers, cuts } = this.props.data;
        return this.state.cut === "user_id" ? sellers : cuts[this.state.cut];
    }

    get total() {
        return this.props.data.total;
    }

    get before() {
        return this.props.data.before || {};
    }

    get beforeText() {
        const { before } = this.props.data;
        return before ? _t("against the forecast frozen on %s", formatDay(before.date)) : undefined;
    }

    get hasWeights() {
        return this.props.data.stages.some((stage) => stage.weighted);
    }

    /** Amounts where there are any, else counts: the bars always say something. */
    max(rows, name = "amount") {
        return Math.max(...rows.map((row) => row[name]), 0);
    }

    bar(row, rows) {
        return this.max(rows)
            ? { value: row.amount, inner: row.weighted, max: this.max(rows) }
            : { value: row.count, max: this.max(rows, "count") };
    }

    get changes() {
        const { changes } = this.props.data;
        return [
            { key: "new", label: _t("New"), ...changes.new },
            { key: "won", label: _t("Won"), ...changes.won },
            { key: "lost", label: _t("Lost"), ...changes.lost },
        ];
    }

    get months() {
        return this.props.data.months;
    }

    get labels() {
        return this.months.map((row) => formatMonth(row.month));
    }

    get series() {
        return [
            { label: _t("Weighted"), values: this.months.map((row) => row.weighted) },
            {
                label: _t("Rest of the amount"),
                values: this.months.map((row) => row.amount - row.weighted),
                isPale: true,
            },
        ];
    }

    openMonth(index) {
        const month = this.months[index];
        this.env.centre.open(month.drill, formatMonth(month.month));
    }
}

registry.category("sales_process.centre_tabs").add("pipeline", PipelineTab);
