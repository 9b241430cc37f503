import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { CentreChart } from "../../../chart/chart";
import { Definition } from "../../../definition/definition";
import { DEFINITIONS } from "../../../definitions";
import { Figure } from "../../../figure/figure";
import { formatNumber, formatPeriod, formatRate, isMissing } from "../../../format";

/** New customers by period. Asked for after the tab is there: it looks at all that was ever won. */
export class CustomerGrowth extends Component {
    static template = "sales_process.CentreCustomerGrowth";
    static components = { CentreChart, Definition, Figure };
    static props = { dateFrom: String, dateTo: String };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.definitions = DEFINITIONS;
        this.formatPeriod = formatPeriod;
        this.formatRate = formatRate;
        this.isMissing = isMissing;
        this.state = useState({ growth: null });
        onWillStart(() => {
            this.load();
        });
        onWillUpdateProps(() => {
            this.load();
        });
    }

    async load() {
        this.state.growth = await this.keepLast.add(
            this.orm.silent.call("sales.centre", "get_customer_growth", [this.env.centre.filters])
        );
    }

    get current() {
        return this.state.growth.periods.at(-1);
    }

    get labels() {
        return this.state.growth.periods.map((row) => formatPeriod(row.date_from, row.date_to));
    }

    get series() {
        return [
            { label: _t("New customers"), values: this.state.growth.periods.map((row) => row.value) },
        ];
    }

    get rangeText() {
        const { low, high } = this.state.growth;
        return isMissing(low)
            ? ""
            : _t("%(low)s to %(high)s", { low: formatNumber(low), high: formatNumber(high) });
    }

    get slopeText() {
        const { slope } = this.state.growth;
        if (isMissing(slope)) {
            return _t("Three earlier periods will show where it is heading.");
        }
        const size = formatNumber(Math.abs(slope));
        if (size === formatNumber(0)) {
            return _t("As many as ever: every period brings about as many as the one before.");
        }
        return slope > 0
            ? _t("Growing: every period brings about %s more than the one before.", size)
            : _t("Shrinking: every period brings about %s fewer than the one before.", size);
    }

    open(index) {
        const { drill, value } = this.state.growth.periods[index];
        if (value) {
            this.env.centre.open(drill, _t("New customers"));
        }
    }
}
