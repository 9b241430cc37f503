import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatFloat } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const MODEL = "crm.lead.stage.history";
const COLORS = { document: "text-bg-info", goal: "text-bg-success", rule: "text-bg-warning" };
const LIMIT = 40;

/**
 * The stays of an opportunity in its stages, newest first. They are asked for when their tab is
 * opened: most of the time that an opportunity is looked at, nobody wants to know.
 */
export class StayList extends Component {
    static template = "sales_process.StayList";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.field = useService("field");
        this.orm = useService("orm");
        this.allText = _t("All details");
        this.state = useState({ stays: [], fields: {} });
        useRecordObserver((record) => {
            const { date_last_stage_update: moved, won_status: outcome } = record.data;
            return this.load(record.resId, moved, outcome);
        });
    }

    async load(leadId) {
        const fieldNames = [
            "stage_id",
            "entered_on",
            "left_on",
            "duration_days",
            "cause",
            "entered_by_id",
        ];
        const [fields, { records }] = await Promise.all([
            this.field.loadFields(MODEL, { fieldNames }),
            leadId
                ? this.orm.webSearchRead(MODEL, [["lead_id", "=", leadId]], {
                      specification: {
                          display_name: {},
                          entered_on: {},
                          left_on: {},
                          duration_days: {},
                          cause: {},
                          entered_by_id: { fields: { display_name: {} } },
                      },
                      limit: LIMIT,
                  })
                : { records: [] },
        ]);
        const causes = Object.fromEntries(fields.cause.selection);
        this.state.fields = fields;
        this.state.stays = records.map((stay) => ({
            id: stay.id,
            stage: stay.display_name,
            isCurrent: !stay.left_on,
            entered: this.formatMoment(stay.entered_on),
            left: this.formatMoment(stay.left_on),
            days: formatFloat(stay.duration_days, { digits: [16, 1] }),
            cause: causes[stay.cause],
            color: COLORS[stay.cause] || "text-bg-light",
            by: stay.entered_by_id ? stay.entered_by_id.display_name : "",
        }));
    }

    formatMoment(text) {
        return text ? toLocaleDateTimeString(deserializeDateTime(text), { showSeconds: false }) : "";
    }

    async openAll() {
        await this.action.doAction("sales_process.crm_lead_stage_history_action", {
            additionalContext: { search_default_lead_id: this.props.record.resId },
            viewType: "list",
        });
    }
}

export const stayList = {
    component: StayList,
    fieldDependencies: [
        { name: "date_last_stage_update", type: "datetime" },
        { name: "won_status", type: "selection" },
    ],
};

registry.category("view_widgets").add("sales_stay_list", stayList);
