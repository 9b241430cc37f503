import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Bar } from "../../bar/bar";
import { Definition } from "../../definition/definition";
import { DEFINITIONS } from "../../definitions";
import { Figure } from "../../figure/figure";
import { formatFigure, formatNumber, formatPeriod, isMissing } from "../../format";

const TONES = { done: "success", ahead: "success", behind: "warning", far_behind: "danger" };

export class TargetsTab extends Component {
    static template = "sales_process.CentreTargets";
    static components = { Bar, Definition, Figure };
    static props = { data: Object };

    setup() {
        this.definitions = DEFINITIONS;
    }

    get sellers() {
        return this.group("seller");
    }

    get teams() {
        return this.group("team");
    }

    /** Targets by their owner, those furthest behind pace first. */
    group(owner) {
        const groups = new Map();
        for (const target of this.props.data.targets.filter((item) => item.owner === owner)) {
            const key = owner === "seller" ? target.user_id : target.team_id;
            if (!groups.has(key)) {
                groups.set(key, { id: key, name: target.name, active: target.active, targets: [] });
            }
            groups.get(key).targets.push(target);
        }
        const lag = (group) =>
            Math.min(
                ...group.targets.map((target) => (target.actual - target.expected) / target.target)
            );
        return [...groups.values()].sort(
            (a, b) => lag(a) - lag(b) || a.name.localeCompare(b.name)
        );
    }

    get isEmpty() {
        return !this.props.data.targets.length;
    }

    kind(target) {
        return target.is_monetary ? "amount" : "number";
    }

    format(target, value) {
        return formatFigure(value, this.kind(target), this.props.data.currency_id);
    }

    tone(target) {
        return TONES[target.status];
    }

    max(target) {
        return Math.max(target.target, target.actual);
    }

    period(target) {
        return formatPeriod(target.date_from, target.date_to);
    }

    standing(target) {
        return _t("of %(target)s, pace %(pace)s", {
            target: this.format(target, target.target),
            pace: this.format(target, target.expected),
        });
    }

    barLabel(target) {
        return `${this.format(target, target.actual)} ${this.standing(target)}`;
    }

    /** What the standing means for the days that are left. */
    hint(target) {
        if (target.status === "done") {
            return _t("Reached");
        }
        if (!target.is_current) {
            return target.expected
                ? _t("Not reached, %s missing", this.format(target, target.target - target.actual))
                : _t("Begins later");
        }
        if (isMissing(target.needed_per_day)) {
            return this.statusText(target);
        }
        const values = {
            status: this.statusText(target),
            projected: this.format(target, Math.round(target.projected)),
            needed: this.format(target, target.needed_per_day),
            days: formatNumber(target.days_left),
        };
        if (target.days_left === 1) {
            return _t("%(status)s · heads for %(projected)s · %(needed)s on the last day", values);
        }
        return _t(
            "%(status)s · heads for %(projected)s · %(needed)s a day for %(days)s more days",
            values
        );
    }

    statusText(target) {
        return {
            done: _t("Reached"),
            ahead: _t("On pace"),
            behind: _t("Behind"),
            far_behind: _t("Far behind"),
        }[target.status];
    }

    note(target) {
        if (target.is_share) {
            return _t("Equal share of %s", target.team_name);
        }
        if (target.team_mode === "split") {
            return _t("Splits equally among the sellers");
        }
        if (target.team_mode === "sum") {
            return _t("Sum of the sellers' targets");
        }
        return target.owner === "seller" && target.team_name;
    }

    get withoutTarget() {
        return this.props.data.without_target.map((seller) => seller.name).join(", ");
    }

    openTarget(target) {
        if (this.env.centre.options.can_set_targets) {
            return this.env.centre.doAction({
                type: "ir.actions.act_window",
                res_model: "sales.target",
                res_id: target.target_id,
                views: [[false, "form"]],
            });
        }
    }

    setTargets() {
        return this.env.centre.doAction("sales_process.sales_target_action");
    }
}

registry.category("sales_process.centre_tabs").add("targets", TargetsTab);
