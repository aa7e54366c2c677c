// A small network on the emulated 48-core chip, with all that is wrong with it.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createNeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { NetworkProgram } from "../../../firmware/networks/network-program";
import { IdealNetwork } from "../../../host-sim/toolchain/compile/ideal-network";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { SIDE, smallNetwork, smallPictures } from "../../support/small-networks";

const PICTURES = 24;

test("scores on the chip follow those of a chip without noise, on another die too, where segments move", () => {
	const fields = smallNetwork();
	const model = { ...fields, version: 1, hash: 0 };
	const ideal = new IdealNetwork(fields);
	const pictures = smallPictures(PICTURES, 9);
	for (const die of [neurram.die, neurram.die + 1]) {
		const bench = new AcceleratorBench(createNeurramCore({ ...neurram, die }));
		const program = new NetworkProgram({ ...bench.options, model });
		bench.must(done => program.open(1, done));
		const { moved, cells, missed, lines, flat } = program.loaded;
		assert.is(moved > 0, die !== neurram.die, `${moved} segments moved`);
		assert.ok(missed < 0.03 * cells && flat === 0 && lines === 12);
		let errors = 0;
		let squares = 0;
		let agree = 0;
		for (let n = 0; n < PICTURES; n++) {
			const codes = ideal.inputCodes(pictures.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE));
			bench.must(done => program.run(codes, n, done));
			const { scores } = program.outcome;
			const wanted = ideal.run(codes);
			scores.forEach((score, i) => {
				errors += (score - wanted[i]) ** 2;
				squares += wanted[i] ** 2;
			});
			if (scores.indexOf(Math.max(...scores)) === wanted.indexOf(Math.max(...wanted))) agree++;
		}
		const error = Math.sqrt(errors / squares);
		process.stdout.write(
			`measured: a small network on die ${die}: ${moved} segments moved, ${missed} of ${cells} cells missed, scores off by ${(100 * error).toFixed(0)} %, ${agree} of ${PICTURES} verdicts agree\n`,
		);
		assert.ok(error < 0.4 && agree >= PICTURES - 6);
	}
});

test.run();
