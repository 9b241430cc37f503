import { Component, useSubEnv, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { CallbackRecorder } from "@web/search/action_hook";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { View, getDefaultConfig } from "@web/views/view";

/** The log form beside a row: its record is saved by the screen around it. */
export class RoundFormController extends FormController {
    setup() {
        super.setup();
        this.env.salesCardRound?.onFormReady(this.model);
    }
}

registry.category("views").add("sales_card_round_form", {
    ...formView,
    Controller: RoundFormController,
});

/** An empty log form with defaults, by Odoo's own form view, so that what others add to it is there. */
export class RoundForm extends Component {
    static template = xml`<View t-props="viewProps"/>`;
    static components = { View };
    static props = { context: Object, viewId: Number, onReady: Function };

    setup() {
        useSubEnv({
            config: getDefaultConfig(), // titles and breadcrumbs are the screen's
            salesCardRound: { onFormReady: this.props.onReady },
        });
        this.viewProps = {
            type: "form",
            resModel: "sales.event.log",
            resId: false,
            viewId: this.props.viewId,
            context: this.props.context,
            display: { controlPanel: false },
            __beforeLeave__: new CallbackRecorder(), // nothing is saved by leaving
        };
    }
}
