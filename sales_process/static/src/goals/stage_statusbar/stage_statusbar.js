import {
    RottingStatusBarDurationField,
    rottingStatusBarDurationField,
} from "@mail/js/rotting_mixin/rotting_statusbar";
import { registry } from "@web/core/registry";

/** The stages of an opportunity. When a move is refused, it shows the real stage again. */
export class StageStatusBarField extends RottingStatusBarDurationField {
    async selectItem() {
        const { name, record } = this.props;
        const stage = record.data[name];
        const hadChanges = await record.isDirty();
        try {
            return await super.selectItem(...arguments);
        } catch (error) {
            if (record.resId && !hadChanges) {
                await record.discard();
            } else {
                // what else the user has entered stays
                await record.update({ [name]: stage });
            }
            throw error;
        }
    }
}

export const stageStatusBarField = {
    ...rottingStatusBarDurationField,
    component: StageStatusBarField,
    additionalClasses: ["o_field_rotting_statusbar_duration"], // looks the same
};

registry.category("fields").add("sales_stage_statusbar", stageStatusBarField);
