import { existsSync } from "node:fs";
import type { Page as BrowserPage } from "playwright-core";
import { type DemoOptions, runDemo } from "../../host-sim/demo";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { DEFAULT_TEXT } from "../../host-sim/scene/sheet";
import { QuietPresenter } from "../../host-sim/terminal/presenter";

/** Debian's package chromium puts it there. */
const CHROMIUM = "/usr/bin/chromium";

/** Whether pages can be opened here. */
export const hasChromium = existsSync(CHROMIUM);

export const SIZES = {
	desk: { width: 1366, height: 768 },
	phone: { width: 390, height: 844 },
} as const;

/** A run of `cim start` with its page, and a browser. */
export interface PageBench {
	/** http://127.0.0.1:port/ */
	url: string;
	/** mqtt://127.0.0.1:port */
	broker: string;
	/** Everything that a browser's console said that was no plain log, and every exception. */
	complaints: string[];
	/** Loads a place of the page, "#/now". It is one tab each time: to open another takes long. */
	open(place: string, options?: OpenOptions): Promise<BrowserPage>;
	/** Opens another address in a page of its own. */
	openOther(url: string): Promise<BrowserPage>;
	close(): Promise<void>;
}

export interface OpenOptions {
	size?: keyof typeof SIZES;
	dark?: boolean;
}

/** Starts a device that sends a frame every 100 ms, its page and a browser. */
export async function startPageBench(options: Partial<DemoOptions> = {}): Promise<PageBench> {
	const { chromium } = await import("playwright-core");
	let end = () => {};
	const interrupted = new Promise<void>(resolve => {
		end = resolve;
	});
	let broker = "";
	let finished: Promise<unknown> = Promise.resolve();
	const url = await new Promise<string>((resolve, reject) => {
		finished = runDemo({
			...{ device: "desk-1", seed: 1, port: 0, interval: 100, bitErrorRate: 0, interrupted },
			...{ source: new SceneSource({ text: DEFAULT_TEXT, seed: 1 }), text: DEFAULT_TEXT },
			page: { port: 0, onServed: resolve },
			present(setting) {
				broker = setting.broker;
				return new QuietPresenter(
					() => {},
					() => {},
				);
			},
			...options,
		});
		finished.catch(reject);
	});
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
	const complaints: string[] = [];
	const page = await browser.newPage({ viewport: SIZES.desk });
	page.on("pageerror", error => complaints.push(error.message));
	page.on("console", message => {
		if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
	});
	let opened = 0;
	return {
		url,
		broker,
		complaints,
		async open(place, { size = "desk", dark = false } = {}) {
			await page.setViewportSize(SIZES[size]);
			await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
			// another query loads it anew: nothing of the test before is left
			await page.goto(`${url}?${++opened}${place}`);
			return page;
		},
		async openOther(other) {
			const page = await browser.newPage();
			await page.goto(other);
			return page;
		},
		async close() {
			await browser.close();
			end();
			await finished;
		},
	};
}

/** What of a page is wider than its window, as tags with classes. */
export function overflowing(page: BrowserPage): Promise<string[]> {
	return page.evaluate(`(() => {
		const found = [];
		const width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth > width) found.push("the page, " + document.documentElement.scrollWidth);
		for (const element of document.querySelectorAll("body *")) {
			const { left, right, width: across, height } = element.getBoundingClientRect();
			const isSeen = across > 1 && height > 1 && !element.closest(".scrolls, svg, .skip");
			if (isSeen && (right > width + 0.5 || left < -0.5))
				found.push(element.tagName.toLowerCase() + "." + element.getAttribute("class") + " " + left + ".." + right);
		}
		return found;
	})()`);
}

/** Shows another view of a page that is open. */
export async function goTo(page: BrowserPage, view: string): Promise<void> {
	await page.evaluate(`location.hash = "#/${view}"`);
	await page.waitForSelector(`main.view-${view} > :nth-child(2)`);
	// what was changed is drawn
	await page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
}
