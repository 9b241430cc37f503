import { onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { GroupConfigMenu } from "@web/views/view_components/group_config_menu";

/** The menu of a column of the pipeline leads managers to all stages. */
patch(GroupConfigMenu.prototype, {
    setup() {
        super.setup();
        this.stageAction = useService("action");
        onWillStart(async () => {
            this.isStageManager =
                this.group.groupByField.relation === "crm.stage" &&
                (await user.hasGroup("sales_team.group_sale_manager"));
        });
    },

    get permissions() {
        const permissions = super.permissions;
        Object.defineProperty(permissions, "canOpenStages", {
            get: () => Boolean(this.isStageManager),
            configurable: true,
        });
        return permissions;
    },

    openStages() {
        return this.stageAction.doAction("sales_process.crm_stage_action_overview");
    },
});

registry.category("group_config_items").add(
    "sales_process_stages",
    {
        label: _t("All Stages"),
        method: "openStages",
        isVisible: ({ permissions }) => permissions.canOpenStages,
        class: "o_sales_process_stages",
        icon: "fa-list-ol",
    },
    { sequence: 22 }
);
