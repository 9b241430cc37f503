import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ModelSelector } from "@web/core/model_selector/model_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Chooses among the models that the user may read, without reading ir.model. */
export class CardModel extends Component {
    static template = "sales_process.CardModel";
    static components = { ModelSelector };
    static props = { ...standardFieldProps, id: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ label: "" });
        onWillStart(() => this.loadLabel(this.props));
        onWillUpdateProps((props) => this.loadLabel(props));
    }

    async loadLabel(props) {
        const model = props.record.data[props.name];
        if (!model) {
            this.state.label = "";
            return;
        }
        const [known] = await this.orm.cache().call("ir.model", "display_name_for", [[model]]);
        this.state.label = known?.display_name || model;
    }

    onModelSelected({ technical }) {
        return this.props.record.update({ [this.props.name]: technical });
    }
}

export const cardModel = {
    component: CardModel,
    displayName: _t("Card Model"),
    supportedTypes: ["char"],
};

registry.category("fields").add("sales_card_model", cardModel);
