import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { StartBanner } from "@sales_process/start/banner/banner";

defineModels(mailModels);

test("the banner leads to the guided start, and is closed for good", async () => {
    mockService("action", { doAction: (action) => expect.step(action.res_model) });
    onRpc("sales.process.start", "action_open", () => ({ res_model: "sales.process.start" }));
    onRpc("sales.process.start", "action_close_banner", () => {
        expect.step("closed");
        return true;
    });
    await mountWithCleanup(StartBanner);
    await contains(".o_sales_start_open").click();
    expect.verifySteps(["sales.process.start"]);
    await contains(".o_sales_start_close").click();
    await animationFrame();
    expect(".o_sales_start_banner").toHaveCount(0);
    expect.verifySteps(["closed"]);
});
