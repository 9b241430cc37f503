import { Component } from "@odoo/owl";
import { isMissing } from "../format";

/** A horizontal bar, with an optional mark: the pace, the best, the rest of a whole. */
export class Bar extends Component {
    static template = "sales_process.CentreBar";
    static props = {
        value: { optional: true },
        max: { optional: true },
        inner: { optional: true }, // a part of the value, drawn darker
        mark: { optional: true },
        markTitle: { type: String, optional: true },
        tone: { type: String, optional: true }, // a Bootstrap colour
        label: { type: String, optional: true },
    };

    get hasMark() {
        return !isMissing(this.props.mark);
    }

    share(value) {
        const max = this.props.max || 1;
        return Math.max(0, Math.min(100, (100 * (value || 0)) / max));
    }
}
