import { beforeEach, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryText, select } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    editSelectMenu,
    getService,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";
import { WebClient } from "@web/webclient/webclient";
import {
    formatAmount,
    formatDays,
    formatNumber,
    formatPeriod,
    formatRate,
} from "@sales_process/centre/format";

const DRILL = { model: "sales.event.report", domain: [["id", "=", 1]], context: {} };

function makeOptions() {
    return {
        tabs: [
            { name: "events", label: "Events", method: "get_events" },
            { name: "targets", label: "Targets", method: "get_targets" },
        ],
        today: "2025-02-26",
        periods: [
            { key: "month", label: "This month", date_from: "2025-02-01", date_to: "2025-02-28" },
            { key: "year", label: "This year", date_from: "2025-01-01", date_to: "2025-12-31" },
        ],
        teams: [{ id: 4, name: "Machinery" }],
        sellers: [
            { id: 7, name: "Sam", active: true, team_ids: [4] },
            { id: 8, name: "Sue", active: false, team_ids: [] },
        ],
        currency_id: 1,
        is_own_only: false,
        can_set_targets: false,
        can_freeze: false,
        features: { territories: true, calibration: true },
        user_id: 2,
        views: {},
    };
}

const PREVIOUS = { date_from: "2025-01-01", date_to: "2025-01-31" };

function makeTargets(values = {}) {
    return {
        previous: PREVIOUS,
        currency_id: 1,
        without_target: [{ id: 8, name: "Sue" }],
        targets: [
            {
                target_id: 1,
                is_share: false,
                owner: "seller",
                user_id: 7,
                name: "Sam",
                active: true,
                what: "Customer visit",
                period: "month",
                date_from: "2025-02-01",
                date_to: "2025-02-28",
                is_current: true,
                is_monetary: false,
                target: 20,
                actual: 17,
                expected: 18,
                projected: 18.9,
                status: "behind",
                needed_per_day: 1.5,
                days_left: 2,
                team_mode: false,
                drill: DRILL,
                ...values,
            },
        ],
    };
}

function makeEvents() {
    return {
        previous: PREVIOUS,
        categories: [],
        sellers: [],
        outcomes: [],
        rhythm: [],
        trend: { step: "day", buckets: [], series: [] },
    };
}

defineModels(mailModels);

beforeEach(() => {
    mockDate("2025-02-26 12:00:00");
    onRpc("sales.centre", "get_options", () => makeOptions());
    onRpc("sales.centre", "get_events", () => makeEvents());
    onRpc("sales.centre", "get_targets", () => makeTargets());
});

async function openCentre(tab) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_process.centre",
        name: "Manager's Centre",
        params: { tab },
    });
}

test("figures are written as people read them", async () => {
    await makeMockEnv();
    expect(formatNumber(17)).toBe("17");
    expect(formatNumber(14.2857)).toBe("14.3");
    expect(formatNumber(214.3)).toBe("214");
    expect(formatNumber(null)).toBe("–");
    expect(formatRate(66.666)).toBe("67 %");
    expect(formatRate(3.04)).toBe("3.0 %");
    expect(formatDays(0.5)).toBe("12 h");
    expect(formatDays(1)).toBe("1 day");
    expect(formatDays(20)).toBe("20 days");
    expect(formatAmount(null)).toBe("–");
});

test("periods are named", () => {
    expect(formatPeriod("2025-02-01", "2025-02-28")).toBe("February 2025");
    expect(formatPeriod("2025-01-01", "2025-12-31")).toBe("2025");
    expect(formatPeriod("2025-01-01", "2025-03-31")).toBe("Jan 2025 – Mar 2025");
    expect(formatPeriod("2025-02-03", "2025-02-09")).toBe("Feb 3 – Feb 9");
});

test("a target says how it stands and what is needed", async () => {
    await openCentre("targets");
    expect(".o_centre_seller_targets .o_centre_title").toHaveText("Sam");
    expect(queryText(".o_centre_target")).toInclude("17 of 20, pace 18");
    expect(queryText(".o_centre_target")).toInclude(
        "Behind · heads for 19 · 1.5 a day for 2 more days"
    );
    expect(".o_centre_bar_mark").toHaveCount(1);
    expect(queryText("p.o_centre_empty")).toBe("Without a target: Sue");
});

