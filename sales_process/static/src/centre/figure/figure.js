import { Component } from "@odoo/owl";
import { formatFigure } from "../format";

/** A figure that opens the records that it counts. */
export class Figure extends Component {
    static template = "sales_process.CentreFigure";
    static props = {
        value: { optional: true },
        kind: { type: String, optional: true }, // number, amount, rate, days
        drill: { optional: true },
        name: { type: String, optional: true }, // title of what opens
        class: { type: String, optional: true },
    };

    get text() {
        return formatFigure(this.props.value, this.props.kind, this.env.centre.currencyId);
    }

    get isLink() {
        return Boolean(this.props.drill && this.props.value);
    }

    open() {
        this.env.centre.open(this.props.drill, this.props.name);
    }
}
