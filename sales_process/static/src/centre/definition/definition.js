import { Component, useState } from "@odoo/owl";

/** The title of a panel; what it means, in words, is one click away. */
export class Definition extends Component {
    static template = "sales_process.CentreDefinition";
    static props = {
        title: String,
        text: String,
        sample: { type: String, optional: true },
        slots: { type: Object, optional: true },
    };
    static nextId = 1;

    setup() {
        this.id = `o_centre_definition_${Definition.nextId++}`;
        this.state = useState({ isOpen: false });
    }
}
