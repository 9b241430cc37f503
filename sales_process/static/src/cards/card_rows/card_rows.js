import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { useRowActions } from "@sales_process/cards/row_actions/row_actions";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

/** So many actions have a button of their own beside the menu of a row. */
const MAX_BUTTONS = 4;

/** Days next to today are said in words, others without a year that is this one. */
export function formatDay(day) {
    const distance = Math.round(
        day.startOf("day").diff(DateTime.local().startOf("day"), "days").days
    );
    if (distance === 0) {
        return _t("Today");
    } else if (distance === -1) {
        return _t("Yesterday");
    } else if (distance === 1) {
        return _t("Tomorrow");
    }
    const format = { day: "numeric", month: "short" };
    if (day.year !== DateTime.local().year) {
        format.year = "numeric";
    }
    return day.toLocaleString(format);
}

/** Amounts on a card tell the size: cents only where they are all there is. */
export function formatAmount(value, type, currencyId) {
    const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? [16, 0] : undefined;
    if (type === "monetary") {
        return formatMonetary(value, { currencyId, digits });
    } else if (type === "integer") {
        return formatInteger(value);
    }
    return formatFloat(value, { digits });
}

export function formatCell(row, column) {
    const value = row[column.name];
    switch (column.type) {
        case "boolean":
            return value ? column.string : "";
        case "integer":
        case "float":
        case "monetary":
            return formatAmount(value || 0, column.type, row.currencies?.[column.name]);
    }
    if (!value && value !== 0) {
        return "";
    }
    switch (column.type) {
        case "date":
            return formatDay(deserializeDate(value));
        case "datetime": {
            const moment = deserializeDateTime(value);
            return `${formatDay(moment)}, ${moment.toLocaleString(DateTime.TIME_SIMPLE)}`;
        }
        case "many2one":
        case "reference":
            return value[1];
        case "many2many":
        case "one2many":
            return value.join(", ");
        case "selection":
            return column.selection.find(([key]) => key === value)?.[1] || "";
    }
    return String(value);
}

/** Days say which they are; of other values the title and the order of columns do. */
export function formatDetail(row, column) {
    const value = formatCell(row, column);
    return value && isDay(column) ? `${column.string}: ${value}` : value;
}

function isDay(column) {
    return ["date", "datetime"].includes(column?.type);
}

/** A number is not red because a day is over. */
function isNumber(column) {
    return ["integer", "float", "monetary"].includes(column?.type);
}

export class CardRows extends Component {
    static template = "sales_process.CardRows";
    static components = { Dropdown, DropdownItem };
    static props = {
        ...standardFieldProps,
        clickable: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.calls = useService("sales_process.calls");
        this.root = useRef("root");
        this.menu = useDropdownState();
        // the row under the mouse or with the focus, whose buttons are drawn, and that of the menu
        this.state = useState({ currentId: null, menuId: null, items: [] });
        this.runAction = useRowActions();
        this.held = useState(this.env.salesCardBoard?.held || new Set());
        useEffect(
            () => this.takeFocus(),
            () => [this.rows]
        );
        useEffect(
            () => this.keepFocus(),
            () => [this.state.menuId]
        );
    }

    get data() {
        return this.props.record.data;
    }

    get error() {
        return this.data.error;
    }

    /** Somebody has changed what is shown, and the mouse is on it. */
    get isHeld() {
        return this.held.has(this.props.record.resId);
    }

    get emptyHelp() {
        return this.data.empty_help || _t("Nothing here. Use + to add the first one.");
    }

    /** What all rows have in common is said once, above them. */
    get commonReason() {
        const reasons = new Set(this.rows.map((row) => row.why));
        return this.rows.length > 1 && reasons.size === 1 ? [...reasons][0] : "";
    }

    get rows() {
        return this.data[this.props.name] || [];
    }

    get lines() {
        const columns = [...(this.data.preview_columns || [])];
        const lastColumn = columns.length > 1 ? columns.pop() : null;
        const common = this.commonReason;
        return this.rows.map((row) => {
            // where the first column is empty, the next one names the row
            const titled = columns.findIndex((column) => formatCell(row, column));
            const title = titled >= 0 ? formatCell(row, columns[titled]) : "";
            const details = columns
                .slice(titled + 1)
                .map((column) => formatDetail(row, column))
                .filter(Boolean);
            const aside = lastColumn ? formatCell(row, lastColumn) : "";
            if (row.why !== common) {
                details.push(row.why);
            }
            return {
                id: row.id,
                url: this.getUrl(row),
                why: row.why,
                tone: row.tone,
                alert: row.alert,
                asideTone: row.alert && isNumber(lastColumn) ? false : row.tone,
                dayName: aside && isDay(lastColumn) ? lastColumn.string : "",
                title: title || _t("Untitled"),
                aside,
                details: details.filter(Boolean).join(" · "),
                phone: this.getPhone(row),
                phoneUrl: `tel:${this.getPhone(row).replace(/\s+/g, "")}`,
                ...this.getActions(row),
            };
        });
    }

    /** A number that the card shows can be called from its row. */
    getPhone(row) {
        const column = (this.data.preview_columns || []).find(
            ({ name, type }) => type === "char" && name.endsWith("phone")
        );
        return (column && row[column.name]) || "";
    }

    dial(line) {
        const row = this.rows.find(({ id }) => id === line.id);
        const { model } = this.data;
        this.calls.begin({
            number: line.phone,
            name: line.title,
            customerId: model === "res.partner" ? line.id : (row.customer_id || row.partner_id)?.[0],
            leadId: model === "crm.lead" && line.id,
        });
    }

