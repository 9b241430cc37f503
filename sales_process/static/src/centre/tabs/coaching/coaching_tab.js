import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Bar } from "../../bar/bar";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Figure } from "../../figure/figure";
import { formatAmount, formatDays, formatNumber, formatRate, isMissing } from "../../format";

export class CoachingTab extends Component {
    static template = "sales_process.CentreCoaching";
    static components = { Bar, Definition, Figure };
    static props = { data: Object };

    setup() {
        this.definitions = DEFINITIONS;
        this.formatRate = formatRate;
        this.formatDays = formatDays;
        this.isMissing = isMissing;
        this.state = useState({ sellerId: null });
    }

    get sellers() {
        return this.props.data.sellers;
    }

    get seller() {
        return (
            this.sellers.find((seller) => seller.id === this.state.sellerId) || this.sellers[0]
        );
    }

    /** The stages that the seller's opportunities were in; all of them where there were none. */
    get stages() {
        const touched = this.seller.stages.filter((row) => row.sample);
        return touched.length ? touched : this.seller.stages;
    }

    /** Nobody has a sample that counts: the period is too short. */
    get isTooShort() {
        return this.sellers.every((seller) => seller.stages.every((row) => isMissing(row.rate)));
    }

    amount(value) {
        return formatAmount(value, this.props.data.currency_id);
    }

    summary(seller) {
        const weakest = seller.stages.find((row) => row.stage_id === seller.weakest_stage_id);
        if (!weakest) {
            return {
                best: _t("At the best everywhere"),
                best_so_far: _t("At the best where there are enough to tell"),
                alone: _t("Nobody to compare with"),
                too_few: _t("Too few opportunities to tell"),
            }[seller.verdict];
        }
        return seller.worth
            ? _t("%(stage)s · worth %(worth)s", {
                  stage: weakest.name,
                  worth: this.amount(seller.worth),
              })
            : weakest.name;
    }

    hint(row) {
        if (isMissing(row.rate)) {
            return row.sample
                ? _t("Only %(sample)s, fewer than %(minimum)s: too few to tell", {
                      sample: row.sample,
                      minimum: this.props.data.min_sample,
                  })
                : _t("No opportunity in this stage");
        }
        if (isMissing(row.best_rate)) {
            return _t("Nobody to compare with");
        }
        if (row.points > 0.5) {
            const deals = formatNumber(row.lost_deals);
            return isMissing(row.worth)
                ? _t("%s more would have moved on", deals)
                : _t("%(deals)s more would have moved on, worth %(worth)s", {
                      deals,
                      worth: this.amount(row.worth),
                  });
        }
        return _t("Among the best");
    }

    best(row) {
        return _t("Best quarter: %(rate)s of %(sample)s", {
            rate: formatRate(row.best_rate),
            sample: row.best_sample,
        });
    }

    plan(row) {
        return this.env.centre.run("action_plan_coaching", [
            this.seller.id,
            row.stage_id,
            this.env.centre.filters,
        ]);
    }
}

registry.category("sales_process.centre_tabs").add("coaching", CoachingTab);
