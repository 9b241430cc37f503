// A headless browser on Odoo: users who are logged in, pages that have settled, steps of a list.
//
// Steps are
//   {"click": selector} {"fill": selector, "with": text} {"press": key} {"hover": selector}
//   {"wait": selector} {"scroll": selector} {"goto": path}
// Selectors are Playwright's, so "text=Log an event" works too. A user's password is the login.
import { chromium } from "playwright-core";

export const PHONE = 600;
const LIMIT = 30000;
const FIRST_PAGE = 120000; // for the first page scripts and styles are put together
const QUIET = 400; // milliseconds without a request
const QUIET_LIMIT = 8000;

let address = "";
let browser = null;
const sessions = new Map();

/** Start the browser that is at a path; all that follows happens on this address. */
export async function start(at, executablePath) {
    address = at;
    browser = await chromium.launch({
        executablePath,
        args: ["--no-sandbox", "--disable-background-networking", "--force-color-profile=srgb"],
    });
}

export async function stop() {
    await browser.close();
}

/** A context of its own in which a user of the demo is logged in; nobody without a user. */
export async function contextOf(user, { width, height }) {
    const context = await browser.newContext({
        baseURL: address,
        viewport: { width, height },
        isMobile: width < PHONE,
        hasTouch: width < PHONE,
        locale: "en-US",
        reducedMotion: "reduce",
        storageState: sessions.get(user),
    });
    context.setDefaultTimeout(LIMIT);
    if (user && !sessions.has(user)) {
        const page = await context.newPage();
        await page.goto("/web/login", { timeout: FIRST_PAGE });
        await page.fill("input[name=login]", user);
        await page.fill("input[name=password]", user);
        await page.click(".oe_login_form button[type=submit]");
        await page.waitForSelector(".o_main_navbar, .alert-danger", { timeout: FIRST_PAGE });
        if (await page.locator(".alert-danger").count()) {
            throw new Error(`there is no user ${user}`);
        }
        sessions.set(user, await context.storageState());
        await page.close();
    }
    return context;
}

const pending = new WeakMap();

export function watchRequests(page) {
    const open = new Set();
    pending.set(page, open);
    page.on("request", (request) => request.url().includes("/bus/") || open.add(request));
    page.on("requestfinished", (request) => open.delete(request));
    page.on("requestfailed", (request) => open.delete(request));
}

// Playwright's own "networkidle" never comes, since the worker of Odoo's bus is never through.
async function quiet(page) {
    const deadline = Date.now() + QUIET_LIMIT;
    let since = Date.now();
    while (Date.now() - since < QUIET && Date.now() < deadline) {
        await page.waitForTimeout(50);
        if (pending.get(page).size) {
            since = Date.now();
        }
    }
}

/** Wait until the screen is through with its requests, drawn, and without the pointer on it. */
export async function settled(page) {
    await quiet(page);
    await page.waitForFunction(
        () => !document.querySelector(".o_loading_indicator, .o_blockUI, .o_view_sample_data_loading")
    );
    await page.evaluate(() => document.fonts.ready);
    await page.mouse.move(0, 0);
}

/** Do a step of a list. */
export async function perform(page, step) {
    if (step.click) {
        await page.locator(step.click).first().click();
    } else if (step.fill) {
        await page.locator(step.fill).first().fill(step.with);
    } else if (step.hover) {
        await page.locator(step.hover).first().hover();
    } else if (step.press) {
        await page.keyboard.press(step.press);
    } else if (step.goto) {
        await page.goto(step.goto);
    } else if (step.scroll) {
        await page.locator(step.scroll).first().scrollIntoViewIfNeeded();
    } else if (step.wait) {
        await page.locator(step.wait).first().waitFor();
    } else {
        throw new Error(`unknown step ${JSON.stringify(step)}`);
    }
    await settled(page);
}
