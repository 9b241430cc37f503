import { _t } from "@web/core/l10n/translation";
import { parseFloat } from "@web/views/fields/parsers";

/** What cannot be a target, with what to say about it. */
export class NoTarget extends Error {}

/**
 * The number in a cell as people write it; nothing is 0.
 *
 * @throws {NoTarget} names the cell
 */
export function parseTarget(text, cell) {
    const written = text.replace(/[\s\u00a0\u202f]/g, "");
    if (!written) {
        return 0;
    }
    let value;
    try {
        value = parseFloat(written);
    } catch {
        value = NaN;
    }
    if (!Number.isFinite(value) || value < 0 || value > 1e13) {
        throw new NoTarget(
            _t("%(cell)s: “%(text)s” is no target. Give a number above zero, or nothing.", {
                cell,
                text: text.trim().slice(0, 80),
            })
        );
    }
    return Math.round(value * 100) / 100;
}

/**
 * What was copied from a spreadsheet, cell by cell from one cell on to the right and down.
 *
 * @param {string} text
 * @param {{id, name}[]} sellers from the one on into whose row it is pasted
 * @param {{key, label}[]} columns from the one on into which it is pasted
 * @returns {{sellerId, column, value}[]}
 * @throws {NoTarget} it does not fit, or a cell is no number: nothing is to be taken over
 */
export function parsePaste(text, sellers, columns) {
    const rows = text
        .replace(/\r\n?/g, "\n")
        .replace(/\n$/, "")
        .split("\n")
        .map((row) => row.split("\t"));
    const width = Math.max(...rows.map((row) => row.length));
    if (rows.length > sellers.length) {
        throw new NoTarget(
            _t(
                "%(rows)s rows were copied, but from %(seller)s on there are %(count)s sellers. Nothing was pasted.",
                { rows: rows.length, seller: sellers[0].name, count: sellers.length }
            )
        );
    }
    if (width > columns.length) {
        throw new NoTarget(
            _t(
                "%(columns)s columns were copied, but from “%(column)s” on there are %(count)s. Nothing was pasted.",
                { columns: width, column: columns[0].label, count: columns.length }
            )
        );
    }
    return rows.flatMap((row, i) =>
        row.map((written, j) => ({
            sellerId: sellers[i].id,
            column: columns[j].key,
            value: parseTarget(written, `${sellers[i].name}, ${columns[j].label}`),
        }))
    );
}

/** A whole amount in whole parts that add up to it, by share; equal parts where nobody has any. */
export function splitAmount(amount, shares) {
    const positive = shares.map((share) => Math.max(share || 0, 0));
    const sum = positive.reduce((total, share) => total + share, 0);
    const weights = sum ? positive : positive.map(() => 1);
    const whole = sum || weights.length;
    const exact = weights.map((weight) => (Math.round(amount) * weight) / whole);
    const parts = exact.map(Math.floor);
    const left = Math.round(amount) - parts.reduce((total, part) => total + part, 0);
    const places = exact.map((_part, place) => place);
    places.sort((a, b) => exact[b] - parts[b] - (exact[a] - parts[a]) || a - b);
    for (const place of places.slice(0, left)) {
        parts[place]++;
    }
    return parts;
}
