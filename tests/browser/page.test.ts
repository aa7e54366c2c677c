// The page as people see it: every view, at both sizes, in both colour schemes.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { connectAsync } from "mqtt";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { VIEW_NAMES } from "../../host-sim/dashboard/protocol";
import { goTo, hasChromium, overflowing, type PageBench, startPageBench } from "../support/browser";

const test = suite("page");
let bench: PageBench;

test.before(async () => {
	if (hasChromium) bench = await startPageBench();
});
test.after(async () => {
	await bench?.close();
});

/** One test in the browser, or a word why it is skipped. */
function inBrowser(name: string, run: () => Promise<void>): void {
	if (hasChromium) test(name, run);
	else test.skip(name, () => {});
}
if (!hasChromium) process.stdout.write("skips: there is no chromium at /usr/bin/chromium\n");

inBrowser("the sixteen letters appear, with the sheet found and the message acknowledged", async () => {
	const page = await bench.open("#/now");
	await page.waitForSelector(".judgement[data-text=NAINVINAJNGINUHC]");
	assert.is(await page.locator(".letters li").count(), 16);
	assert.is((await page.locator(".letters b").allTextContents()).join(""), "NAINVINAJNGINUHC");
	assert.is(await page.locator(".judgement").textContent(), "16 of 16 right");
	await page.waitForSelector("canvas[aria-label$='with the sheet found']");
	assert.match((await page.locator(".status").textContent()) ?? "", /desk-1\s*online/);
});

inBrowser("every view fits a desk and a phone, light and dark, without a complaint", async () => {
	for (const size of ["desk", "phone"] as const) {
		const page = await bench.open("#/now", { size, dark: size === "phone" });
		await page.waitForSelector(".judgement[data-text]");
		for (const view of VIEW_NAMES) {
			await goTo(page, view);
			assert.equal(await overflowing(page), [], `${view} on a ${size}`);
		}
	}
	assert.equal(bench.complaints, []);
});

inBrowser("no view has a serious fault for those who use a keyboard, a reader or need contrast", async () => {
	const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
	const page = await bench.open("#/now", { dark: true });
	await page.waitForSelector(".judgement[data-text]");
	await page.evaluate(axe);
	// a page that stands still is quicker to go through
	await page.keyboard.press(" ");
	const faults: string[] = [];
	const examine = async (view: string): Promise<void> => {
		const found: string[] =
			await page.evaluate(`axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa"] }).then(({ violations }) =>
			violations
				.filter(({ impact }) => impact === "serious" || impact === "critical")
				.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
		faults.push(...found.map(fault => `${view}: ${fault}`));
	};
	for (const view of VIEW_NAMES) {
		await goTo(page, view);
		await examine(view);
	}
	await goTo(page, "now");
	await page.click("button[aria-label='Light colours']");
	await examine("now, light");
	assert.equal(faults, []);
});

inBrowser("views and pause have keys, and what is paused stands still", async () => {
	const page = await bench.open("#/now");
	await page.waitForSelector(".judgement[data-text]");
	await page.keyboard.press("6");
	await page.waitForSelector("main.view-faults");
	await page.keyboard.press("1");
	await page.waitForSelector("main.view-now .letters");
	await page.keyboard.press(" ");
	await page.waitForSelector("button[aria-pressed=true]");
	const caption = page.locator(".step-1 .caption");
	const before = await caption.textContent();
	await page.waitForSelector(".step-1 .age:not(:text-is('now'))");
	assert.is(await caption.textContent(), before);
	await page.keyboard.press(" ");
	await page.waitForSelector(`.step-1 .caption:not(:text-is(${JSON.stringify(before)}))`);
});

inBrowser("what hostile devices say is shown as text, or refused, and never run", async () => {
	const page = await bench.open("#/fleet");
	await page.waitForSelector(".tile");
	const client = await connectAsync(bench.broker);
	const attack = `<img src=x onerror="window.attacked=1"><script>window.attacked=2</script>`;
	await client.publishAsync("cim/1/evil-1/status", attack);
	await client.publishAsync(
		"cim/1/evil-1/birth",
		Buffer.concat([Buffer.from([0xa1, 0x68]), Buffer.from("firmware"), text(attack)]),
	);
	await client.publishAsync("cim/1/evil-2/result", Buffer.alloc(200_000, 0x5b));
	await client.publishAsync("cim/1/evil-2/metrics", "no CBOR at all");
	await client.publishAsync("cim/1/evil-3/status", Buffer.from([0xff, 0xfe, 0x00]));
	await client.publishAsync(`cim/1/${attack.replaceAll("/", "")}/status`, "online");
	await client.publishAsync("cim/1/__proto__/status", "online");
	for (const device of ["evil-1", "evil-2", "evil-3"]) await page.waitForSelector(`.tile:has-text("${device}")`);
	await page.waitForSelector(".strays");
	const words = (await page.locator("main").textContent()) ?? "";
	assert.match(words, /evil-1/);
	assert.match(words, /<img src=x onerror="window\.attacked=1"/);
	assert.match(words, /metrics cannot be read|result cannot be read/);
	assert.match(words, /status cannot be read/);
	assert.is(await page.locator("main img, main script").count(), 0);
	assert.is(await page.evaluate("window.attacked"), undefined);
	assert.equal(await overflowing(page), []);
	await client.endAsync();
	assert.equal(bench.complaints, []);
});

inBrowser("a page of another origin gets no connection", async () => {
	const other = createServer((_request, response) => {
		response.setHeader("content-type", "text/html");
		response.end("<title>elsewhere</title>");
	});
	await new Promise<void>(resolve => other.listen(0, "127.0.0.1", resolve));
	const page = await bench.openOther(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
	const address = `${bench.url.replace("http", "ws")}live`;
	const outcome = await page.evaluate(`new Promise(resolve => {
		const socket = new WebSocket(${JSON.stringify(address)});
		socket.onopen = () => resolve("open");
		socket.onerror = () => resolve("refused");
	})`);
	assert.is(outcome, "refused");
	other.close();
	other.closeAllConnections();
});

/** A CBOR text string of fewer than 256 bytes. */
function text(words: string): Buffer {
	return Buffer.concat([Buffer.from([0x78, words.length]), Buffer.from(words)]);
}

test.run();
