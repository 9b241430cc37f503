import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { CentreChart } from "../../../chart/chart";
import { Definition } from "../../../definition/definition";
import { DEFINITIONS } from "../../../definitions";
import { Figure } from "../../../figure/figure";
import { formatAmount, formatPeriod, formatRate, isMissing } from "../../../format";

const METHODS = {
    rest: _t("Estimated from what came in the rest of earlier periods."),
    pipeline: _t("Estimated from what the weighted pipeline brought in earlier periods."),
    stages: _t("Estimated from what was won from each stage in earlier periods."),
};

/** What earlier periods say of this one's end, beside what the salespersons expect. */
export class ForecastHistory extends Component {
    static template = "sales_process.CentreForecastHistory";
    static components = { CentreChart, Definition, Figure };
    static props = { history: Object, outlook: Number };

    setup() {
        this.definitions = DEFINITIONS;
        this.formatPeriod = formatPeriod;
        this.formatRate = formatRate;
        this.isMissing = isMissing;
    }

    get methodText() {
        return METHODS[this.props.history.method].toString();
    }

    get labels() {
        return this.props.history.periods.map((period) =>
            formatPeriod(period.date_from, period.date_to)
        );
    }

    get series() {
        const values = (name) =>
            this.props.history.periods.map((period) =>
                isMissing(period[name]) ? null : period[name]
            );
        return [
            { label: _t("Won"), values: values("won") },
            { label: _t("History said"), type: "line", values: values("likely") },
            { label: _t("Salespersons expected"), type: "line", isDashed: true, values: values("own") },
        ];
    }

    getRange(row) {
        const { currencyId } = this.env.centre;
        return isMissing(row.low)
            ? ""
            : _t("%(low)s to %(high)s", {
                  low: formatAmount(row.low, currencyId),
                  high: formatAmount(row.high, currencyId),
              });
    }
}
