import { useComponent } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** How long what was done can be taken back, in milliseconds. */
export const UNDO_TIME = 10000;

/**
 * Does something with the row of a card, says what came of it, and offers to take it back: with the
 * button of the message, or with Ctrl+Z.
 *
 * @returns {Function} of `{ card, rowId, title, action, values, reload }`; `reload` reads the cards again
 */
export function useRowActions() {
    const component = useComponent();
    // rows are drawn anew meanwhile, and what was done can be taken back from another screen, too
    const { action: actionService, orm } = component.env.services;
    const dialog = useService("dialog");
    const hotkeys = useService("hotkey");
    const notification = useService("notification");
    let isBusy = false;

    function ask(params) {
        return new Promise((resolve) =>
            dialog.add(
                ConfirmationDialog,
                {
                    title: params.title,
                    body: params.action.confirm,
                    confirmLabel: params.action.label,
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            )
        );
    }

    function say(params, { message, type, undo }) {
        if (!undo) {
            notification.add(message, { type });
            return;
        }
        const takeBack = async () => {
            close();
            const context = params.card.context;
            const answer = await orm.call("sales.card", "undo_row_action", [undo], { context });
            notification.add(answer.message, { type: answer.type });
            await params.reload();
        };
        const removeHotkey = hotkeys.add("control+z", takeBack);
        const close = notification.add(message, {
            type,
            autocloseDelay: UNDO_TIME,
            className: "o_sales_card_undo",
            buttons: [{ name: _t("Undo"), primary: true, onClick: takeBack }],
            onClose: removeHotkey,
        });
    }

    /** What the server answers, or a form in which something was asked for. */
    async function finish(params, answer) {
        if (answer?.message) {
            say(params, answer);
        }
        await params.reload();
    }

    async function run(params) {
        const { card, rowId, action, values } = params;
        if (action.confirm && !(await ask(params))) {
            return;
        }
        const answer = await orm.call(
            "sales.card",
            "run_row_action",
            [[card.resId], rowId, action.name, values],
            { context: card.context }
        );
        if (answer.type?.startsWith("ir.")) {
            const onClose = (infos) => finish(params, infos);
            await actionService.doAction(answer, { onClose });
        } else {
            await finish(params, answer);
        }
    }

    return async (params) => {
        if (isBusy) {
            return; // a second click on the same thing
        }
        isBusy = true;
        try {
            await run(params);
        } finally {
            isBusy = false;
        }
    };
}
