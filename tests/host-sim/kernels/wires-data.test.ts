import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { prepareEffectiveMatrix } from "../../../firmware/emulator/kernels/effective-matrix";
import { loadKernels } from "../../../host-sim/kernels/fast-kernels";
import { sharedData } from "../../support/data";

function relativeRms(found: Float64Array, exact: Float64Array): number {
	let difference = 0;
	let power = 0;
	for (let i = 0; i < exact.length; i++) {
		difference += (found[i] - exact[i]) ** 2;
		power += exact[i] ** 2;
	}
	return Math.sqrt(difference / power);
}

const paths = ["wires/gp.f64", "wires/gn.f64", "wires/x.f64", "wires/y_r1.0.f64"].map(sharedData);
const title = "256 x 256 at 1 ohm a segment: changed and fixed conductances within 1e-6 of the exact data";
if (paths.every(path => path !== undefined)) {
	const kernels = await loadKernels();
	test(title, () => {
		const size = 256;
		const [positive, negative, inputs, outputs] = paths.map(path => {
			const bytes = readFileSync(path!);
			return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
		});
		const vectors = outputs.length / size;
		const solver = kernels.lineSolver(size, size);
		const found = new Float64Array(outputs.length);
		const prepared = new Float64Array(size * size);
		const difference = new Float64Array(size * size);
		const currents = new Float64Array(size);
		for (const [conductances, sign] of [
			[positive, 1],
			[negative, -1],
		] as const) {
			solver.load(conductances, 1, 0, "virtual ground");
			for (let vector = 0; vector < vectors; vector++) {
				solver.solve(inputs.subarray(vector * size, (vector + 1) * size), currents, 1e-6, 20);
				for (let j = 0; j < size; j++) found[vector * size + j] += sign * currents[j];
			}
			prepareEffectiveMatrix(solver, 1e-9, prepared);
			for (let cell = 0; cell < prepared.length; cell++) difference[cell] += sign * prepared[cell];
		}
		const changed = relativeRms(found, outputs);
		const matrix = kernels.realMatrix(size, size);
		matrix.load(difference);
		matrix.multiply(inputs, vectors, found);
		const fixed = relativeRms(found, outputs);
		process.stdout.write(
			`\nmeasured: relative rms error, changed conductances ${changed.toExponential(1)}, fixed ${fixed.toExponential(1)}\n`,
		);
		assert.ok(changed <= 1e-6, `${changed}`);
		assert.ok(fixed <= 1e-6, `${fixed}`);
	});
} else test.skip(title, () => {});

test.run();
