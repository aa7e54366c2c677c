/**
 * Tests of the firmware that do not run inside XS, each with its reason: by file, then by the test's name ("*" for all).
 * XS has no compiler: what is a second of arithmetic on V8 is a minute there. What such a test shows is shown on V8, and
 * same-bytes.test.ts shows that the results are the same on both.
 */
export const LEFT_OUT: Record<string, Record<string, string>> = {
	"acceptance.test.ts": {
		"*": "hundreds of frames through the whole line; 200 frames are compared in same-bytes.test.ts",
	},
	"acceptance-devices.test.ts": { "*": "hundreds of frames through the whole line, once for each cell" },
	"accelerator/neurram-driver.test.ts": { "*": "a chip of 65,536 cells written and read cell by cell: minutes" },
	"accelerator/parallel-link-fuzz.test.ts": { "*": "fuzzing against a chip with large arrays: minutes" },
	"accelerator/parallel-wire.test.ts": { "*": "long bursts on a chip with large arrays: minutes" },
	"messaging/brokers.test.ts": { "*": "real brokers over real sockets" },
	"messaging/cbor.test.ts": { "refuses a hundred thousand": "nesting of 100,000 built by joining text: half a minute" },
	"messaging/mqtt-packet.test.ts": {
		"text that no field can hold is refused": "XS finds a character of a long text by counting from its start",
	},
	"messaging/session.test.ts": {
		"identifiers run from 1 to 65535 and over again, and pass those in use": "needs all 65,535: half a minute",
	},
	"emulator/products.test.ts": {
		"noise of weights: mean and deviation within 2 % of brute force, cell by cell and line by line":
			"statistics by brute force: a minute",
	},
	"emulator/waveform.test.ts": {
		"quantisation noise per bin follows 4.77 + 6.02 b + 10 log(N/K) - 20 log crest within 0.3 dB":
			"statistics over whole waveforms: minutes",
	},
	"emulator/wires.test.ts": {
		"compensation reaches the target in six rounds: 64 x 64, 0.17 ohm": "equations of 64 x 64 nodes: half a minute",
	},
	"runtime.test.ts": {
		"a message is enough to compute it again": "replay is a tool of the host: it parses scenes with URLSearchParams",
		"a device whose clock was set says the time of day of the capture, and the message is still enough to compute it again":
			"replay is a tool of the host: it parses scenes with URLSearchParams",
		"a message that was tampered with is not what the replay gives":
			"replay is a tool of the host: it parses scenes with URLSearchParams",
	},
	"sensing/sheet-reader-robustness.test.ts": { "*": "hundreds of frames, and photographs in packages for Node" },
	"sensing/sheet-reader.test.ts": {
		"random letters are read over the whole range at a noise of 4/255": "hundreds of frames: half a minute",
		"random letters are read over the whole range at a noise of 8/255": "hundreds of frames: half a minute",
	},
};
