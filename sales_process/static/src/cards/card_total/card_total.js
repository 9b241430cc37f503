import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatAmount } from "../card_rows/card_rows";

export class CardTotal extends Component {
    static template = "sales_process.CardTotal";
    static props = { ...standardFieldProps };

    get info() {
        return this.props.record.data.measure_info;
    }

    get formatted() {
        const value = this.props.record.data[this.props.name] || 0;
        return formatAmount(value, this.info.type, this.info.currency_id);
    }
}

export const cardTotal = {
    component: CardTotal,
    displayName: _t("Card Total"),
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "measure_info", type: "json", readonly: true }],
};

registry.category("fields").add("sales_card_total", cardTotal);
