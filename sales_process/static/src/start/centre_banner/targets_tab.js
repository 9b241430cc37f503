import { patch } from "@web/core/utils/patch";
import { TargetsTab } from "@sales_process/centre/tabs/targets/targets_tab";

/** Targets are set for all sellers at once. */
patch(TargetsTab.prototype, {
    setTargets() {
        return this.env.centre.doAction("sales_process.sales_target_table_action");
    },
});
