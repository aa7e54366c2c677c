// npm run page-pictures: runs a device with seed 1, lets views of the page stand still before frame 12, and writes what they show
// to docs/figures/page-*.png. Needs Chromium. With --all: every view, both sizes, both colour schemes, whole length, to out/page.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { runDemo } from "../demo";
import { SceneSource } from "../scene/scene-source";
import { DEFAULT_TEXT } from "../scene/sheet";
import { QuietPresenter } from "../terminal/presenter";
import { VIEW_NAMES, type ViewName } from "./protocol";

const CHROMIUM = "/usr/bin/chromium";
/** The frame that is shown. */
const FRAME = 12;
/** What the documents show: view, window, colours. */
const PICTURES = [
	["now", "desk", "light"],
	["now", "phone", "dark"],
	["chip", "desk", "dark"],
	["faults", "desk", "light"],
	["camera", "desk", "light"],
] as const;
/** What is done before the picture is taken, where it is not frame 12 that matters. */
const acts: { [view in ViewName]?: (page: Page) => Promise<unknown> } = {
	async faults(page) {
		await page.click("text=Switch it off");
		await page.waitForSelector(".log li:has-text('tried again')");
		await page.click("text=Switch it on");
		await page.waitForSelector(".log li:has-text('all that waited is acknowledged')");
		await page.click("text=1 in 1 000");
		await page.waitForSelector(".log li:has-text('noticed and repeated')");
	},
	async camera(page) {
		await page.waitForSelector(".judgement[data-text]");
		await page.fill("input[aria-label='Sixteen letters']", "HELLO ANALOG WORLD");
		await page.click("button:has-text('Show it'):enabled");
		await page.waitForSelector(".judgement[data-text=HELLOANALOGWORLD]");
	},
};
const SIZES = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } } as const;

const words = process.argv.slice(2);
const all = words.includes("--all");
const folder = all ? "out/page" : "docs/figures";
const pictures = all
	? VIEW_NAMES.flatMap(view => [
			[view, "desk", "light"] as const,
			[view, "desk", "dark"] as const,
			[view, "phone", "light"] as const,
			[view, "phone", "dark"] as const,
		])
	: PICTURES;

const { chromium } = await import("playwright-core");
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
mkdirSync(folder, { recursive: true });
for (const [view, size, colorScheme] of pictures) {
	const { url, stop } = await start();
	const page = await browser.newPage({ viewport: SIZES[size], colorScheme });
	const act = all ? undefined : acts[view];
	await page.goto(`${url}#/${view}${act ? "" : `?pause=${FRAME}`}`);
	await (act?.(page) ?? page.waitForSelector("button[title^='Go on']", { timeout: 60_000 }));
	await page.waitForTimeout(500);
	const name = `page-${view}${size === "phone" ? "-phone" : ""}${all ? `-${colorScheme}` : ""}.png`;
	const bytes = smaller(await page.screenshot({ fullPage: all }));
	writeFileSync(join(folder, name), bytes);
	process.stdout.write(`${join(folder, name)}: ${bytes.length} bytes\n`);
	await page.close();
	await stop();
}
await browser.close();

async function start(): Promise<{ url: string; stop(): Promise<unknown> }> {
	let end = () => {};
	const interrupted = new Promise<void>(resolve => {
		end = resolve;
	});
	let run: Promise<unknown> = Promise.resolve();
	const url = await new Promise<string>(onServed => {
		run = runDemo({
			...{ device: "desk-1", seed: 1, port: 0, interval: 500, bitErrorRate: 0, interrupted },
			...{ source: new SceneSource({ text: DEFAULT_TEXT, seed: 1 }), text: DEFAULT_TEXT },
			page: { port: 0, onServed },
			present: () =>
				new QuietPresenter(
					() => {},
					() => {},
				),
		});
	});
	return {
		url,
		stop() {
			end();
			return run;
		},
	};
}

/** Without alpha and filter: flat areas and coarse pixels pack best so. */
function smaller(bytes: Buffer): Buffer {
	return PNG.sync.write(PNG.sync.read(bytes), {
		colorType: 2,
		inputHasAlpha: true,
		deflateLevel: 9,
		deflateStrategy: 0,
		filterType: 0,
	});
}
