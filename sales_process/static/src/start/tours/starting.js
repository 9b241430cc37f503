import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** Shows the bubbles of a tour, and at its end the words that its record has. */
export async function startTour(env, name) {
    const { orm, tour_service: tours } = env.services;
    const { rainbowManMessage } = await orm.call("web_tour.tour", "get_tour_json_by_name", [name]);
    await tours.startTour(name, { mode: "manual", rainbowManMessage });
}

/** A link that starts a tour. */
registry
    .category("actions")
    .add("sales_process.start_tour", (env, action) => startTour(env, action.params.tour));

function addToMenu(name, sequence, getLabel) {
    registry.category("user_menuitems").add(name, (env) => ({
        type: "item",
        id: name,
        description: getLabel(),
        callback: () => startTour(env, name),
        show: () => (session.sales_tours || []).includes(name),
        sequence,
    }));
}

addToMenu("sales_process_sellers_day", 16, () => _t("Tour: a seller's day"));
addToMenu("sales_process_managers_morning", 17, () => _t("Tour: a manager's morning"));
addToMenu("sales_process_setting_up", 18, () => _t("Tour: setting up"));
