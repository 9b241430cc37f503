// Takes the pictures that a list describes: node screenshots.mjs ADDRESS BROWSER LIST FOLDER [NAME…]
//
// A picture is {name, user, path, widths, steps, fullPage, height}; the password is the login. Its file
// is called name_wide.png, or name_phone.png below 600 pixels.
// `steps`, as in browser.mjs, are done in order before the picture is taken.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PHONE, contextOf, perform, settled, start, stop, watchRequests } from "./browser.mjs";

const [address, executablePath, list, folder, ...names] = process.argv.slice(2);

await start(address, executablePath);

function fileName(name, width) {
    return `${name}_${width < PHONE ? "phone" : "wide"}.png`;
}

async function take(picture, width) {
    const height = picture.height || (width < PHONE ? 844 : 900);
    const context = await contextOf(picture.user, { width, height });
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
await stop();
process.exit(failed ? 1 : 0);
