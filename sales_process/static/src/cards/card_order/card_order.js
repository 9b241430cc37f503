import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CardColumns, cardColumns } from "@sales_process/cards/card_columns/card_columns";

const UNSORTED_TYPES = ["html", "json", "properties", "properties_definition", "text"];
// Rows that are equal in all else keep one order. People need not see that.
const TIE_BREAK = "id";

/** What a card's rows are ordered by: fields that are dragged and turned round, as Odoo writes an
 *  order (`date_deadline desc, id`). */
export class CardOrder extends CardColumns {
    static template = "sales_process.CardOrder";

    /** Field names with what follows them, as `desc`. */
    get directions() {
        const terms = (this.props.record.data[this.props.name] || "").split(",");
        const pairs = terms.map((term) => term.trim().split(/\s+/)).filter(([name]) => name);
        return new Map(pairs.map(([name, ...direction]) => [name, direction.join(" ")]));
    }

    get names() {
        return [...this.directions.keys()].filter((name) => name !== TIE_BREAK);
    }

    isDescending(name) {
        return /^desc\b/i.test(this.directions.get(name) || "");
    }

    getTitle(name) {
        return this.isDescending(name)
            ? _t("Largest or latest first. Click for the smallest or earliest.")
            : _t("Smallest or earliest first. Click for the largest or latest.");
    }

    filter(field) {
        return field.sortable && field.name !== TIE_BREAK && !UNSORTED_TYPES.includes(field.type);
    }

    update(names, directions = this.directions) {
        const terms = names.length ? [...names, TIE_BREAK] : [];
        return this.props.record.update({
            [this.props.name]: terms
                .map((name) => `${name} ${directions.get(name) || ""}`.trim())
                .join(", "),
        });
    }

    turn(name) {
        const directions = this.directions;
        directions.set(name, this.isDescending(name) ? "" : "desc");
        return this.update(this.names, directions);
    }
}

export const cardOrder = {
    ...cardColumns,
    component: CardOrder,
    displayName: _t("Card Order"),
};

registry.category("fields").add("sales_card_order", cardOrder);
