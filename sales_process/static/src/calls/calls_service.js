import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { uuid } from "@web/core/utils/strings";

const { DateTime } = luxon;

const SELLERS = "sales_team.group_sale_salesman";
const LONGEST_CALL = 24 * 3600; // seconds

/**
 * Calls that began with a click on a number, until they are logged. On a phone the browser may be
 * closed by the call and loaded again: what is open is kept for the tab.
 */
export const callsService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const key = `sales_process.calls.${user.userId}`;
        const open = reactive(restore());
        let outcomes = null;

        function restore() {
            try {
                return JSON.parse(browser.sessionStorage.getItem(key)) || [];
            } catch {
                return []; // nothing that was kept here
            }
        }

        function keep() {
            browser.sessionStorage.setItem(key, JSON.stringify(open));
        }

        return {
            open,

            /** How calls can end; asked for when the first one begins. */
            getOutcomes() {
                const domain = [["call_result", "!=", false]];
                outcomes ||= orm
                    .searchRead("sales.event.outcome", domain, ["name", "call_result"])
                    .catch(() => {
                        outcomes = null; // asked for again next time
                        return [];
                    });
                return outcomes;
            },

            /**
             * A number was clicked: the clock runs, and a form asks how the call went. Who may log
             * nothing is not asked.
             *
             * @param {Object} call `number`, `name`, `customerId`, `leadId`, and `onLog`, which logs it
             *  in a way of its own unless it returns false
             * @returns {Promise<Object|undefined>} the open call
             */
            async begin({ number, name, customerId, leadId, onLog }) {
                const startedAt = Date.now();
                if (!(await user.hasGroup(SELLERS))) {
                    return;
                }
                const known = open.find((call) => call.number === number);
                if (known) {
                    known.onLog = onLog; // a second click on the number is the same call
                    return known;
                }
                open.push({
                    id: `click-${uuid()}`,
                    number,
                    name: name || number,
                    customerId: customerId || false,
                    leadId: leadId || false,
                    startedAt,
                    seconds: null, // while the clock runs
                    result: "answered",
                    note: "",
                    onLog,
                });
                keep();
                return open.at(-1);
            },

            find(id) {
                return open.find((call) => call.id === id);
            },

            end({ id }) {
                const place = open.findIndex((call) => call.id === id);
                place >= 0 && open.splice(place, 1);
                keep();
            },

            getSeconds(call) {
                const passed = Math.max(0, Math.round((Date.now() - call.startedAt) / 1000));
                return Math.min(call.seconds ?? passed, LONGEST_CALL);
            },

            getStart(call) {
                return DateTime.fromMillis(call.startedAt);
            },

            /** Log it; told twice, because the answer was lost, it is the same call. */
            async log(call) {
                if ((await call.onLog?.()) ?? false) {
                    return;
                }
                await orm.call("sales.event.log", "log_call", [
                    {
                        external_id: call.id,
                        number: call.number,
                        direction: "out",
                        started_on: serializeDateTime(this.getStart(call)),
                        duration: this.getSeconds(call),
                        outcome: call.result,
                        note: call.note,
                        customer_id: call.customerId,
                        lead_id: call.leadId,
                    },
                ]);
                this.end(call);
            },
        };
    },
};

registry.category("services").add("sales_process.calls", callsService);
