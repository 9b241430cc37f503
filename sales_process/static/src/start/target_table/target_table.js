import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { NoTarget, parsePaste, parseTarget, splitAmount } from "./paste";

const PAGE = 50;

/** The targets of all sellers, typed and pasted as in a spreadsheet, saved at once. */
export class TargetTable extends Component {
    static template = "sales_process.TargetTable";
    static components = { Layout, Pager };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            edits: {},
            offset: 0,
            fill: { kind: "same", column: "", number: "" },
            isSaving: false,
        });
        useSetupAction({
            beforeLeave: () => this.confirmLeave(),
            beforeUnload: (ev) => this.isChanged && ev.preventDefault(),
        });
        onWillStart(() => this.load({}));
    }

    get display() {
        return { controlPanel: {} };
    }

    get filters() {
        return this.state.data.filters;
    }

    async load(filters) {
        const data = await this.keepLast.add(
            this.orm.call("sales.target.table", "get_table", [filters])
        );
        Object.assign(this.state, { data, edits: {}, offset: 0 });
        if (!data.columns.some((column) => column.key === this.state.fill.column)) {
            this.state.fill.column = data.filters.mode === "months" ? "" : data.columns[0].key;
        }
    }

    setFilter(name, value) {
        return this.load({ ...this.filters, [name]: value });
    }

    // CELLS

    key(seller, column) {
        return `${seller.id}|${column.key}`;
    }

    value(seller, column) {
        const edited = this.state.edits[this.key(seller, column)];
        return edited === undefined ? this.saved(seller, column) : edited;
    }

    saved(seller, column) {
        return this.state.data.values[seller.id][column.key] || 0;
    }

    isEdited(seller, column) {
        return this.state.edits[this.key(seller, column)] !== undefined;
    }

    setValue(seller, column, value) {
        const key = this.key(seller, column);
        if (value === this.saved(seller, column)) {
            delete this.state.edits[key];
        } else {
            this.state.edits[key] = value;
        }
    }

    format(value) {
        if (!value) {
            return "";
        }
        return Number.isInteger(value) ? formatInteger(value) : formatFloat(value);
    }

    cellName(seller, column) {
        return `${seller.name}, ${column.label}`;
    }

    get isChanged() {
        return this.changedCount > 0;
    }

    get changedCount() {
        return Object.keys(this.state.edits).length;
    }

    get pageSellers() {
        return this.state.data.sellers.slice(this.state.offset, this.state.offset + PAGE);
    }

    get pager() {
        return {
            offset: this.state.offset,
            limit: PAGE,
            total: this.state.data.sellers.length,
            isEditable: false,
            onUpdate: ({ offset }) => {
                this.state.offset = offset;
            },
        };
    }

    sum(column) {
        const { sellers } = this.state.data;
        return sellers.reduce((total, seller) => total + this.value(seller, column), 0);
    }

    rowSum(seller) {
        const { columns } = this.state.data;
        return columns.reduce((total, column) => total + this.value(seller, column), 0);
    }

    get hasRowSums() {
        const { filters, columns } = this.state.data;
        return filters.mode === "months" && filters.metric !== "weighted_pipeline" && columns.length;
    }

    get hasTeamValues() {
        return Object.values(this.state.data.team_values).some(Boolean);
    }

    // TYPING AND PASTING

    onChange(seller, column, ev) {
        this.tell(() =>
            this.setValue(seller, column, parseTarget(ev.target.value, this.cellName(seller, column)))
        );
        ev.target.value = this.format(this.value(seller, column));
    }

    onPaste(seller, column, ev) {
        const text = ev.clipboardData.getData("text/plain");
        if (!/[\t\n\r]/.test(text.trim())) {
            return;
        }
        ev.preventDefault();
        const { sellers, columns } = this.state.data;
        this.tell(() => {
            const cells = parsePaste(
                text,
                sellers.slice(sellers.indexOf(seller)),
                columns.slice(columns.indexOf(column))
            );
            for (const cell of cells) {
                this.setValue({ id: cell.sellerId }, { key: cell.column }, cell.value);
            }
        });
    }

    /** What is no target is told, and changes nothing. */
    tell(work) {
        try {
            work();
        } catch (error) {
            if (!(error instanceof NoTarget)) {
                throw error;
            }
            this.notification.add(error.message, { type: "danger", sticky: true });
        }
    }

    /** Enter and the arrows go up and down, as in a spreadsheet. */
    onKeydown(ev) {
        const step = { Enter: ev.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const cell = ev.target.closest("td");
        const row = cell.parentElement;
        const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
        const input = next?.children[cell.cellIndex]?.querySelector("input");
        if (input) {
            input.focus();
            input.select();
        } else {
            ev.target.blur();
        }
    }

    // FILLING

    get filledColumns() {
        const { columns } = this.state.data;
        const { column } = this.state.fill;
        return column ? columns.filter(({ key }) => key === column) : columns;
    }

    async fill() {
        const { kind, number } = this.state.fill;
        const amount = number.trim() ? this.readNumber(number) : null;
        if (amount === undefined) {
            return;
        }
        if (kind === "same") {
            return this.fillSame(amount || 0);
        }
        const reached = await this.orm.call("sales.target.table", "get_last_year", [this.filters]);
        return kind === "split"
            ? this.fillSplit(amount, reached)
            : this.fillLastYear(amount || 0, reached);
    }

    readNumber(text) {
        // last year plus −10 % is a plan, too
        const isLess = /^[-−]/.test(text.trim());
        let value;
        this.tell(() => {
            value = parseTarget(text.replace(/^\s*[-−+]/, "").replace("%", ""), _t("Fill"));
        });
        return value !== undefined && isLess ? -value : value;
    }

    fillSame(amount) {
        if (amount < 0) {
            return this.warn(_t("A target is above zero. Nothing was filled."));
        }
        for (const column of this.filledColumns) {
            for (const seller of this.state.data.sellers) {
                this.setValue(seller, column, amount);
            }
        }
    }

    fillLastYear(percent, reached) {
        const without = new Set();
        for (const column of this.filledColumns) {
            for (const seller of this.state.data.sellers) {
                const value = Math.round((reached[seller.id][column.key] || 0) * (1 + percent / 100));
                if (value > 0) {
                    this.setValue(seller, column, value);
                } else {
                    without.add(seller.name);
                }
            }
        }
        if (without.size) {
            this.warn(
                _t("Nothing to go by in the year before, left as it was: %s", [...without].join(", "))
            );
        }
    }

    fillSplit(amount, reached) {
        const { sellers, team_values } = this.state.data;
        for (const column of this.filledColumns) {
            const total = amount === null ? team_values[column.key] : amount;
            if (!(total > 0)) {
                this.warn(_t("%s: say how much is to be split.", column.label));
                continue;
            }
            const shares = sellers.map((seller) => reached[seller.id][column.key]);
            splitAmount(total, shares).forEach((part, place) =>
                this.setValue(sellers[place], column, part)
            );
        }
    }

    warn(text) {
        this.notification.add(text, { type: "warning" });
    }

    // SAVING

    async save() {
        const changes = Object.entries(this.state.edits).map(([key, value]) => {
            const [id, column] = key.split("|");
            const before = this.state.data.values[id][column] || 0;
            return { user_id: Number(id), column, value, before };
        });
        this.state.isSaving = true;
        try {
            const count = await this.orm.call("sales.target.table", "save", [this.filters, changes]);
            this.notification.add(_t("%s targets were saved.", count), { type: "success" });
            const { offset } = this.state;
            await this.load(this.filters);
            this.state.offset = offset;
        } finally {
            this.state.isSaving = false;
        }
    }

    discard() {
        this.state.edits = {};
    }

    confirmLeave() {
        if (!this.isChanged) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    body: _t("%s changed targets are not saved.", this.changedCount),
                    confirmLabel: _t("Leave without saving"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    openList() {
        return this.action.doAction("sales_process.sales_target_action");
    }
}

registry.category("actions").add("sales_process.target_table", TargetTable);
