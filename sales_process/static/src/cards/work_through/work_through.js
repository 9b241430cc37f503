import { Component, markup, onWillDestroy, onWillStart, status, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatAmount, formatCell, formatDay } from "@sales_process/cards/card_rows/card_rows";
import { UNDO_TIME } from "@sales_process/cards/row_actions/row_actions";
import { RoundForm } from "@sales_process/cards/work_through/round_form";

/**
 * Works through a card: on the left the row with what matters for the contact, on the right the form
 * that logs it. Everything comes from `get_round`, and each step answers with the row that is next.
 */
export class WorkThrough extends Component {
    static template = "sales_process.WorkThrough";
    static components = { Dropdown, DropdownItem, Layout, RoundForm };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Work through a Card");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.calls = useService("sales_process.calls");
        this.root = useRef("root");
        this.cardId = this.props.action.context.active_id;
        this.display = { controlPanel: {} };
        this.form = null;
        // `turn` tells one row from the next, also where the same one comes again
        this.state = useState({ round: null, turn: 0, isBusy: false, obstacle: "", note: "", day: "" });
        useSetupAction({ rootRef: this.root, beforeLeave: () => this.mayLeave() });
        if (this.cardId) {
            // an address that somebody has typed names no card
            onWillStart(async () => this.take(await this.call("get_round", [])));
            onWillDestroy(() => this.leaveRound());
        }
    }

    call(method, args) {
        return this.orm.call("sales.card", method, [[this.cardId], ...args]);
    }

    /** Colleagues may take the row; it is theirs in any case after a while. */
    async leaveRound() {
        const { orm } = this.env.services;
        await orm.silent.call("sales.card", "leave_round", [[this.cardId]]).catch(() => {});
    }

    // ------------------------------------------------------------
    // WHAT IS SHOWN
    // ------------------------------------------------------------

    get round() {
        return this.state.round;
    }

    get row() {
        return this.round.row;
    }

    get doneCount() {
        const { logged, later, skipped } = this.round.done;
        return logged + later + skipped;
    }

    get total() {
        return this.doneCount + this.round.left;
    }

    get percent() {
        return this.total ? Math.round((100 * this.doneCount) / this.total) : 100;
    }

    get progressText() {
        return _t("%(done)s of %(total)s", { done: this.doneCount, total: this.total });
    }

    get startedText() {
        return _t("Started: %s", formatDay(deserializeDate(this.round.started_on)));
    }

    /** What the card shows of the row, each with its name. */
    get facts() {
        const { columns, line } = this.row;
        return columns
            .map((column) => ({ name: column.string, value: formatCell(line, column) }))
            .filter(({ value }) => value && ![this.row.name, this.row.customer?.name].includes(value));
    }

    get whereabouts() {
        const { function: part, company, place } = this.row.customer;
        return [part, company, place].filter(Boolean).join(" · ");
    }

    get sections() {
        return this.row.sections.map((section) => ({
            ...section,
            html: section.html && markup(section.html), // sanitized when it was saved
        }));
    }

    get doneLabel() {
        return _t("Met");
    }

    get openLabel() {
        return _t("Not met");
    }

    formatLead(lead) {
        const revenue = formatAmount(lead.revenue, "monetary", lead.currency);
        return [lead.stage, lead.revenue && revenue, lead.closing].filter(Boolean).join(" · ");
    }

    formatEvent(event) {
        return [event.category, event.outcome, event.seller].filter(Boolean).join(" · ");
    }

    // ------------------------------------------------------------
    // STEPS
    // ------------------------------------------------------------

    take(round) {
        this.form = null;
        this.callId = null;
        this.env.config.setDisplayName(round.card.name);
        Object.assign(this.state, { round, turn: this.state.turn + 1, obstacle: "", note: "", day: "" });
        this.root.el?.querySelector(".o_sales_work_row")?.scrollIntoView({ block: "start" });
    }

    /** One step at a time: a second click on the same button is none. */
    async step(name, values = {}) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        const resId = this.row?.id;
        try {
            const formId = name === "log" ? await this.saveForm() : undefined;
            if (formId === false) {
                return;
            }
            const answer = await this.call("run_round_step", [
                resId,
                name,
                formId ? { ...values, form_id: formId } : values,
            ]);
            if (answer.obstacle) {
                this.state.obstacle = answer.obstacle;
                return;
            }
            name === "log" && this.endCall();
            this.take(answer);
            answer.said && this.say(answer.said, resId);
        } finally {
            this.state.isBusy = false;
        }
    }

    /** A number was clicked: the form beside it is that of the call, as long as its row is shown. */
    async dial(phone) {
        const { row } = this;
        const { turn } = this.state;
        const isShown = () => row.form && this.state.turn === turn && status(this) !== "destroyed";
        const call = await this.calls.begin({
            number: phone.number,
            name: phone.name || row.name,
            customerId: row.customer?.id,
            leadId: row.leads[0]?.id,
            onLog: async () => isShown() && (await this.step("log"), true),
        });
        this.callId = isShown() && call ? call.id : null;
    }

    endCall() {
        const call = this.calls.find(this.callId);
        call && this.calls.end(call);
    }

    /** What is known of the call goes into the form that logs it. */
    async fillInCall(root) {
        const call = this.calls.find(this.callId);
        if (!call) {
            return;
        }
        const outcomes = await this.calls.getOutcomes();
        const outcome = outcomes.find(({ call_result: result }) => result === call.result);
        await root.update({
            outcome_id: outcome ? { id: outcome.id, display_name: outcome.name } : false,
            event_duration: this.calls.getSeconds(call) / 3600,
            call_external_id: call.id,
            call_number: call.number,
            call_started_on: this.calls.getStart(call),
            ...(call.note && !root.data.summary && { summary: call.note }),
        });
    }

    /** @returns {Promise<number|false>} the id of the filled in form; false where something is missing */
    async saveForm() {
        const root = this.form.root;
        await this.fillInCall(root);
        return (await root.save({ reload: false })) && root.resId;
    }

    say({ message, type, undo }, resId) {
        if (!undo) {
            this.notification.add(message, { type });
            return;
        }
        const takeBack = async () => {
            close();
            const answer = await this.orm.call("sales.card", "undo_row_action", [undo]);
            this.notification.add(answer.message, { type: answer.type });
            this.take(await this.call("run_round_step", [resId, "return"]));
        };
        const close = this.notification.add(message, {
            type,
            autocloseDelay: UNDO_TIME,
            buttons: [{ name: _t("Undo"), primary: true, onClick: takeBack }],
        });
    }

    async restart(withLogged) {
        this.take(await this.call("restart_round", [withLogged]));
    }

    putOffTo(ev) {
        ev.preventDefault();
        this.state.day && this.step("later", { day: this.state.day });
    }

    // ------------------------------------------------------------
    // LEAVING
    // ------------------------------------------------------------

    /** What is typed and not logged is not thrown away by a click beside it. */
    async mayLeave() {
        const isTyped = this.state.note || (this.form && (await this.form.root.isDirty()));
        if (!isTyped) {
            return true;
        }
        return new Promise((resolve) =>
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Not logged yet"),
                    body: _t("What you have typed is not logged. Leave it?"),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            )
        );
    }

    open(model, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openRow() {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_row",
            args: JSON.stringify([this.row.id]),
            resModel: "sales.card",
            resId: this.cardId,
            context: {},
            onClose: async () => this.take(await this.call("get_round", [])),
        });
    }

    backToView() {
        return this.action.doAction("sales_process.sales_card_action_view", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("sales_process.work_through", WorkThrough);
