// Checks (a) and (b) of neurram.md section 8: the published networks' parameters, and how the published tables cut them.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { NpyArray } from "../../../host-sim/toolchain/npy";
import { readNpz } from "../../../host-sim/toolchain/npz";
import {
	bidirectionalShapes,
	cellCount,
	dealt,
	matrixShape,
	type SegmentShape,
	segmentRows,
	segmentShapes,
} from "../../../host-sim/toolchain/segment-shapes";
import { sharedData } from "../../support/data";

const present = sharedData("neurram/weight_mappings.json") !== undefined;
const withData = present ? test : test.skip;

const network = (name: string): Map<string, NpyArray> =>
	readNpz(new Uint8Array(readFileSync(sharedData(`neurram/${name}.npz`)!)));

/** Values of the arrays whose names pass. */
const parameters = (arrays: Map<string, NpyArray>, counts: (name: string) => boolean): number =>
	[...arrays].reduce((sum, [name, { values }]) => sum + (counts(name) ? values.length : 0), 0);

interface Segment {
	rows: number[];
	cols: number[];
}
type Table = Record<string, Segment[]>;

const mappings = (): Record<string, Table> =>
	JSON.parse(readFileSync(sharedData("neurram/weight_mappings.json")!, "utf8"));

const shapesOf = (segments: Segment[]): SegmentShape[] =>
	segments.map(({ rows, cols }) => ({ rows: rows.length, columns: cols.length }));

/** Bias rows by layer (neurram.md section 4): an input of them by the layer's number, the dense layer last. */
const biasRows: Record<string, { network: string; conv: (number | undefined)[]; dense: number }> = {
	mnist_cnn: { network: "mnist_cnn_7layer_input3b_wnoise0.15", conv: [1, 1, 1, 1, 1, 1], dense: 1 },
	cifar10_resnet20: {
		network: "cifar10_resnet20_act3b_wnoise0.20",
		conv: [2, 4, 4, 5, 4, 2, 2, 5, 2, 1, 2, 2, 2, 2, 5, 2, 3, 1, 1, 2, 1],
		dense: 1,
	},
	cifar10_resnet20_finetune: {
		network: "cifar10_finetune_fwd_finetune_all_val",
		conv: [undefined, 3, 4, 5, 2, 2, 2, 6, 2, 1, 2, 2, 2, 2, 5, 2, 2, 1, 1, 2, 1],
		dense: 1,
	},
};

const cells = { mnist_cnn: 46_664, cifar10_resnet20: 553_524, cifar10_resnet20_finetune: 552_404 };

withData("(a) parameters of the four networks", () => {
	const all = () => true;
	const kept = (name: string) => !/\.a\d+$|^a\d+$|best_vali|w_max/.test(name);
	const found = {
		mnist: parameters(network("mnist_cnn_7layer_input3b_wnoise0.15"), all),
		cifar: parameters(network("cifar10_resnet20_act3b_wnoise0.20"), all),
		fineTuned: parameters(network("cifar10_finetune_fwd_finetune_all_val"), all),
		keywords: parameters(network("lstm_kws_hidden112_biasrows2_maxw0.2"), kept),
		boltzmann: parameters(network("mnist_rbm_h120_wnoise0.20"), kept),
	};
	assert.equal(found, { mnist: 23_176, cifar: 274_461, fineTuned: 274_461, keywords: 281_392, boltzmann: 96_194 });
	console.log(`measured: parameters ${Object.values(found).join(", ")}`);
});

for (const [name, { network: file, conv, dense }] of Object.entries(biasRows))
	withData(
		`(b) ${name}: every segment of the published table has the shape that the matrix and its bias rows give`,
		() => {
			const arrays = network(file);
			const table = mappings()[name];
			const layers = Object.keys(table);
			assert.is(layers.length, conv.filter(rows => rows !== undefined).length + 1);
			let total = 0;
			let segments = 0;
			for (const layer of layers) {
				const number = Number(/^conv2d_noise(?:_(\d+))?$/.exec(layer)?.[1] ?? 0);
				const rows = layer.startsWith("dense") ? dense : conv[number];
				assert.ok(rows !== undefined, layer);
				const matrix = matrixShape(arrays.get(`${layer}/kernel`)!.shape);
				const shapes = segmentShapes(matrix, { biasRows: rows });
				assert.equal(shapes, shapesOf(table[layer]), layer);
				total += cellCount(shapes);
				segments += shapes.length;
			}
			assert.is(total, cells[name as keyof typeof cells]);
			console.log(`measured: ${name}: ${segments} segments, 0 mismatches, ${total} cells`);
		},
	);

withData("(b) keywords: 32 matrices of 16 gates, and the last layer", () => {
	const arrays = network("lstm_kws_hidden112_biasrows2_maxw0.2");
	const { segments, fc } = mappings().lstm_3;
	const rule = { biasRows: 2, longest: 126 };
	/** Block by block, four gates side by side in a block's columns. */
	const gates = (name: string): SegmentShape[] => {
		const [blocks, rows, columns] = arrays.get(`lstmBlocks.cell.${name}`)!.shape;
		return Array.from({ length: 4 * blocks }, () => segmentShapes({ rows, columns: columns / 4 }, rule)).flat();
	};
	const shapes = [...gates("weight_ih"), ...gates("weight_hh")];
	assert.equal(shapes, shapesOf(segments));
	assert.is(cellCount(shapes), 559_104);
	const [blocks, rows, columns] = arrays.get("finFC.weights")!.shape;
	const last = Array.from({ length: blocks }, () => segmentShapes({ rows, columns }, rule)).flat();
	assert.equal(last, shapesOf(fc));
	assert.is(cellCount(shapes) + cellCount(last), 570_048);
	console.log(
		`measured: keywords: ${cellCount(shapes)} cells, ${cellCount(shapes) + cellCount(last)} with the last layer`,
	);
});

withData("(b) Boltzmann machine: 16 cores with four cells a weight", () => {
	const [visible, hidden] = network("mnist_rbm_h120_wnoise0.20").get("W")!.shape;
	const shapes = bidirectionalShapes({ rows: hidden, columns: visible }, 8, 2, 2);
	assert.equal(shapes, Object.values(mappings().rbm).flatMap(shapesOf));
	assert.is(cellCount(shapes), 401_760);
	console.log(`measured: Boltzmann machine: ${shapes.length} cores, ${cellCount(shapes)} cells`);
});

test("segments are as few as possible and equally long but for the last", () => {
	for (let rows = 1; rows <= 1000; rows++) {
		const lengths = segmentRows(rows);
		assert.is(
			lengths.reduce((sum, length) => sum + length, 0),
			rows,
		);
		assert.is(lengths.length, Math.ceil(rows / 100));
		assert.ok(lengths.every((length, n) => length <= 100 && (length === lengths[0] || n === lengths.length - 1)));
	}
	assert.equal(segmentRows(512), [86, 86, 86, 86, 86, 82]);
	assert.throws(() => segmentRows(0), RangeError);
	assert.throws(() => matrixShape([5]), RangeError);
	assert.equal(dealt(794, 8), [100, 100, 99, 99, 99, 99, 99, 99]);
});

test.run();
