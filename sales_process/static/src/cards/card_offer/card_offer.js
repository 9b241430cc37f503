import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { formatCell } from "@sales_process/cards/card_rows/card_rows";

/** Cards that are not on the view yet, each as it would look now, to be added with a click. */
export class CardOffer extends Component {
    static template = "sales_process.CardOffer";
    static components = { Dialog };
    static props = { close: Function, context: Object, onAdded: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ cards: [], added: new Set() });
        onWillStart(async () => {
            this.state.cards = await this.call("get_offered_cards", []);
        });
    }

    call(method, args) {
        return this.orm.call("sales.card", method, args, { context: this.props.context });
    }

    /** The first rows, as the card would show them: what stands first, and what stands last. */
    getLines({ rows, columns }) {
        const others = columns.length > 1 ? columns.slice(0, -1) : columns;
        return rows.map((row) => ({
            id: row.id,
            title: others.map((column) => formatCell(row, column)).find(Boolean) || "",
            aside: columns.length > 1 ? formatCell(row, columns.at(-1)) : "",
        }));
    }

    getColumnNames({ columns }) {
        return columns.map((column) => column.string).join(" · ");
    }

    async add(card) {
        this.state.added.add(card.id);
        await this.call("action_add", [[card.id]]);
        this.props.onAdded();
    }
}
