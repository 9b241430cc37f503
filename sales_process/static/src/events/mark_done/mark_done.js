import { onWillStart, useState } from "@odoo/owl";
import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";
import { Activity } from "@mail/core/common/activity_model";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";

/** How events can have gone: asked for once, when the first event is marked done. */
export const outcomesService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        let outcomes = null;
        return {
            get() {
                outcomes ||= orm.searchRead("sales.event.outcome", [], ["name"]).catch(() => {
                    outcomes = null; // asked for again next time
                    return [];
                });
                return outcomes;
            },
        };
    },
};

registry.category("services").add("sales_process.outcomes", outcomesService);

/** Odoo's *Mark Done* asks in one line how an event went; empty counts as held. */
patch(ActivityMarkAsDone.prototype, {
    setup() {
        super.setup();
        this.outcome = useState({ options: [] });
        onWillStart(async () => {
            if (this.props.activity.asks_outcome) {
                this.outcome.options = await this.env.services["sales_process.outcomes"].get();
            }
        });
    },

    setOutcome(ev) {
        this.props.activity.outcomeId = Number(ev.target.value) || undefined;
    },
});

/** What was chosen is kept first: marked done a second time, it is the same. */
patch(Activity.prototype, {
    async keepOutcome() {
        if (this.outcomeId) {
            const values = { outcome_id: this.outcomeId };
            await this.store.env.services.orm.write("mail.activity", [this.id], values);
        }
    },

    async markAsDone() {
        await this.keepOutcome();
        return super.markAsDone(...arguments);
    },

    async markAsDoneAndScheduleNext() {
        await this.keepOutcome();
        return super.markAsDoneAndScheduleNext(...arguments);
    },
});
