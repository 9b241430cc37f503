import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

const { DateTime } = luxon;

/** What stands where a figure has no sample. */
export const NOTHING = "–";

export function isMissing(value) {
    return value === null || value === undefined || value === false;
}

/** Counts without decimals; averages with one where they have any and it matters. */
export function formatNumber(value) {
    if (isMissing(value)) {
        return NOTHING;
    }
    const rounded = Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value);
    return Number.isInteger(rounded)
        ? formatInteger(rounded)
        : formatFloat(rounded, { digits: [16, 1] });
}

/** Amounts tell the size, cents tell nothing here. */
export function formatAmount(value, currencyId) {
    if (isMissing(value)) {
        return NOTHING;
    }
    return formatMonetary(Math.round(value), { currencyId, digits: [16, 0] });
}

/** A percentage from 0 to 100. */
export function formatRate(value) {
    return isMissing(value)
        ? NOTHING
        : _t("%s %", formatFloat(value, { digits: [16, Math.abs(value) < 10 ? 1 : 0] }));
}

export function formatDays(value) {
    if (isMissing(value)) {
        return NOTHING;
    }
    if (value < 1) {
        return value * 24 < 1 ? _t("under an hour") : _t("%s h", formatNumber(value * 24));
    }
    return Math.round(value * 10) / 10 === 1 ? _t("1 day") : _t("%s days", formatNumber(value));
}

export function formatFigure(value, kind, currencyId) {
    switch (kind) {
        case "amount":
            return formatAmount(value, currencyId);
        case "rate":
            return formatRate(value);
        case "days":
            return formatDays(value);
    }
    return formatNumber(value);
}

/** A day as people say it, the year where it is not this one. */
export function formatDay(value) {
    if (!value) {
        return NOTHING;
    }
    const day = deserializeDate(value);
    const format = { day: "numeric", month: "short" };
    if (day.year !== DateTime.local().year) {
        format.year = "numeric";
    }
    return day.toLocaleString(format);
}

export function formatMonth(value) {
    return value
        ? deserializeDate(value).toLocaleString({ month: "short", year: "numeric" })
        : _t("No date");
}

export function formatPeriod(dateFrom, dateTo) {
    const [first, last] = [deserializeDate(dateFrom), deserializeDate(dateTo)];
    if (first.day === 1 && last.plus({ days: 1 }).day === 1) {
        if (first.hasSame(last, "month")) {
            return first.toLocaleString({ month: "long", year: "numeric" });
        }
        if (first.month === 1 && last.month === 12 && first.year === last.year) {
            return String(first.year);
        }
        return `${formatMonth(dateFrom)} – ${formatMonth(dateTo)}`;
    }
    return `${formatDay(dateFrom)} – ${formatDay(dateTo)}`;
}
