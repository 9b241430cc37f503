import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFigure, formatPeriod, isMissing } from "../format";

/** How a figure differs from that of the period before. */
export class Delta extends Component {
    static template = "sales_process.CentreDelta";
    static props = {
        value: { optional: true },
        previous: { optional: true },
        kind: { type: String, optional: true },
        lowerIsBetter: { type: Boolean, optional: true },
        neutral: { type: Boolean, optional: true },
    };

    get isShown() {
        return !isMissing(this.props.value) && !isMissing(this.props.previous);
    }

    get difference() {
        return this.props.value - this.props.previous;
    }

    get tone() {
        const rounded = Math.round(this.difference * 10);
        if (!rounded || this.props.neutral) {
            return "text-muted";
        }
        return rounded > 0 === !this.props.lowerIsBetter ? "text-success" : "text-danger";
    }

    get icon() {
        const rounded = Math.round(this.difference * 10);
        return rounded ? (rounded > 0 ? "fa-caret-up" : "fa-caret-down") : "fa-minus";
    }

    get text() {
        const { kind } = this.props;
        const size = formatFigure(Math.abs(this.difference), kind, this.env.centre.currencyId);
        return kind === "rate" ? size.replace("%", _t("points")) : size;
    }

    get title() {
        const { date_from, date_to } = this.env.centre.previous;
        return _t("%(period)s: %(figure)s", {
            period: formatPeriod(date_from, date_to),
            figure: formatFigure(this.props.previous, this.props.kind, this.env.centre.currencyId),
        });
    }
}
