import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CentreChart } from "../../chart/chart";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Figure } from "../../figure/figure";
import { formatDay, formatMonth, formatRate, isMissing } from "../../format";
import { CustomerGrowth } from "./growth/customer_growth";
import { ForecastHistory } from "./history/forecast_history";

export class ForecastTab extends Component {
    static template = "sales_process.CentreForecast";
    static components = { CentreChart, CustomerGrowth, Definition, Figure, ForecastHistory };
    static props = { data: Object };

    setup() {
        this.definitions = DEFINITIONS;
        this.formatRate = formatRate;
        this.formatMonth = formatMonth;
        this.formatDay = formatDay;
        this.isMissing = isMissing;
    }

    get frozenText() {
        const { frozen_on, is_rebuilt } = this.props.data;
        if (!frozen_on) {
            return _t("No forecast was frozen for this period");
        }
        const day = formatDay(frozen_on);
        return is_rebuilt ? _t("Rebuilt from history for %s", day) : _t("Frozen on %s", day);
    }

    get labels() {
        return this.props.data.weeks.map((week) => formatDay(week.date));
    }

    get series() {
        const { weeks, quota } = this.props.data;
        const series = [
            { label: _t("Won"), values: weeks.map((week) => week.won) },
            {
                label: _t("Weighted, still expected"),
                values: weeks.map((week) => week.weighted),
                isPale: true,
            },
        ];
        if (quota.value) {
            series.push({
                label: _t("Quota"),
                type: "line",
                isDashed: true,
                values: weeks.map(() => quota.value),
            });
        }
        return series;
    }

    bias(value) {
        if (isMissing(value)) {
            return "–";
        }
        const size = formatRate(Math.abs(value));
        if (Math.abs(value) < 0.5) {
            return _t("none");
        }
        return value > 0 ? _t("%s too hopeful", size) : _t("%s too careful", size);
    }

    freeze() {
        return this.env.centre.run("action_freeze", [], "sales.forecast.snapshot");
    }
}

registry.category("sales_process.centre_tabs").add("forecast", ForecastTab);
