import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ModelFieldSelector } from "@web/core/model_field_selector/model_field_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLUMN_TYPES = [
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "one2many",
    "reference",
    "selection",
    "text",
];

/** Fields of the card's model, in an order that is dragged. */
export class CardColumns extends Component {
    static template = "sales_process.CardColumns";
    static components = { ModelFieldSelector };
    static props = { ...standardFieldProps };

    setup() {
        this.fields = useService("field");
        this.state = useState({ labels: {}, adding: 0 });
        this.root = useRef("root");
        onWillStart(() => this.loadLabels(this.props));
        onWillUpdateProps((props) => this.loadLabels(props));
        useSortable({
            enable: () => !this.props.readonly,
            ref: this.root,
            elements: ".o_sales_card_column",
            cursor: "grabbing",
            onDrop: ({ element, previous }) => {
                const names = this.names.filter((name) => name !== element.dataset.name);
                const place = previous ? names.indexOf(previous.dataset.name) + 1 : 0;
                names.splice(place, 0, element.dataset.name);
                this.update(names);
            },
        });
    }

    get names() {
        return (this.props.record.data[this.props.name] || "")
            .split(",")
            .map((name) => name.trim())
            .filter(Boolean);
    }

    get model() {
        return this.props.record.data.model;
    }

    async loadLabels(props) {
        const model = props.record.data.model;
        let fields = {};
        if (model) {
            try {
                fields = await this.fields.loadFields(model);
            } catch {
                fields = {}; // the model is gone: the card itself says so
            }
        }
        this.state.labels = Object.fromEntries(
            Object.entries(fields).map(([name, field]) => [name, field.string])
        );
    }

    /** What the server can read for all rows at once: see `_is_quickly_read`. */
    filter(field) {
        const isOwn = field.depends?.length && !field.depends.some((name) => name.includes("."));
        return COLUMN_TYPES.includes(field.type) && Boolean(field.searchable || isOwn);
    }

    update(names) {
        return this.props.record.update({ [this.props.name]: names.join(",") });
    }

    async add(name) {
        this.state.adding++; // a fresh, empty selector
        if (name && !this.names.includes(name)) {
            await this.update([...this.names, name]);
        }
    }

    remove(name) {
        return this.update(this.names.filter((other) => other !== name));
    }
}

export const cardColumns = {
    component: CardColumns,
    displayName: _t("Card Columns"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "model", type: "char" }],
};

registry.category("fields").add("sales_card_columns", cardColumns);
