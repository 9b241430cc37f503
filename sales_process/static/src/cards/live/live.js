import { onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

/** Type of the message; it names the models that have changed, and says nothing of their records. */
export const MESSAGE = "sales_process/stale";
/** Changes of so many milliseconds are read together: a burst makes one reading. */
export const GATHERING = 400;
/** From the end of a reading to the next one, at least; and as many times as long as it took. */
export const REST = 800;
export const REST_FACTOR = 2;
/** While something must not move, it is tried again after so many milliseconds. */
export const RETRY = 300;
/** What is stale after the connection was lost: whatever there is. */
export const EVERYTHING = "*";

/**
 * Reads what is on the screen again when the server says that it has changed: by Odoo's bus, without
 * asking.
 *
 * @param {Object} params
 * @param {() => string[]} params.getChannels what the screen listens to, as the server has named it
 * @param {(keys: Set<string>) => Promise<Set<string>|void>} params.read reads what has changed, by
 *     the names of models; returns keys of its own for what waits, because it must not move now
 * @returns {{ isLost: boolean }} whether the connection is lost
 */
export function useLive({ getChannels, read }) {
    const bus = useService("bus_service");
    const monitoring = useState(useService("bus.monitoring_service"));
    let pending = new Set();
    let timer = null;
    let restUntil = 0;
    let isReading = false;
    let isGone = false;
    let channels = [];

    function schedule(delay) {
        if (!timer && !isReading && !isGone && pending.size && !document.hidden) {
            timer = browser.setTimeout(run, Math.max(delay, restUntil - Date.now()));
        }
    }

    async function run() {
        timer = null;
        isReading = true;
        const models = pending;
        pending = new Set();
        const start = Date.now();
        let held;
        try {
            held = await read(models);
        } finally {
            isReading = false;
            const end = Date.now();
            restUntil = held?.size ? end : end + Math.max(REST, REST_FACTOR * (end - start));
            held?.forEach((model) => pending.add(model));
            schedule(held?.size ? RETRY : GATHERING);
        }
    }

    function note(models) {
        models.forEach((model) => pending.add(model));
        schedule(GATHERING);
    }

    const onMessage = ({ models }) => note(models);
    const onReconnect = () => note([EVERYTHING]);
    // a screen that nobody sees is read when somebody does
    const onVisible = () => schedule(0);

    onMounted(() => {
        channels = getChannels();
        channels.forEach((channel) => bus.addChannel(channel));
        bus.subscribe(MESSAGE, onMessage);
        bus.addEventListener("BUS:RECONNECT", onReconnect);
        document.addEventListener("visibilitychange", onVisible);
    });
    onWillUnmount(() => {
        isGone = true;
        browser.clearTimeout(timer);
        channels.forEach((channel) => bus.deleteChannel(channel));
        bus.unsubscribe(MESSAGE, onMessage);
        bus.removeEventListener("BUS:RECONNECT", onReconnect);
        document.removeEventListener("visibilitychange", onVisible);
    });

    return {
        get isLost() {
            return monitoring.isConnectionLost;
        },
    };
}
