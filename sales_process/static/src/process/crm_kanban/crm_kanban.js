import { CrmColumnProgress } from "@crm/views/crm_kanban/crm_column_progress";
import { CrmKanbanArchParser } from "@crm/views/crm_kanban/crm_kanban_arch_parser";
import { crmKanbanView } from "@crm/views/crm_kanban/crm_kanban_view";
import { extractAttributes } from "@web/core/utils/xml";
import { patch } from "@web/core/utils/patch";

const ATTRIBUTE = "weighted_revenue_sum_field";

/** A column of the pipeline shows its weighted revenue next to the expected one. */
patch(CrmKanbanArchParser.prototype, {
    parseProgressBar(progressBar, fields) {
        const result = super.parseProgressBar(...arguments);
        result[ATTRIBUTE] = fields[extractAttributes(progressBar, [ATTRIBUTE])[ATTRIBUTE]] || false;
        return result;
    },
});

patch(crmKanbanView.Controller.prototype, {
    get progressBarAggregateFields() {
        const fields = super.progressBarAggregateFields;
        const weighted = this.props.archInfo.progressAttributes?.[ATTRIBUTE];
        return weighted ? [...fields, weighted] : fields;
    },
});

patch(CrmColumnProgress.prototype, {
    getWeightedAggregate(group) {
        const { progressBarState } = this.props;
        const field = progressBarState.progressAttributes[ATTRIBUTE];
        return field ? progressBarState.getAggregateValue(group, field) : {};
    },
});
