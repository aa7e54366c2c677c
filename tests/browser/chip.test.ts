// What the views Chip, Truth and Wire show is what the device does: turned by sliders, asked by buttons.
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hasChromium, overflowing, type PageBench, startPageBench } from "../support/browser";
import { parseOpenMetrics } from "../support/parse-open-metrics";
import { parseValueChangeDump } from "../support/parse-value-change-dump";

const test = suite("chip");
const TEXT = "NAINVINAJNGINUHC";
let bench: PageBench;

test.before(async () => {
	if (hasChromium) bench = await startPageBench({ interval: 200 });
});
test.after(async () => {
	await bench?.close();
});

function inBrowser(name: string, run: () => Promise<void>): void {
	if (hasChromium) test(name, run);
	else test.skip(name, () => {});
}
if (!hasChromium) process.stdout.write("skips: there is no chromium at /usr/bin/chromium\n");

/** Moves a slider to a place from 0 to 1000, as a hand would: with an input event. */
async function slide(page: Page, name: string, place: number): Promise<void> {
	await page.locator(`.slider input[name=${name}]`).evaluate((element, value) => {
		const input = element as unknown as { value: string; dispatchEvent(event: Event): void };
		input.value = String(value);
		input.dispatchEvent(new Event("input", { bubbles: true }));
	}, place);
}

/** Waits for something that the page's own policy does not let playwright wait for. */
async function until(page: Page, holds: () => Promise<boolean>): Promise<void> {
	for (let look = 0; !(await holds()); look++) {
		if (look === 200) throw new Error(`it does not come to: ${holds}`);
		await page.waitForTimeout(50);
	}
}

/** Share of the spectra's right end, where no tone is, that is painted. */
function quietInk(page: Page): Promise<number> {
	return page.evaluate(`(() => {
		const canvas = document.querySelector("canvas.spectrum");
		const { width, height } = canvas;
		const from = Math.round(width * 0.8);
		const copy = document.createElement("canvas");
		copy.width = width;
		copy.height = height;
		const context = copy.getContext("2d", { willReadFrequently: true });
		context.drawImage(canvas, 0, 0);
		const { data } = context.getImageData(from, 0, width - from, Math.round(height * 0.88));
		let painted = 0;
		for (let at = 3; at < data.length; at += 4) if (data[at] > 128) painted++;
		return painted / (data.length / 4);
	})()`);
}

const leastMargin = (page: Page): Promise<number> =>
	page.evaluate(`Math.min(...document.querySelector(".reading").dataset.margins.split(" ").map(Number))`);

inBrowser("a slider changes the spectrum and the margins at once, and the button sets all back", async () => {
	const page = await bench.open("#/chip", { size: "phone" });
	await page.waitForSelector(`.reading[data-text=${TEXT}]`);
	await page.waitForSelector(".difference:text-is('As the published chip.')");
	const calm = { margin: await leastMargin(page), ink: await quietInk(page) };
	await slide(page, "noise", 1000);
	await page.waitForSelector(".difference:has-text('Not the published chip: line noise')");
	await until(page, async () => (await leastMargin(page)) < calm.margin - 20);
	assert.ok((await quietInk(page)) > 1.5 * calm.ink, "the noise stands higher between the tones");
	assert.match((await page.locator(".slider.changed").textContent())!, /225 nA.*published: 9 nA/s);
	await page.click("text=As published");
	await page.waitForSelector(".difference:text-is('As the published chip.')");
	await until(page, async () => (await leastMargin(page)) > calm.margin - 8);
	assert.equal(await overflowing(page), []);
});

inBrowser(
	"tones off their bins are said to leak; a chip that fails its known answer says so, and recovers",
	async () => {
		const page = await bench.open("#/chip");
		await page.waitForSelector(`.reading[data-text=${TEXT}]`);
		await slide(page, "spacing", 100);
		await page.waitForSelector(".lines .caption:has-text('they leak')");
		await slide(page, "spacing", 200);
		await slide(page, "noise", 900);
		await page.click("text=Program again");
		await page.waitForSelector(".outcome.bad:has-text('codes')");
		await page.click("text=As published");
		await page.click("text=Program again");
		await page.waitForSelector(".outcome:has-text('knows the known answer')");
		await page.waitForSelector(`.reading[data-text=${TEXT}]`);
		await page.click("text=difference");
		await page.waitForSelector("canvas[aria-label^='Weight array: difference']");
	},
);

inBrowser("the twin agrees, the confusion matrix is diagonal, the known-answer test is run by the device", async () => {
	const page = await bench.open("#/truth");
	await page.waitForSelector(".big:text-is('100 %')");
	await page.waitForSelector(".confusion td.right");
	assert.is(await page.locator(".confusion td.wrong").count(), 0);
	await page.click("text=Test now");
	await page.waitForSelector(".last .good:text-is('known')");
	assert.is(await page.locator(".timeline li.good").count(), 1);
});

inBrowser("the wire is told in words and saved as a file; an item of the message marks its bytes", async () => {
	const page = await bench.open("#/wire");
	await page.waitForSelector(".transactions tbody tr:has-text('TONES_CASCADE')");
	await page.waitForSelector(".last-message .good:text-is('follows')");
	const downloading = page.waitForEvent("download");
	await page.click("text=Save as VCD");
	const path = await (await downloading).path();
	const { readFileSync } = await import("node:fs");
	const transactions = parseValueChangeDump(readFileSync(path!, "utf8"));
	assert.ok(transactions.length >= 8 && transactions[0].mosi[0] === 3, "the frame begins with WRITE_REGISTERS");
	await page.keyboard.press("Space");
	await page.hover(".items li:has-text('kind') button");
	assert.is(await page.locator(".hex .head").count(), 1);
	await page.click("text=Ask the device");
	await page.waitForSelector(".outbox dt:text-is('waiting in memory')");
});

inBrowser("a scraper finds strict OpenMetrics of the device and of what is heard", async () => {
	const response = await fetch(`${bench.url}metrics`);
	assert.is(response.headers.get("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
	const families = parseOpenMetrics(await response.text());
	assert.ok(families.get("cim_frames")!.samples[0].value > 0);
	assert.equal(bench.complaints, []);
});

test.run();