test("on the last day a target says what is left", async () => {
    onRpc("sales.centre", "get_targets", () =>
        makeTargets({ days_left: 1, needed_per_day: 3 })
    );
    await openCentre("targets");
    expect(queryText(".o_centre_target")).toInclude(
        "Behind · heads for 19 · 3 on the last day"
    );
});

test("a target that was missed, and one that is reached", async () => {
    onRpc("sales.centre", "get_targets", () => {
        const missed = makeTargets({ is_current: false, expected: 20 });
        const [reached] = makeTargets({ target_id: 2, actual: 20, status: "done" }).targets;
        missed.targets.push(reached);
        return missed;
    });
    await openCentre("targets");
    const texts = queryAllTexts(".o_centre_target > div:last-child");
    expect(texts.sort()).toEqual(["Not reached, 3 missing", "Reached"]);
});

test("a figure opens what it counts", async () => {
    mockService("action", {
        doAction(action) {
            if (action.type === "ir.actions.act_window") {
                expect.step([action.res_model, action.domain, action.context.active_test]);
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await openCentre("targets");
    await click(".o_centre_target button.o_centre_figure");
    expect.verifySteps([["sales.event.report", [["id", "=", 1]], false]]);
});

test("tabs are walked by the arrow keys", async () => {
    await openCentre("events");
    expect("[role=tab][name=events]").toHaveAttribute("aria-selected", "true");
    await contains("[role=tab][name=events]").focus();
    await press("ArrowRight");
    await animationFrame();
    await animationFrame();
    expect("[role=tab][name=targets]").toHaveAttribute("aria-selected", "true");
    expect("[role=tab][name=targets]").toBeFocused();
    expect(".o_centre_panel").toHaveAttribute("data-tab", "targets");
});

test("an addon adds a tab", async () => {
    class WeatherTab extends Component {
        static template = xml`<p class="o_weather" t-out="props.data.sky"/>`;
        static props = { data: Object };
    }
    registry.category("sales_process.centre_tabs").add("weather", WeatherTab);
    onRpc("sales.centre", "get_options", () => {
        const options = makeOptions();
        options.tabs.splice(1, 0, { name: "weather", label: "Weather", method: "get_weather" });
        return options;
    });
    onRpc("sales.centre", "get_weather", ({ args }) => {
        expect.step(args[0].date_from);
        return { previous: PREVIOUS, sky: "Bright" };
    });
    await openCentre("events");
    expect(queryAllTexts("[role=tab]")).toEqual(["Events", "Weather", "Targets"]);
    await click("[role=tab][name=weather]");
    await animationFrame();
    expect(".o_weather").toHaveText("Bright");
    expect.verifySteps(["2025-02-01"]);
});

test("a tab chooses its period until somebody does", async () => {
    class WeatherTab extends Component {
        static template = xml`<p class="o_weather">Bright</p>`;
        static props = { data: Object };
    }
    registry.category("sales_process.centre_tabs").add("weather", WeatherTab, { force: true });
    onRpc("sales.centre", "get_options", () => {
        const options = makeOptions();
        options.tabs.push({
            name: "weather",
            label: "Weather",
            method: "get_weather",
            has_own_period: true,
        });
        return options;
    });
    const year = { date_from: "2025-01-01", date_to: "2025-12-31" };
    onRpc("sales.centre", "get_weather", ({ args }) => {
        expect.step(args[0].date_from);
        return { previous: PREVIOUS, ...(args[0].date_from ? args[0] : year) };
    });
    onRpc("sales.centre", "get_targets", ({ args }) => {
        expect.step(args[0].date_from);
        return makeTargets();
    });
    await openCentre("weather");
    expect(".o_centre_range").toHaveText("2025");
    expect("select[name=period]").toHaveValue("year");
    await click("[role=tab][name=targets]");
    await animationFrame();
    expect(".o_centre_range").toHaveText("February 2025");
    await click("select[name=period]");
    await select("year");
    await animationFrame();
    await click("select[name=period]");
    await select("month");
    await animationFrame();
    await click("[role=tab][name=weather]");
    await animationFrame();
    expect(".o_centre_range").toHaveText("February 2025");
    expect.verifySteps([false, "2025-02-01", "2025-01-01", "2025-02-01", "2025-02-01"]);
});

test("coaching says no more than it knows", async () => {
    const row = { points: null, sample: 8, best_rate: null, best_sample: 0, median_days: null };
    const makeSeller = (id, verdict) => ({
        id,
        name: `Seller ${id}`,
        active: true,
        worth: null,
        verdict,
        weakest_stage_id: false,
        stages: [{ ...row, stage_id: 1, name: "First", rate: 50, drill: DRILL }],
    });
    const verdicts = ["best", "best_so_far", "alone", "too_few"];
    onRpc("sales.centre", "get_options", () => {
        const options = makeOptions();
        options.tabs.push({ name: "coaching", label: "Coaching", method: "get_coaching" });
        return options;
    });
    onRpc("sales.centre", "get_coaching", () => ({
        previous: PREVIOUS,
        currency_id: 1,
        min_sample: 5,
        is_own_only: false,
        sellers: verdicts.map((verdict, index) => makeSeller(index + 1, verdict)),
    }));
    await openCentre("coaching");
    expect(queryAllTexts(".list-group-item .small")).toEqual([
        "At the best everywhere",
        "At the best where there are enough to tell",
        "Nobody to compare with",
        "Too few opportunities to tell",
    ]);
    expect(queryText("[data-stage='1']")).toInclude("Nobody to compare with");
    expect(queryText("[data-stage='1']")).not.toInclude("Among the best");
});

test("a tab without a component is left out", async () => {
    onRpc("sales.centre", "get_options", () => {
        const options = makeOptions();
        options.tabs.push({ name: "unknown", label: "Unknown", method: "get_unknown" });
        return options;
    });
    await openCentre("unknown");
    expect(queryAllTexts("[role=tab]")).toEqual(["Events", "Targets"]);
    expect(".o_centre_panel").toHaveAttribute("data-tab", "events");
});

test("only the last of several quick choices is shown", async () => {
    const slow = new Deferred();
    onRpc("sales.centre", "get_targets", async ({ args }) => {
        if (args[0].date_from === "2025-01-01") {
            await slow;
            return makeTargets({ what: "Too late" });
        }
        return makeTargets();
    });
    await openCentre("targets");
    await click("select[name=period]");
    await select("year");
    await animationFrame();
    await click("select[name=period]");
    await select("month");
    await animationFrame();
    slow.resolve();
    await animationFrame();
    expect(queryText(".o_centre_target")).toInclude("Customer visit");
});

test("a period without events says what to do", async () => {
    await openCentre("events");
    expect(queryText(".o_centre_empty")).toInclude("No event in this period");
});

test("the seller goes with another team", async () => {
    onRpc("sales.centre", "get_targets", ({ args }) => {
        expect.step([args[0].team_id, args[0].user_id]);
        return makeTargets();
    });
    await openCentre("targets");
    await click("select[name=user_id]");
    await select("8");
    await animationFrame();
    await click("select[name=team_id]");
    await select("4");
    await animationFrame();
    expect.verifySteps([
        [false, false],
        [false, 8],
        [4, false],
    ]);
    expect(queryAllTexts("select[name=user_id] option")).toEqual(["All salespersons", "Sam"]);
});

test("many sellers are searched", async () => {
    const options = makeOptions();
    options.sellers = [...Array(40).keys()].map((i) => ({
        id: i + 10,
        name: `Seller ${i}`,
        active: true,
        team_ids: [],
    }));
    onRpc("sales.centre", "get_options", () => options);
    onRpc("sales.centre", "get_targets", ({ args }) => {
        expect.step(args[0].user_id);
        return makeTargets();
    });
    await openCentre("targets");
    expect("select[name=user_id]").toHaveCount(0);
    await editSelectMenu(".o_centre_seller .o_select_menu_toggler", { value: "Seller 37" });
    await animationFrame();
    expect.verifySteps([false, 47]);
});
