import { test } from "uvu";
import * as assert from "uvu/assert";
import { frameView } from "../../../host-sim/terminal/frame-view";
import { paint, widthOf } from "../../../host-sim/terminal/line";
import { someFrame } from "../../support/frame-record";

const SETTING = {
	device: "desk-1",
	chip: "fmc",
	broker: "mqtt://127.0.0.1:1883",
	seed: 1,
	state: "online",
	online: true,
};
const TOTALS = { frames: 12, acknowledged: 12, received: 12, right: 180, expected: 192 };

function text(width: number, height: number, record = someFrame(), setting = SETTING): string[] {
	return frameView(setting, record, TOTALS, width, height).map(line => paint(line, false));
}

test("everything that matters fits 80 columns and 24 lines, with one line for the cursor", () => {
	const lines = text(80, 23);
	assert.ok(lines.length <= 23, `${lines.length} lines`);
	const all = lines.join("\n");
	for (const words of [
		"desk-1 · online · mqtt://127.0.0.1:1883 · chip fmc · seed 1",
		"frame 12 · 14 of 16 right · score SNR 23.4 dB",
		"chip energy 1.52 µJ (estimate)",
		"3 412 B carry 544 B of information · 1.36 ms wire",
		"312 B · cim/1/desk-1/result · acknowledged",
		"12 frames · 12 acknowledged · 12 received · 180/192 letters right · Ctrl-C ends",
	])
		assert.ok(all.includes(words), `${words} in\n${all}`);
	assert.not.match(all, "…\n");
});

test("60 columns are enough for the verdict, the bytes and the message", () => {
	const all = text(60, 23).join("\n");
	for (const words of [
		"14 of 16 right · score SNR 23.4 dB",
		"3 412 B carry 544 B of information · 1.36 ms wire",
		"acknowledged",
	])
		assert.ok(all.includes(words), words);
});

test("no terminal is too small: lines and columns are never more than there are", () => {
	for (const width of [1, 10, 40, 60, 80, 200])
		for (const height of [1, 5, 10, 23, 50]) {
			const lines = frameView(SETTING, someFrame(), TOTALS, width, height);
			assert.ok(lines.length <= height);
			for (const line of lines) assert.ok(widthOf(line) <= width, `${widthOf(line)} of ${width}`);
		}
});

test("a low terminal gives up blank lines before content", () => {
	const content = text(80, 50).filter(line => line !== "");
	assert.equal(text(80, content.length), content);
});

test("no sheet and faults are verdicts with their reason", () => {
	const empty = { text: "", margins: new Uint8Array(0), scores: new Int8Array(0) };
	const chip = { program: 0, multiply: 0, wireBytes: 0, energy: 0 };
	const fault = { code: "no-sheet", message: "no frame of four lines is in view: point the camera at the sheet" };
	const noSheet = text(80, 23, someFrame({ kind: "no-sheet", ...empty, chip, fault })).join("\n");
	assert.match(noSheet, "frame 12 · no sheet in view");
	assert.match(noSheet, "point the camera at the sheet (no-sheet)");
	assert.not.match(noSheet, "SPI");
	assert.ok(
		text(30, 23, someFrame({ kind: "no-sheet", ...empty, chip, fault }))
			.join("")
			.includes("the sheet"),
		"a long reason is wrapped, not cut",
	);
	assert.match(text(80, 23, someFrame({ kind: "fault", ...empty, chip, fault })).join("\n"), "frame 12 · fault");
});

test("words of a fault cannot act on the terminal", () => {
	const fault = { code: "x", message: "a\x1b[2Jb\nc" };
	const record = someFrame({ kind: "fault", text: "", fault });
	for (const line of text(80, 23, record)) assert.not.match(line, /\p{Cc}/u);
});

test("an offline device says why", () => {
	const setting = { ...SETTING, online: false, state: "nobody listens there (ECONNREFUSED)" };
	assert.match(text(80, 23, someFrame(), setting)[0], "desk-1 · nobody listens there (ECONNREFUSED)");
});

test("before the first frame there is a view too", () => {
	const lines = frameView(SETTING, undefined, { ...TOTALS, frames: 0 }, 80, 23).map(line => paint(line, false));
	assert.match(lines.join("\n"), "waiting for the first frame");
});

test.run();
