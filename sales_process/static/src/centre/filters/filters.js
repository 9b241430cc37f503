import { Component } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { formatPeriod } from "../format";

/** Period, team and seller. Native fields: they work by keyboard and on a phone. */
export class CentreFilters extends Component {
    static template = "sales_process.CentreFilters";
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

    get sellers() {
        const { team_id } = this.props.filters;
        return this.props.options.sellers.filter(
            (seller) => !team_id || seller.team_ids.includes(team_id)
        );
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

    onTeam(ev) {
        const team_id = Number(ev.target.value) || false;
        const seller = this.props.options.sellers.find(
            (item) => item.id === this.props.filters.user_id
        );
        const isInTeam = !team_id || seller?.team_ids.includes(team_id);
        this.props.update({ team_id, user_id: isInTeam ? this.props.filters.user_id : false });
    }

    onSeller(ev) {
        this.props.update({ user_id: Number(ev.target.value) || false });
    }
}
