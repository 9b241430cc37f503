import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { normalize } from "@web/core/l10n/utils/normalize";
import { ProcessPicture } from "@sales_process/process/process_picture/process_picture";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Choosing a ready-made process: the pictures of all pipelines side by side, with whom each is for.
 * Once one is chosen it alone is shown, and the others on demand.
 */
export class ProcessPickerField extends Component {
    static template = "sales_process.ProcessPickerField";
    static components = { ProcessPicture };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ isOpen: !this.chosenId, search: "" });
        onWillStart(async () => {
            this.processes = await this.orm.call("sales.process.template", "get_pictures", []);
        });
    }

    get chosenId() {
        return this.props.record.data[this.props.name]?.id;
    }

    get shown() {
        if (!this.state.isOpen) {
            return this.processes.filter((process) => process.id === this.chosenId);
        }
        const words = normalize(this.state.search).split(/\s+/).filter(Boolean);
        return this.processes.filter((process) => {
            const text = normalize(
                [process.name, process.description, ...process.picture.map((s) => s.name)].join(" ")
            );
            return words.every((word) => text.includes(word));
        });
    }

    get countText() {
        return _t("%(shown)s of %(all)s processes", {
            shown: this.shown.length,
            all: this.processes.length,
        });
    }

    async choose(process) {
        await this.props.record.update({
            [this.props.name]: { id: process.id, display_name: process.name },
        });
        this.state.isOpen = false;
    }
}

registry.category("fields").add("sales_process_picker", {
    component: ProcessPickerField,
    displayName: _t("Pictures of Processes"),
    supportedTypes: ["many2one"],
});
