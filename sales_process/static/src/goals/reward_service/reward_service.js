import { registry } from "@web/core/registry";

/** The rainbow for what a seller has reached, or for a praise, the moment that it happens. */
export const rewardService = {
    dependencies: ["bus_service", "effect"],
    start(env, { bus_service: bus, effect }) {
        bus.subscribe("sales_process.reward", ({ message }) => {
            // a seller has many tabs: the inbox keeps the message for those who look elsewhere
            if (document.visibilityState === "visible") {
                effect.add({ type: "rainbow_man", message, fadeout: "slow" });
            }
        });
        bus.start();
    },
};

registry.category("services").add("sales_process.reward", rewardService);
