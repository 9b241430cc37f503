import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Delta } from "../../delta/delta";
import { Figure } from "../../figure/figure";
import { formatDays, formatFigure, formatRate, isMissing } from "../../format";

export class MeasuresTab extends Component {
    static template = "sales_process.CentreMeasures";
    static components = { Definition, Delta, Figure };
    static props = { data: Object };

    setup() {
        this.definitions = DEFINITIONS;
        this.formatRate = formatRate;
        this.state = useState({ cut: "user_id", attribution: "source_id" });
        this.measures = [
            { key: "win_rate", label: _t("Win rate"), kind: "rate" },
            { key: "average_deal_size", label: _t("Average deal"), kind: "amount" },
            { key: "cycle_days", label: _t("Sales cycle"), kind: "days", lowerIsBetter: true },
            {
                key: "ask_to_decision_days",
                label: _t("Ask to decision"),
                kind: "days",
                lowerIsBetter: true,
            },
            { key: "adoption", label: _t("Use of the process"), kind: "rate" },
        ];
        this.cuts = [
            { key: "user_id", label: _t("Salesperson") },
            { key: "team_id", label: _t("Team") },
            { key: "source_id", label: _t("Source") },
            { key: "product_line_id", label: _t("Product line") },
            { key: "territory_id", label: _t("Territory"), feature: "territories" },
        ].filter(({ feature }) => !feature || this.env.centre.options.features[feature]);
        this.origins = [
            { key: "source_id", label: _t("Source") },
            { key: "campaign_id", label: _t("Campaign") },
            { key: "medium_id", label: _t("Medium") },
        ];
    }

    get rows() {
        return this.props.data.cuts[this.state.cut];
    }

    get attribution() {
        return this.props.data.attribution[this.state.attribution];
    }

    /** A median that is not reached yet is longer than what has lasted longest. */
    isLonger(measure, figure) {
        return measure.kind === "days" && isMissing(figure.value) && figure.count > 0;
    }

    longer(figure) {
        return _t("over %s", formatDays(figure.longest));
    }

    format(measure, figure) {
        if (this.isLonger(measure, figure)) {
            return this.longer(figure);
        }
        return formatFigure(figure.value, measure.kind, this.props.data.currency_id);
    }

    sample(measure, figure) {
        switch (measure.key) {
            case "win_rate":
                return _t("%(won)s won of %(count)s closed", {
                    won: figure.won || 0,
                    count: figure.count,
                });
            case "average_deal_size":
                return _t("%s won", figure.count);
            case "adoption":
                return _t("%(backed)s of %(count)s moves", {
                    backed: figure.backed || 0,
                    count: figure.count,
                });
        }
        return _t("%(ended)s of %(count)s over", {
            ended: figure.ended || 0,
            count: figure.count,
        });
    }

    open(measure, figure, name) {
        this.env.centre.open(figure.drill, name ? `${name}: ${measure.label}` : `${measure.label}`);
    }
}

registry.category("sales_process.centre_tabs").add("measures", MeasuresTab);
