import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import { DataError, type DataSet } from "../../../../host-sim/toolchain/data/data-set";
import { digitsGraph } from "../../../../host-sim/toolchain/train/digits-network";
import { disturbDigit } from "../../../../host-sim/toolchain/train/disturb";
import { type NoiseComparison, noiseComparisonResult } from "../../../../host-sim/toolchain/train/noise-comparison";
import { DIGITS_RECIPE, digitExamples, trainDigits } from "../../../../host-sim/toolchain/train/train-digits";

const SIDE = 28;

/** Upright or lying strokes of a pen, four pixels wide. */
function strokes(count: number): DataSet {
	const chance = new Random(count);
	const values = new Uint8Array(count * SIDE * SIDE);
	const classes = new Uint8Array(count);
	for (let n = 0; n < count; n++) {
		classes[n] = n % 2;
		const at = 8 + chance.below(9);
		for (let along = 4; along < 24; along++)
			for (let across = at; across < at + 4; across++) {
				const [row, column] = classes[n] === 0 ? [across, along] : [along, across];
				values[n * SIDE * SIDE + row * SIDE + column] = 200 + chance.below(56);
			}
	}
	return {
		name: "strokes",
		count,
		shape: { height: SIDE, width: SIDE, channels: 1 },
		values,
		classes,
		labels: ["0", "1"],
	};
}

function center(picture: Uint8Array): { ink: number; x: number; y: number } {
	let [ink, x, y] = [0, 0, 0];
	picture.forEach((value, i) => {
		ink += value;
		x += value * (i % SIDE);
		y += value * Math.floor(i / SIDE);
	});
	return { ink, x: x / ink, y: y / ink };
}

test("a disturbed digit keeps its ink and its place nearly, and differs every time", () => {
	const { values } = strokes(1);
	const clean = (values as Uint8Array).slice();
	const before = center(clean);
	const chance = new Random(1);
	const seen = new Set<string>();
	for (let n = 0; n < 100; n++) {
		const picture = clean.slice();
		disturbDigit(picture, chance);
		const after = center(picture);
		seen.add(picture.join());
		assert.ok(Math.abs(after.ink / before.ink - 1) < 0.5, `ink ${after.ink / before.ink}`);
		assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 4);
	}
	assert.is(seen.size, 100);
	const [one, other] = [clean.slice(), clean.slice()];
	disturbDigit(one, new Random(7));
	disturbDigit(other, new Random(7));
	assert.equal(one, other);
});

test("the digits network sends 491 vectors through the chip and has 21,648 weights", () => {
	let vectors = 0;
	let weights = 0;
	for (const { operation, shape } of digitsGraph(1).nodes) {
		if (operation.kind !== "convolution" && operation.kind !== "dense") continue;
		vectors += shape.height * shape.width;
		weights += (operation.kind === "dense" ? operation.weights : operation.kernel).length;
	}
	assert.is(vectors, 491);
	assert.is(weights, 21_648);
});

test("its recipe teaches it two kinds of strokes within an epoch, noise on its weights", async () => {
	const [train, unseen] = [strokes(512), strokes(64)];
	const reports: number[] = [];
	const { accuracy, noisyAccuracy, graph } = await trainDigits(
		train,
		unseen,
		{ ...DIGITS_RECIPE, epochs: 2, batch: 32 },
		({ loss }) => reports.push(loss),
	);
	assert.is(reports.length, 2);
	assert.ok(reports[1] < reports[0] / 2, reports.join(" "));
	assert.ok(accuracy > 0.95, `${accuracy}`);
	assert.ok(noisyAccuracy > 0.9, `${noisyAccuracy}`);
	assert.is(graph.nodes.length, digitsGraph(1).nodes.length);
});

test("data of another size is refused, and says what is wanted", () => {
	const data = { ...strokes(2), shape: { height: 14, width: 56, channels: 2 } };
	assert.throws(
		() => digitExamples(data, digitsGraph(1), false),
		(error: Error) => error instanceof DataError && /28 x 28/.test(error.message),
	);
});

test("a kept comparison becomes rows that fail where noise did not help as it should", () => {
	const kept: NoiseComparison = {
		recipe: "",
		levels: [0.1, 0.2],
		dies: [1, 2],
		pictures: 100,
		trial: 100,
		trained: [
			{ noise: 0, range: 0, software: 99, noisy: [90, 60], chip: [97, 98] },
			{ noise: 0.2, range: 2.5, software: 98.5, noisy: [89, 95], chip: [98.5, 98.5] },
		],
	};
	const { rows, plot } = noiseComparisonResult(kept);
	const gain = rows.find(({ quantity }) => quantity === "weight noise 0.2, chip, gain over plain")!;
	assert.is(gain.measured, 1);
	assert.ok(rows.every(({ pass }) => pass));
	assert.equal(plot.series[1].y, [98.5, 89, 95]);
	kept.trained[1].noisy = [97, 59];
	assert.not(noiseComparisonResult(kept).rows.every(({ pass }) => pass));
});

test.run();
