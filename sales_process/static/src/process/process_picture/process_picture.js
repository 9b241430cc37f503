import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A pipeline as a picture: its stages as a road of arrows, darker the more an opportunity weighs,
 * with what each of them has. Drawn from the stages themselves.
 */
export class ProcessPicture extends Component {
    static template = "sales_process.ProcessPicture";
    static props = { stages: { type: Array } };

    get stages() {
        return this.props.stages.map((stage) => ({
            ...stage,
            style: `--sales-stage-share: ${stage.weight}%`,
            title: this.getTitle(stage),
            weightText: _t("%s %", Math.round(stage.weight * 10) / 10),
        }));
    }

    getTitle(stage) {
        const lines = [stage.name, stage.description];
        if (stage.document) {
            lines.push(_t("Reached by: %s", stage.document));
        }
        if (stage.goals?.length) {
            lines.push(_t("Goals: %s", stage.goals.map((goal) => goal.name).join(", ")));
        }
        if (stage.tasks?.length) {
            lines.push(_t("Tasks: %s", stage.tasks.join(", ")));
        }
        if (stage.mail) {
            lines.push(_t("Mail to the customer: %s", stage.mail));
        }
        if (stage.days) {
            lines.push(_t("Going stale after %s days", stage.days));
        }
        return lines.filter(Boolean).join("\n");
    }
}

/** The picture as a field: the stages are its value. */
export class ProcessPictureField extends Component {
    static template = "sales_process.ProcessPictureField";
    static components = { ProcessPicture };
    static props = { ...standardFieldProps };

    get stages() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("sales_process_picture", {
    component: ProcessPictureField,
    displayName: _t("Picture of a Process"),
    supportedTypes: ["json"],
});
