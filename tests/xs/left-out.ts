/**
 * Tests of the firmware that do not run inside XS, each with its reason: by file, then by the test's name ("*" for all).
 * XS has no compiler: what is a second of arithmetic on V8 is a minute there. What such a test shows is shown on V8, and
 * same-bytes.test.ts shows that the results are the same on both.
 */
export const LEFT_OUT: Record<string, Record<string, string>> = {
	"acceptance.test.ts": {
		"*": "hundreds of frames through the whole line; same-bytes.test.ts compares frames, npm run budget -- --same 200 two hundred",
	},
	"acceptance-devices.test.ts": { "*": "hundreds of frames through the whole line, once for each cell" },
	"accelerator/neurram-driver.test.ts": { "*": "a chip of 65,536 cells written and read cell by cell: minutes" },
	"accelerator/parallel-driver.test.ts": {
		"the operating point is found from where nobody has tuned it, and only then does the range fit":
			"thousands of multiplies: ten seconds",
	},
	"accelerator/parallel-link-fuzz.test.ts": { "*": "fuzzing against a chip with large arrays: minutes" },
	"accelerator/parallel-wire.test.ts": { "*": "long bursts on a chip with large arrays: minutes" },
	"accelerator/wire.test.ts": {
		"every buffer on the bus starts its own memory, is a multiple of 4 bytes, and at most 4092 long":
			"looks for each buffer among all others by equality",
	},
	"accelerator/wire-faults.test.ts": {
		"a wire of noise is a typed error, and a quiet one after it works": "thousands of repeats",
	},
	"emulator/devices/floating-gate.test.ts": {
		"errors of the current just after programming and after five days as published": "statistics over many cells",
	},
	"emulator/devices/phase-change.test.ts": {
		"drift exponents from 0.049 to 0.10 with a spread of each conductance's own": "statistics over many cells",
	},
	"emulator/devices/published-cell.test.ts": {
		"the expected conductance is the mean of what time makes of it": "statistics over many cells",
	},
	"emulator/devices/tunnel-junction.test.ts": {
		"a write lands on its level with the junctions' spread": "statistics over many cells",
	},
	"emulator/kernels/line-solver.test.ts": {
		"one vector equals the direct solve, whatever the shape and the wires":
			"a dense solution of each circuit as the oracle",
		"the estimated error tells the true one within a factor of three once two digits are there":
			"a dense solution of each circuit as the oracle",
		"the prepared matrix equals the direct one; bit lines open, it gives what each vector's solve gives":
			"a dense solution of each circuit as the oracle",
	},
	"emulator/kernels/plain-kernels.test.ts": {
		"noise referred to the output equals brute force, in mean and in standard deviation within 2 %":
			"statistics by brute force",
	},
	"emulator/profiles/neurram-devices.test.ts": { "*": "arrays of thousands of cells, written and verified" },
	"commands/commands.test.ts": {
		"snapshot: a frame of 160 x 120 as an image that others can read": "the other reader is a package for Node",
		"snapshot: a frame of 97 x 31 as an image that others can read": "the other reader is a package for Node",
		"snapshot: a frame of 640 x 481 as an image that others can read": "the other reader is a package for Node",
	},
	"commands/whole-device.test.ts": { "*": "dozens of frames through the whole line" },
	"model/network-format.test.ts": { "every flipped bit is noticed": "thousands of checks of a file: five seconds" },
	"events/event-watch.test.ts": { "*": "thousands of frames: minutes" },
	"events/heartbeat.test.ts": {
		"a device that sees nothing says every five minutes that it lives, and what it has done": "hundreds of frames",
	},
	"events/events-on-device.test.ts": { "*": "hundreds of frames through the whole line" },
	"messaging/cbor.test.ts": { "refuses a hundred thousand": "nesting of 100,000 built by joining text: half a minute" },
	"messaging/mqtt-packet.test.ts": {
		"text that no field can hold is refused": "XS finds a character of a long text by counting from its start",
	},
	"messaging/topics.test.ts": {
		"topic names up to 65,535 bytes": "XS finds a character of a long text by counting from its start",
	},
	"messaging/session.test.ts": {
		"identifiers run from 1 to 65535 and over again, and pass those in use": "needs all 65,535: half a minute",
	},
	"emulator/neurram/incremental-pulses.test.ts": {
		"a seed gives the same cells twice": "statistics over many cells",
		"later passes reprogram what relaxation took away and leave the rest": "statistics over many cells",
	},
	"emulator/neurram/relaxing-cells.test.ts": {
		"cells relax as the fit says, at the time that has passed in all": "statistics over many cells",
		"a cell goes on along its own course, and a new write starts a new one": "statistics over many cells",
	},
	"emulator/neurram/neurram-core.test.ts": { "*": "compares with WebAssembly, which XS has not" },
	"emulator/neurram/selected-product.test.ts": { "*": "compares with WebAssembly, which XS has not" },
	"emulator/parallel-fuzz.test.ts": { "*": "fuzzing a chip with large arrays: minutes" },
	"emulator/products.test.ts": {
		"noise of an array read by tones: mean and deviation within 2 % of brute force, cell by cell":
			"statistics by brute force",
		"noise of weights: mean and deviation within 2 % of brute force, cell by cell and line by line":
			"statistics by brute force: a minute",
	},
	"emulator/waveform.test.ts": {
		"quantisation noise per bin follows 4.77 + 6.02 b + 10 log(N/K) - 20 log crest within 0.3 dB":
			"statistics over whole waveforms: minutes",
	},
	"emulator/wires.test.ts": { "*": "networks of thousands of nodes solved as the oracle: minutes" },
	"model/known-answer.test.ts": {
		"alphabet: healthy chips with noise and programming error pass, chips that are 10 % off in gain fail":
			"that of the letters shows it",
		"alphabet: a dead label, two swapped labels and a column of cells that stays off fail, whichever it is":
			"that of the letters shows it",
	},
	"networks/network-on-chip.test.ts": { "*": "cores of 65,536 cells written and read cell by cell: minutes" },
	"runtime.test.ts": {
		"a message is enough to compute it again": "replay is a tool of the host: it parses scenes with URLSearchParams",
		"a device whose clock was set says the time of day of the capture, and the message is still enough to compute it again":
			"replay is a tool of the host: it parses scenes with URLSearchParams",
		"a message that was tampered with is not what the replay gives":
			"replay is a tool of the host: it parses scenes with URLSearchParams",
	},
	"sensing/camera-settings.test.ts": {
		"exposure makes the frame lighter or darker, half a stop a step": "dozens of frames through the whole line",
		"a frame rate: frames are not nearer than its interval, whoever asks for less":
			"dozens of frames through the whole line",
	},
	"sensing/photographs.test.ts": { "*": "hundreds of frames, and photographs in packages for Node" },
	"sensing/sheet-reader-robustness.test.ts": { "*": "hundreds of frames, and photographs in packages for Node" },
	"sensing/sheet-reader.test.ts": {
		"the corners are where the camera's optics put them, within half a pixel": "large frames: ten seconds",
		"every camera format gives the same letters, and pictures within the format's precision":
			"dozens of frames; pixels.test.ts has the formats",
		"a larger sensor is read too": "large frames: five seconds",
		"without a whole sheet in view the verdict is a reason, not letters": "hundreds of frames: a quarter of a minute",
		"random letters are read over the whole range at a noise of 4/255": "hundreds of frames: half a minute",
		"random letters are read over the whole range at a noise of 8/255": "hundreds of frames: half a minute",
	},
};
