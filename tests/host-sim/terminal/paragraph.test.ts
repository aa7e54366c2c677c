import { test } from "uvu";
import * as assert from "uvu/assert";
import { frameParagraph } from "../../../host-sim/terminal/paragraph";
import { someFrame } from "../../support/frame-record";

test("a frame in words, with every figure named", () => {
	assert.is(
		frameParagraph(someFrame()),
		[
			"frame 12: NAIN VINA ?NGI MUHC, 14 of 16 right, score SNR 23.4 dB",
			"  margins 61 44 72 58 49 47 70 45 3! 12! 60 33 71 19 38 52",
			"  chip (simulated): program 12.3 ms, multiply 212 µs; host: capture 410 µs, sensing 2.14 ms, accelerator 8.30 ms, decide 12.0 µs, publish 305 µs",
			"  SPI 3 412 B for 544 B of information, 1.36 ms on the wire",
			"  message 312 B to cim/1/desk-1/result, acknowledged, sha-256 9f3c000000000000",
			"",
		].join("\n"),
	);
});

test("a fault in words, which cannot act on the terminal", () => {
	const fault = { code: "timeout", message: "no\x1b[2J answer" };
	const lines = frameParagraph(someFrame({ kind: "fault", text: "", fault })).split("\n");
	assert.is(lines[0], "frame 12: no\\u{1b}[2J answer (timeout)");
	assert.is(lines.length, 3);
});

test.run();
