import { test } from "uvu";
import * as assert from "uvu/assert";
import { frameView } from "../../../host-sim/terminal/frame-view";
import { paint } from "../../../host-sim/terminal/line";
import { networkBlock } from "../../../host-sim/terminal/network";
import { frameParagraph } from "../../../host-sim/terminal/paragraph";
import { someFrame } from "../../support/frame-record";

const scores = Int8Array.of(-127, 0, 127);
const picture = Uint8Array.from({ length: 64 }, (_, at) => (at % 8 === 3 ? 255 : 0));

function networkFrame() {
	const record = someFrame({ sequence: 4 });
	record.result.kind = "network";
	record.result.text = "2";
	record.result.margins = Uint8Array.of(90);
	record.result.scores = scores;
	record.result.unit = 0.25;
	return { ...record, expected: "2", picture };
}

test("beside the picture that the network saw stands a bar for each score", () => {
	const lines = networkBlock({ text: "2", expected: "2", scores, picture }, 60).map(line => paint(line, false));
	assert.equal(lines, [
		`     @       0 ${" ".repeat(24)} -127`,
		`     @       1 ${"█".repeat(12)}${" ".repeat(12)}    0`,
		`     @       2 ${"█".repeat(24)}  127`,
		"     @      ",
	]);
	const wrong = networkBlock({ text: "2", expected: "1", scores }, 60)[2];
	assert.is(wrong.find(piece => piece.text.includes("█"))?.style, "bad");
});

test("many scores and no labels are no bars", () => {
	const lines = networkBlock({ text: "", scores: new Int8Array(784) }, 60);
	assert.equal(lines, []);
});

test("the view and the paragraph tell label, margin and scores", () => {
	const setting = { device: "desk-1", chip: "neurram", broker: "b", seed: 1, state: "online", online: true };
	const totals = { frames: 1, acknowledged: 1, received: 1, right: 1, expected: 1 };
	const lines = frameView(setting, networkFrame(), totals, 90, 40).map(line => paint(line, false));
	assert.match(lines[2], /^frame 4 · 2 · right · margin 90 codes · chip energy/);
	assert.ok(lines.some(line => line.includes("1/1 right")));
	const paragraph = frameParagraph(networkFrame());
	assert.match(paragraph, /^frame 4: 2, right, margin 90 codes\n {2}scores -127 0 127\n/);
});

test.run();
