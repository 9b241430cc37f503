import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Bar } from "../../bar/bar";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Delta } from "../../delta/delta";
import { Figure } from "../../figure/figure";
import { formatDays, formatRate } from "../../format";

export class FunnelTab extends Component {
    static template = "sales_process.CentreFunnel";
    static components = { Bar, Definition, Delta, Figure };
    static props = { data: Object };

    setup() {
        this.dialog = useService("dialog");
        this.definitions = DEFINITIONS;
        this.formatRate = formatRate;
        this.formatDays = formatDays;
    }

    get sample() {
        return _t("%s opportunities", this.props.data.cohort);
    }

    get drops() {
        return this.props.data.stages.filter((stage) => stage.lost.value);
    }

    get calibrated() {
        return this.props.data.stages.filter((stage) => stage.calibration && !stage.is_won);
    }

    get mostLost() {
        return Math.max(1, ...this.drops.map((stage) => stage.lost.value));
    }

    interval({ low, high, sample }) {
        return sample
            ? _t("95 %% interval: %(low)s to %(high)s", {
                  low: formatRate(low),
                  high: formatRate(high),
              })
            : "";
    }

    /** The weight reaches the stage's opportunities at once: say so before it does. */
    adopt(stage) {
        const { weight, observed } = stage.calibration;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Adopt the observed percentage"),
            body: _t(
                "The weight of “%(stage)s” changes from %(weight)s to %(observed)s. Opportunities of the stage get it at once, but those whose weight was overruled.",
                {
                    stage: stage.name,
                    weight: formatRate(weight),
                    observed: formatRate(observed),
                }
            ),
            confirmLabel: _t("Adopt"),
            confirm: () => this.env.centre.run("adopt_observed_weight", [stage.id]),
            cancel: () => {},
        });
    }
}

registry.category("sales_process.centre_tabs").add("funnel", FunnelTab);
