// Takes the pictures that a list describes: node screenshots.mjs ADDRESS BROWSER LIST FOLDER [NAME…]
//
// A picture is {name, user, path, widths, steps, fullPage, height}; the password is the login. Its file
// is called name_wide.png, or name_phone.png below 600 pixels.
// `steps` are done in order before the picture is taken:
//   {"click": selector} {"fill": selector, "with": text} {"press": key} {"hover": selector}
//   {"wait": selector} {"scroll": selector} {"goto": path}
// Selectors are Playwright's, so "text=Log an event" works too.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, executablePath, list, folder, ...names] = process.argv.slice(2);
const PHONE = 600;
const LIMIT = 30000;
const QUIET = 400; // milliseconds without a request
const QUIET_LIMIT = 8000;

const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-background-networking", "--force-color-profile=srgb"],
});
const sessions = new Map();

async function contextOf(user, width, height) {
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
        await page.goto("/web/login");
        await page.fill("input[name=login]", user);
        await page.fill("input[name=password]", user);
        await page.click(".oe_login_form button[type=submit]");
        await page.waitForSelector(".o_main_navbar, .alert-danger");
        if (await page.locator(".alert-danger").count()) {
            throw new Error(`the demo has no user ${user}`);
        }
        sessions.set(user, await context.storageState());
        await page.close();
    }
    return context;
}

const pending = new WeakMap();

function watchRequests(page) {
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

async function settled(page) {
    await quiet(page);
    await page.waitForFunction(
        () => !document.querySelector(".o_loading_indicator, .o_blockUI, .o_view_sample_data_loading")
    );
    await page.evaluate(() => document.fonts.ready);
    await page.mouse.move(0, 0);
}

async function perform(page, step) {
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

function fileName(name, width) {
    return `${name}_${width < PHONE ? "phone" : "wide"}.png`;
}

async function take(picture, width) {
    const height = picture.height || (width < PHONE ? 844 : 900);
    const context = await contextOf(picture.user, width, height);
    const page = await context.newPage();
    const errors = [];
    watchRequests(page);
    page.on("pageerror", (error) => errors.push(error.message));
    try {
        await page.goto(picture.path);
        if (picture.user) {
            await page.waitForSelector(".o_action_manager > *");
        }
        await settled(page);
        for (const step of picture.steps || []) {
            await perform(page, step);
        }
        if (await page.locator(".o_error_dialog").count()) {
            errors.push("an error dialog is open");
        }
        const file = fileName(picture.name, width);
        await page.screenshot({ path: join(folder, file), fullPage: Boolean(picture.fullPage) });
        console.log(`${file} (${picture.user || "nobody"}, ${width} px)`);
    } finally {
        await context.close();
    }
    if (errors.length) {
        throw new Error(errors.join("; "));
    }
}

let failed = 0;
mkdirSync(folder, { recursive: true });
for (const picture of JSON.parse(readFileSync(list, "utf8"))) {
    if (names.length && !names.some((name) => picture.name.includes(name))) {
        continue;
    }
    for (const width of picture.widths || [1440]) {
        try {
            await take(picture, width);
        } catch (error) {
            failed += 1;
            console.log(`failed: ${picture.name} at ${width} px: ${error.message.split("\n")[0]}`);
        }
    }
}
await browser.close();
process.exit(failed ? 1 : 0);