    /** What can be done with a row: all of it in its menu, the first ones as buttons, too. */
    getActions(row) {
        const known = new Map((this.data.row_actions || []).map((action) => [action.name, action]));
        const actions = (row.actions || []).map((name) => known.get(name)).filter(Boolean);
        const buttons = actions.filter((action) => !action.is_menu_only);
        return { actions, buttons: buttons.slice(0, MAX_BUTTONS) };
    }

    /** The entries of a menu; each choice of an action is one. */
    getItems(actions) {
        return actions.flatMap((action) =>
            (action.choices || [{ values: {} }]).map(({ label, values }, place) => ({
                key: `${action.name} ${place}`,
                label: label ? `${action.label}: ${label}` : action.label,
                action,
                values,
            }))
        );
    }

    get hasTouch() {
        return hasTouch();
    }

    /** What is drawn when a finger touches a row would take away what it touches. */
    setCurrent(ev, rowId) {
        if (ev.pointerType === "touch" || (ev.type === "focusin" && this.hasTouch)) {
            return;
        }
        const isOnMenu = ev.type === "focusin" && ev.target.closest(".o_sales_card_row_menu");
        this.focusedMenuId = isOnMenu ? rowId : null;
        this.state.currentId = rowId;
        if (!this.menu.isOpen) {
            this.state.menuId = rowId;
        }
    }

    /** The mouse leaves a row; its buttons stay while one of them has the focus. */
    leave(rowId) {
        const row = this.root.el?.querySelector(`[data-id="${rowId}"]`);
        if (this.state.currentId === rowId && !row?.parentElement.contains(document.activeElement)) {
            this.state.currentId = null;
        }
    }

    /** The focus goes on to another row; what stands under the mouse or has its menu open stays. */
    blur(ev, rowId) {
        const { currentTarget: row, relatedTarget } = ev;
        const isUsed = this.menu.isOpen || row.contains(relatedTarget) || row.matches(":hover");
        if (!isUsed && relatedTarget && this.state.currentId === rowId) {
            this.state.currentId = null;
        }
    }

    toggleMenu(line, actions = line.actions) {
        if (this.menu.isOpen && this.state.menuId === line.id) {
            this.menu.close();
            return;
        }
        Object.assign(this.state, { menuId: line.id, items: this.getItems(actions) });
        this.menu.open();
    }

    /** The menu key of a keyboard and a long touch open the menu; the mouse has the browser's. */
    onContextMenu(ev, line) {
        if (ev.pointerType === "mouse" || !this.props.clickable || !line.actions.length) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.toggleMenu(line);
    }

    onAction(ev, line, action) {
        ev.stopPropagation();
        if (action.choices) {
            this.toggleMenu(line, [action]);
        } else {
            this.run(line, action);
        }
    }

    async run(line, action, values = {}) {
        const { record } = this.props;
        const board = this.env.salesCardBoard;
        const place = this.rows.findIndex((row) => row.id === line.id);
        await this.runAction({
            card: record,
            rowId: line.id,
            title: line.title,
            action,
            values,
            reload: () => {
                board.focus = { cardId: record.resId, place };
                return board.reload();
            },
        });
    }

    /** Go on with the row that has taken the place of the one on which something was done. */
    takeFocus() {
        const board = this.env.salesCardBoard;
        if (!board?.focus || board.focus.cardId !== this.props.record.resId) {
            return;
        }
        const { place } = board.focus;
        const { activeElement } = document;
        board.focus = null;
        if (!activeElement || activeElement === document.body) {
            const links = this.root.el.querySelectorAll(".o_sales_card_row");
            links[Math.min(place, links.length - 1)]?.focus();
        }
    }

    /** The row that gets the menu has its button drawn anew: the focus stays there. */
    keepFocus() {
        const { activeElement } = document;
        const isLost = !activeElement || activeElement === document.body;
        if (this.focusedMenuId && this.focusedMenuId === this.state.menuId && isLost) {
            const row = this.root.el?.querySelector(`[data-id="${this.focusedMenuId}"]`);
            row?.parentElement.querySelector(".o_sales_card_row_menu")?.focus();
        }
    }

    getUrl(row) {
        const model = this.data.model || "";
        return `/odoo/${model.includes(".") ? model : `m-${model}`}/${row.id}`;
    }

    async onClick(ev, line) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return; // the link opens in a new tab
        }
        ev.preventDefault();
        if (!this.props.clickable) {
            return;
        }
        const { record } = this.props;
        await this.action.doActionButton({
            type: "object",
            name: "action_open_row",
            args: JSON.stringify([line.id]),
            resModel: record.resModel,
            resId: record.resId,
            context: record.context,
            onClose: () => record.model.load(),
        });
    }
}

export const cardRows = {
    component: CardRows,
    displayName: _t("Card Rows"),
    supportedTypes: ["json"],
    supportedOptions: [
        { label: _t("Rows can be opened"), name: "clickable", type: "boolean" },
    ],
    fieldDependencies: [
        { name: "preview_columns", type: "json", readonly: true },
        { name: "row_actions", type: "json", readonly: true },
        { name: "error", type: "char", readonly: true },
        { name: "can_edit", type: "boolean", readonly: true },
        { name: "empty_help", type: "char" },
        { name: "model", type: "char" },
    ],
    extractProps: ({ options }) => ({ clickable: Boolean(options.clickable) }),
};

registry.category("fields").add("sales_card_rows", cardRows);
