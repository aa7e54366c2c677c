// What people do on the page: break things, show pictures and texts, send commands.
import { PNG } from "pngjs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { hasChromium, type PageBench, startPageBench } from "../support/browser";

const test = suite("play");
let bench: PageBench;

test.before(async () => {
	if (hasChromium) bench = await startPageBench();
});
test.after(async () => {
	await bench?.close();
});

function inBrowser(name: string, run: () => Promise<void>): void {
	if (hasChromium) test(name, run);
	else test.skip(name, () => {});
}
if (!hasChromium) process.stdout.write("skips: there is no chromium at /usr/bin/chromium\n");

inBrowser("a device that is selected gets a command, and its answer is shown", async () => {
	const page = await bench.open("#/fleet");
	await page.click(".tile:has-text('desk-1') input");
	await page.click("button:has-text('Send to 1')");
	await page.waitForSelector(".answers li:has-text('ping done')");
});

inBrowser("a fault takes the device offline and back, and the log says what it did", async () => {
	const page = await bench.open("#/faults");
	await page.waitForSelector(".link-words:text-is('online')");
	await page.click("text=Switch it off");
	await page.waitForSelector(".status .lamp.bad");
	await page.waitForSelector(".log li:has-text('offline: ')");
	await page.click("text=Switch it on");
	await page.waitForSelector(".status .lamp.good");
	await page.waitForSelector(".log li:has-text('online again after')");
	await page.waitForSelector(".log li:has-text('all that waited is acknowledged')");
});

inBrowser("a picture that is sent is recognised; what is no picture is refused in words", async () => {
	const page = await bench.open("#/camera", { size: "phone" });
	await page.waitForSelector(".judgement[data-text]");
	await page.setInputFiles("input[type=file]", {
		name: "<b>x</b>.png",
		mimeType: "image/png",
		buffer: Buffer.from("none"),
	});
	await page.waitForSelector(".refusal:has-text('is not an image that can be read')");
	await page.setInputFiles("input[type=file]", {
		name: "sheet.png",
		mimeType: "image/png",
		buffer: sheetPicture("CHINAUNIVNANJING"),
	});
	await page.waitForSelector(".judgement[data-text=CHINAUNIVNANJING]");
	assert.is(await page.locator(".refusal").textContent(), "");
});

inBrowser(
	"a text that somebody types is printed, seen and recognised, on the chip of 26 classes where it needs one",
	async () => {
		const page = await bench.open("#/camera");
		await page.waitForSelector(".judgement[data-text]");
		await page.fill("input[aria-label='Sixteen letters']", "too short");
		await page.keyboard.press("Enter");
		await page.waitForSelector(".refusal:has-text('the sheet has 16 letters')");
		await page.fill("input[aria-label='Sixteen letters']", "hello analog world");
		await page.keyboard.press("Enter");
		await page.waitForSelector(".judgement[data-text=HELLOANALOGWORLD]");
		assert.is(await page.locator(".seen .judgement").textContent(), "16 of 16 right");
		assert.equal(bench.complaints, []);
	},
);

/** A picture of a printed sheet as a file. */
function sheetPicture(text: string): Buffer {
	const source = new SceneSource({ text, seed: 5, width: 320, height: 240 });
	const gray = source.frame(3);
	const image = new PNG({ width: 320, height: 240 });
	for (let i = 0; i < gray.length; i++) image.data.set([gray[i], gray[i], gray[i], 255], 4 * i);
	return PNG.sync.write(image);
}

test.run();
