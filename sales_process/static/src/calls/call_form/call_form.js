import { Component, onMounted, onWillDestroy, onWillStart, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Minutes and seconds, as a telephone shows them. */
export function formatClock(seconds) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @returns {number|null} seconds; null where it is no time. Minutes alone are minutes. */
export function parseClock(text) {
    const match = /^\s*(\d{1,4})(?::([0-5]?\d))?\s*$/.exec(text);
    return match && Number(match[1]) * 60 + Number(match[2] || 0);
}

/** Asks how a call went that began with a click on a number; Enter logs it. */
export class CallForm extends Component {
    static template = "sales_process.CallForm";
    static props = { call: Object };

    setup() {
        this.calls = useService("sales_process.calls");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.call = useState(this.props.call);
        this.state = useState({ outcomes: [], seconds: this.calls.getSeconds(this.call), isBusy: false });
        onWillStart(async () => {
            this.state.outcomes = await this.calls.getOutcomes();
        });
        onMounted(() => this.root.el.querySelector("input[type=radio]:checked")?.focus());
        const clock = browser.setInterval(() => {
            this.state.seconds = this.calls.getSeconds(this.call);
        }, 1000);
        onWillDestroy(() => browser.clearInterval(clock));
    }

    get clock() {
        return formatClock(this.state.seconds);
    }

    get title() {
        return _t("How did the call with %s go?", this.call.name);
    }

    /** What is typed is not counted on. */
    stopClock() {
        this.call.seconds ??= this.state.seconds;
    }

    setClock(ev) {
        this.call.seconds = parseClock(ev.target.value) ?? this.call.seconds;
        this.state.seconds = this.calls.getSeconds(this.call);
        ev.target.value = this.clock;
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing && ev.target.tagName === "INPUT") {
            ev.preventDefault();
            ev.target.name === "duration" && this.setClock(ev);
            this.log();
        }
    }

    async log() {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.calls.log(this.call);
            // where something is missing beside it, the form stays
            if (!this.calls.find(this.call.id)) {
                this.notification.add(_t("The call with %s is logged.", this.call.name), {
                    type: "success",
                });
            }
        } finally {
            this.state.isBusy = false;
        }
    }
}

/** The forms of all calls that are not logged yet, beside whatever is on the screen. */
export class CallForms extends Component {
    static template = "sales_process.CallForms";
    static components = { CallForm };
    static props = {};

    setup() {
        this.open = useState(useService("sales_process.calls").open);
    }
}

registry.category("main_components").add("sales_process.CallForms", { Component: CallForms });
