import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";

/** The list of stages: a weight that is saved may mend, or break, the stages beside it. */
export class StageTableController extends listView.Controller {
    async onRecordSaved(record, changes) {
        const result = await super.onRecordSaved(record, changes);
        const { records } = this.model.root;
        const place = records.findIndex((other) => other.id === record.id);
        for (const [index, other] of records.entries()) {
            const isBeside = Math.abs(index - place) === 1;
            if (index !== place && (isBeside || other.data.weight_warning)) {
                other.load(); // after this save, which others wait for
            }
        }
        return result;
    }
}

registry.category("views").add("sales_stage_table", {
    ...listView,
    Controller: StageTableController,
});
