import { test } from "uvu";
import * as assert from "uvu/assert";
import { Activation, LineSide, Mode } from "../../../../firmware/accelerator/registers";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { crc32 } from "../../../../firmware/math/crc32";
import { Random } from "../../../../firmware/math/random";

// Written, relaxed and read with every effect on, wires included: these bytes on every engine, with every kernel.

const LINES = 256;
const ROWS = 32;
const COLUMNS = 16;

test("the codes of a seed are these bytes, whatever the engine", () => {
	const core = createNeurramCore({ ...neurram, wires: { segment: 0.5, source: 50 } });
	const random = new Random(3);
	const report = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	const codes = Uint8Array.from({ length: ROWS * COLUMNS }, (_, n) => (n * 101) % 256);
	core.configure(0, { ...core.point, programPasses: 2 });
	core.erase(0, random);
	core.program(0, 0, 0, ROWS, COLUMNS, codes, 255, core.defaults, random, report);
	core.age(86_400, random);
	core.select(0, LineSide.ROWS, new Uint8Array(LINES).fill(1, 0, ROWS));
	core.select(0, LineSide.COLUMNS, new Uint8Array(LINES).fill(1, 0, COLUMNS));

	const outputs: number[] = [report.pulses & 0xff, report.missed & 0xff];
	const done = { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseCodes: 0, energy: 0 };
	const run = (mode: number, values: number, changes: Partial<typeof core.point>): void => {
		core.configure(0, { ...core.point, ...changes });
		const inputs = Int16Array.from({ length: 4 * values }, (_, n) => ((n * 5) % 15) - 7);
		core.loadInputs(0, 0, values, 4, inputs);
		core.multiply(mode, Uint8Array.of(0), 1, 4, core.defaults, random, done);
		for (const code of core.outputs.subarray(0, done.outputs)) outputs.push(code & 0xff, (code >> 8) & 0xff);
	};
	run(Mode.FORWARD, ROWS / 2, { inputBits: 4, inputSigned: 1 });
	run(Mode.FORWARD, ROWS / 2, { inputBits: 8, inputSigned: 1, outputBits: 13 });
	run(Mode.FORWARD, ROWS / 2, { inputBits: 4, inputSigned: 1, activation: Activation.STOCHASTIC });
	run(Mode.BACKWARD, COLUMNS, { inputBits: 4, inputSigned: 1 });
	run(Mode.RECURRENT, ROWS / 2, { inputBits: 4, inputSigned: 1 });
	assert.is(crc32(Uint8Array.from(outputs)).toString(16), "f8a57143");
});

test.run();
