import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** What the server has named is asked for anew after so many milliseconds: not with each letter. */
export const FRESH = 30000;

/** Runs a command: an action to open, or a method that returns one. */
async function run(env, { action, method, args }) {
    const { action: actionService, orm } = env.services;
    return actionService.doAction(action || (await orm.call("sales.card", method, args)));
}

/** The commands of the seller's view in Odoo's palette (Ctrl+K), as the user's rights are. */
export const paletteService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        let commands = null;
        return {
            get() {
                if (!commands) {
                    commands = orm.silent.call("sales.card", "get_palette", []).catch(() => []);
                    browser.setTimeout(() => (commands = null), FRESH);
                }
                return commands;
            },
        };
    },
};

registry.category("services").add("sales_process.palette", paletteService);
registry
    .category("command_categories")
    .add("sales_process", { namespace: "default" }, { sequence: 15 });
registry.category("command_provider").add("sales_process", {
    async provide(env) {
        const commands = await env.services["sales_process.palette"].get();
        return commands.map((command) => ({
            name: command.name,
            category: "sales_process",
            action: () => run(env, command),
        }));
    },
});
