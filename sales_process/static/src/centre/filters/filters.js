import { Component } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { formatPeriod } from "../format";

/** Choices that one oversees: more of them are searched. */
const OVERSEEN = 15;

/** Period, team and seller. Native fields, which work by keyboard and on a phone; long lists are
    searched by Odoo's own menu. */
export class CentreFilters extends Component {
    static template = "sales_process.CentreFilters";
    static components = { SelectMenu };
    static props = { options: Object, filters: Object, update: Function };

    setup() {
        this.formatPeriod = formatPeriod;
    }

    get periodKey() {
        const { date_from, date_to, isCustom } = this.props.filters;
        const period =
            !isCustom &&
            this.props.options.periods.find(
                (item) => item.date_from === date_from && item.date_to === date_to
            );
        return period ? period.key : "custom";
    }

    isLong(choices) {
        return choices.length > OVERSEEN;
    }

    get teamChoices() {
        return this.props.options.teams.map(({ id, name }) => ({ value: id, label: name }));
    }

    get sellerChoices() {
        const { team_id } = this.props.filters;
        return this.props.options.sellers
            .filter((seller) => !team_id || seller.team_ids.includes(team_id))
            .map(({ id, name, active }) => ({
                value: id,
                label: active ? name : _t("%s (archived)", name),
            }));
    }

    onPeriod(ev) {
        const period = this.props.options.periods.find((item) => item.key === ev.target.value);
        if (period) {
            const { date_from, date_to } = period;
            this.props.update({ date_from, date_to, isCustom: false });
        } else {
            this.props.update({ isCustom: true });
        }
    }

    onDay(name, ev) {
        if (!ev.target.value) {
            return;
        }
        const days = { [name]: ev.target.value };
        const { date_from, date_to } = { ...this.props.filters, ...days };
        if (date_from > date_to) {
            days.date_from = days.date_to = ev.target.value;
        }
        this.props.update({ ...days, isCustom: true });
    }

    /** The period as long as this one right before or after it. */
    step(direction) {
        const first = deserializeDate(this.props.filters.date_from);
        const after = deserializeDate(this.props.filters.date_to).plus({ days: 1 });
        const isMonths = first.day === 1 && after.day === 1;
        const size = isMonths
            ? { months: Math.round(after.diff(first, "months").months) * direction }
            : { days: Math.round(after.diff(first, "days").days) * direction };
        this.props.update({
            date_from: serializeDate(first.plus(size)),
            date_to: serializeDate(after.plus(size).minus({ days: 1 })),
            isCustom: false,
        });
    }

    selectTeam(id) {
        const team_id = Number(id) || false;
        const seller = this.props.options.sellers.find(
            (item) => item.id === this.props.filters.user_id
        );
        const isInTeam = !team_id || seller?.team_ids.includes(team_id);
        this.props.update({ team_id, user_id: isInTeam ? this.props.filters.user_id : false });
    }

    selectSeller(id) {
        this.props.update({ user_id: Number(id) || false });
    }
}
