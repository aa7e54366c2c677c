// npm run picture: runs `cim start` for a few frames against a terminal of 80 by 24 that only exists in memory, and writes
// what it showed last to docs/figures/terminal.svg.
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { MQTT_PORT } from "../broker-address";
import { runDemo } from "../demo";
import { SceneSource } from "../scene/scene-source";
import { DEFAULT_TEXT } from "../scene/sheet";
import { AnsiGrid } from "./ansi-grid";
import { paint, span } from "./line";
import { LivePresenter } from "./presenter";
import { terminalPicture } from "./terminal-picture";

const COLUMNS = 80;
const ROWS = 24;
const FRAMES = 10;
const FILE = new URL("../../docs/figures/terminal.svg", import.meta.url);

/** The usual port where it is free, else any: a broker that had to move would say so in the picture. */
async function freePort(): Promise<number> {
	for (const wanted of [MQTT_PORT, 0]) {
		const server = createServer();
		const port = await new Promise<number | undefined>(resolve => {
			server.once("error", () => resolve(undefined));
			server.listen(wanted, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
		});
		await new Promise<void>(resolve => server.close(() => resolve()));
		if (port !== undefined) return port;
	}
	throw new Error("no port is free on 127.0.0.1");
}

const grid = new AnsiGrid();
grid.write(`${paint([span("$ ", "quiet"), span(`npm start -- --frames ${FRAMES}`)], true)}\n`);
const terminal = { columns: COLUMNS, rows: ROWS, write: (text: string) => grid.write(text), on() {}, off() {} };

const good = await runDemo({
	device: "desk-1",
	seed: 1,
	port: await freePort(),
	source: new SceneSource({ text: DEFAULT_TEXT, seed: 1 }),
	text: DEFAULT_TEXT,
	interval: 200,
	bitErrorRate: 0,
	frames: FRAMES,
	present: (setting, totals) => new LivePresenter(terminal, setting, totals, true),
	interrupted: new Promise(() => {}),
});

mkdirSync(new URL(".", FILE), { recursive: true });
writeFileSync(FILE, terminalPicture(grid.rows, COLUMNS, "cim-edge"));
process.stdout.write(`docs/figures/terminal.svg: ${FRAMES} frames${good ? "" : ", but the run failed"}\n`);
process.exit(good ? 0 : 1);
