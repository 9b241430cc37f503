import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";

const isShared = (group) => group.groupByField.name === "team_ids" && !group.value;

/** Stages without a team are not those of nobody. */
class StageGroup extends listView.Model.Group {
    setup() {
        super.setup(...arguments);
        if (isShared(this)) {
            this.displayName = _t("Shared by all teams");
        }
    }
}

/** Odoo leaves what has no group folded: for most companies these are all stages there are. */
class StageTableModel extends listView.Model {
    static Group = StageGroup;

    async load() {
        await super.load(...arguments);
        const shared = (this.root.groups || []).find(isShared);
        if (shared?.isFolded && !this.wasOpened) {
            await shared.toggle();
        }
        this.wasOpened = true;
    }
}

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
    Model: StageTableModel,
    Controller: StageTableController,
});
