// Records what the web client asks for: node record.mjs ADDRESS BROWSER LIST OUT
//
// A screen is {name, user, path, steps}. LIST is a file of them, OUT gets a list of
// {name, first, then}, each a list of {route, params, answer}: what a page that was loaded anew asks
// for, and what the steps ask for. The steps are those of browser.mjs, and {"mark": true}, which
// forgets what the steps before it have asked for.
import { readFileSync, writeFileSync } from "node:fs";
import { contextOf, perform, settled, start, stop, watchRequests } from "./browser.mjs";

const [address, executablePath, list, out] = process.argv.slice(2);
const WANTED = /^\/web\/(action\/(load|run)|dataset\/|image\/)/;
const OF_EVERY_PAGE = /\/(discuss\.|mail\.message|res\.users\.settings)/; // messages around the screen

async function read(request) {
    const { pathname } = new URL(request.url());
    if (request.method() === "GET") {
        return { route: pathname, params: null, answer: null };
    }
    const { result, error } = await (await request.response()).json();
    if (error) {
        throw new Error(`${pathname}: ${error.data.message}`);
    }
    return { route: pathname, params: request.postDataJSON().params, answer: result ?? null };
}

async function record({ name, user, path, steps = [] }) {
    const context = await contextOf(user, { width: 1440, height: 900 });
    const page = await context.newPage();
    let current = [];
    const parts = { first: current, then: [] };
    watchRequests(page);
    page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (WANTED.test(pathname) && !OF_EVERY_PAGE.test(pathname)) {
            current.push(request);
        }
    });
    try {
        await page.goto(path);
        await page.waitForSelector(".o_action_manager > *");
        await settled(page);
        current = parts.then;
        for (const step of steps) {
            if (step.mark) {
                current.length = 0;
            } else {
                await perform(page, step);
            }
        }
        if (await page.locator(".o_error_dialog").count()) {
            throw new Error("an error dialog is open");
        }
        return {
            name,
            first: await Promise.all(parts.first.map(read)),
            then: await Promise.all(parts.then.map(read)),
        };
    } finally {
        await context.close();
    }
}

await start(address, executablePath);
let failed = 0;
const recorded = [];
for (const screen of JSON.parse(readFileSync(list, "utf8"))) {
    try {
        recorded.push(await record(screen));
        console.log(screen.name);
    } catch (error) {
        failed += 1;
        console.log(`failed: ${screen.name}: ${error.message.split("\n")[0]}`);
    }
}
writeFileSync(out, JSON.stringify(recorded));
await stop();
process.exit(failed ? 1 : 0);
