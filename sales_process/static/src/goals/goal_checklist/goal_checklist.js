import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The goals of the opportunity's stage: what is met, when and by what, and what is missing.
 * Everything comes from `crm.lead.goal_status`; what a click opens is an action of the server.
 */
export class GoalChecklistField extends Component {
    static template = "sales_process.GoalChecklistField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get status() {
        return this.props.record.data[this.props.name] || { goals: [] };
    }

    get goals() {
        return this.status.goals.map((goal) => ({
            ...goal,
            icon: this.getIcon(goal),
            stateText: this.getStateText(goal),
            logText: _t("Log: %s", goal.name),
            dateText: goal.met_on ? formatDate(deserializeDate(goal.met_on)) : "",
            progressText:
                goal.count > 1
                    ? _t("%(done)s of %(count)s", { done: goal.done, count: goal.count })
                    : "",
        }));
    }

    get summary() {
        const { next_stage: nextStage, is_met: isMet, policy, stage } = this.status;
        if (isMet) {
            return _t("All required goals are met.");
        }
        if (policy === "block") {
            return _t("“%s” can be left when the required goals are met.", stage);
        }
        return nextStage ? _t("Then it moves on to “%s” by itself.", nextStage) : "";
    }

    getIcon(goal) {
        if (goal.is_met) {
            return "fa-check-circle text-success";
        }
        return goal.is_set_aside ? "fa-minus-circle text-muted" : "fa-circle-o text-muted";
    }

    getStateText(goal) {
        if (goal.is_met) {
            return _t("met");
        }
        return goal.is_set_aside ? _t("set aside") : _t("missing");
    }

    onClickSource(goal) {
        return this.execute("action_open_goal_source", [goal.source.model, goal.source.id]);
    }

    onClickLog(goal) {
        return this.execute("action_log_goal_event", [goal.event_category_id]);
    }

    onClickPlan() {
        return this.execute("action_plan_stage_tasks");
    }

    /** Save, call the opportunity's method, open what it returns, and show the new state. */
    async execute(method, args = []) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        // defaults of this screen are no matter of the activities that are planned
        const action = await this.orm.call("crm.lead", method, [[record.resId], ...args]);
        // the whole form: a goal that is met moves the opportunity on and clears its tasks
        const reload = () => record.model.load();
        if (action && action.type) {
            await this.action.doAction(action, { onClose: reload });
        } else {
            await reload();
        }
    }
}

export const goalChecklistField = {
    component: GoalChecklistField,
    displayName: _t("Goal Checklist"),
    supportedTypes: ["json"],
};

registry.category("fields").add("sales_goal_checklist", goalChecklistField);
