import { existsSync, readdirSync, readFileSync } from "node:fs";
import { runDemo } from "../demo";
import { SceneSource } from "../scene/scene-source";
import { DEFAULT_TEXT } from "../scene/sheet";
import { QuietPresenter } from "../terminal/presenter";

const CHROMIUM = "/usr/bin/chromium";
/** Milliseconds of a measurement, and before it. */
const SPAN = 10_000;
const WARM_UP = 2000;
/** Milliseconds between frames: 10 a second. */
const INTERVAL = 100;
/** Hundredths of a second: the kernel's unit of CPU time (USER_HZ). */
const TICK = 0.01;

/** The live page at 10 frames a second: share of one core that the browser's main thread takes, by the kernel's own count. */
export async function pageSection(views: readonly string[] = ["now", "chip", "wire"]): Promise<void> {
	if (!existsSync(CHROMIUM)) {
		process.stdout.write(`live page: skipped, there is no ${CHROMIUM}\n`);
		return;
	}
	const { chromium } = await import("playwright-core");
	let end = () => {};
	const interrupted = new Promise<void>(resolve => {
		end = resolve;
	});
	let run: Promise<unknown> = Promise.resolve();
	const url = await new Promise<string>(onServed => {
		run = runDemo({
			...{ device: "desk-1", seed: 1, port: 0, interval: INTERVAL, bitErrorRate: 0, interrupted },
			...{ source: new SceneSource({ text: DEFAULT_TEXT, seed: 1 }), text: DEFAULT_TEXT },
			page: { port: 0, onServed },
			present: () =>
				new QuietPresenter(
					() => {},
					() => {},
				),
		});
	});
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
	const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
	for (const view of views) {
		await page.goto(`${url}?${view}#/${view}`);
		await page.waitForSelector(`main.view-${view} canvas, main.view-${view} table`);
		await page.waitForTimeout(WARM_UP);
		const before = mainThreads();
		const host = process.cpuUsage();
		const started = performance.now();
		await page.waitForTimeout(SPAN);
		const seconds = (performance.now() - started) / 1000;
		const { user, system } = process.cpuUsage(host);
		let most = 0;
		for (const [pid, ticks] of mainThreads()) most = Math.max(most, ticks - (before.get(pid) ?? ticks));
		const share = (part: number) => `${((100 * part) / seconds).toFixed(1)} %`;
		process.stdout.write(
			`live page, view ${view}, 10 frames/s: browser main thread ${share(most * TICK)} of a core, simulator and device ${share((user + system) / 1e6)}\n`,
		);
	}
	await browser.close();
	end();
	await run;
}

/** CPU time of the main thread of each of Chromium's renderers, in ticks (proc(5): fields 14 and 15). */
function mainThreads(): Map<string, number> {
	const ticks = new Map<string, number>();
	for (const pid of readdirSync("/proc").filter(name => /^\d+$/.test(name))) {
		try {
			if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) continue;
			const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8");
			const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
			ticks.set(pid, Number(fields[11]) + Number(fields[12]));
		} catch {
			// it has ended meanwhile
		}
	}
	return ticks;
}
