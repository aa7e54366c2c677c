import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { CimError } from "../../../../firmware/errors";
import { Random } from "../../../../firmware/math/random";
import { parseNetwork } from "../../../../firmware/model/network-format";
import { NetworkProgram } from "../../../../firmware/networks/network-program";
import { compileNetwork } from "../../../../host-sim/toolchain/compile/compile";
import { IdealNetwork } from "../../../../host-sim/toolchain/compile/ideal-network";
import { importOnnx } from "../../../../host-sim/toolchain/import/onnx";
import { encodeNetwork } from "../../../../host-sim/toolchain/network/encode-network";
import { runGraph } from "../../../../host-sim/toolchain/reference/run-graph";
import { AcceleratorBench } from "../../../support/accelerator-bench";
import { type OnnxFileOf, onnxFile } from "../../../support/onnx-file";
import { sampleInputs } from "../../../support/sample-graphs";

// exported by PyTorch: tests/fixtures/onnx/export.py
const folder = new URL("../../../fixtures/onnx/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder)));
const expected: Record<string, { inputs: number[]; outputs: number[] }> = JSON.parse(
	readFileSync(new URL("expected.json", folder), "utf8"),
);

const run = (bytes: Uint8Array, inputs: number[] | Float32Array, count = 1): number[] => [
	...runGraph(importOnnx(bytes).graph, Float32Array.from(inputs), count).output,
];

for (const [name, { inputs, outputs }] of Object.entries(expected))
	test(`${name}.onnx, as PyTorch exported it, gives PyTorch's outputs`, () => {
		const { producer, notes } = importOnnx(fixture(name));
		assert.match(producer, /^pytorch 1\.13/);
		assert.equal(notes, []);
		const made = run(fixture(name), inputs, 3);
		assert.is(made.length, outputs.length);
		const worst = Math.max(...made.map((value, n) => Math.abs(value - outputs[n])));
		assert.ok(worst < 1e-6, `off by ${worst}`);
		console.log(`measured: ${name}.onnx: largest difference from PyTorch ${worst.toExponential(1)}`);
	});

test("a file of another tool goes from import to verdicts of the emulated chip", () => {
	const { graph } = importOnnx(fixture("cnn"), { labels: ["one", "two", "three"] });
	const count = 16;
	const size = 144;
	const inputs = sampleInputs(count, size);
	const { model } = compileNetwork(graph, { inputs, count });
	const bench = new AcceleratorBench(createNeurramCore(neurram));
	const program = new NetworkProgram({ ...bench.options, model: parseNetwork(encodeNetwork(model)) });
	assert.is(bench.run(done => program.open(7, done), 1e9)?.message, undefined);
	const ideal = new IdealNetwork(model);
	const software = runGraph(graph, inputs, count).output;
	const best = (scores: ArrayLike<number>): string =>
		graph.labels[Array.from(scores).indexOf(Math.max(...Array.from(scores)))];
	let same = 0;
	for (let n = 0; n < 6; n++) {
		bench.must(done => program.run(ideal.inputCodes(inputs.subarray(n * size, (n + 1) * size)), n, done));
		if (best(program.outcome.scores) === best(software.subarray(3 * n, 3 * n + 3))) same++;
	}
	assert.is(same, 6);
});

test("a flattened image keeps its meaning: channels first there, last here", () => {
	// two channels of 2 x 2; the dense layer takes out the number at channel 1, row 0, column 1
	const bytes = onnxFile({
		input: [1, 2, 2, 2],
		nodes: [
			{ op: "Flatten", inputs: ["x"] },
			{ op: "MatMul", inputs: ["v1", "w"] },
			{ op: "Add", inputs: ["v2", "b"] },
		],
		constants: { w: { dims: [8, 1], floats: [0, 0, 0, 0, 0, 1, 0, 0] }, b: { dims: [1], floats: [10] } },
	});
	// our order: row, column, channel
	assert.equal(run(bytes, [0, 1, 2, 3, 4, 5, 6, 7]), [13]);
});

test("a file with channels last, as converters from Keras write it, is read without turning anything", () => {
	const bytes = onnxFile({
		input: [1, 2, 2, 3],
		nodes: [
			{ op: "Transpose", inputs: ["x"], attributes: { perm: [0, 3, 1, 2] } },
			{ op: "Conv", inputs: ["v1", "w"] },
			{ op: "Transpose", inputs: ["v2"], attributes: { perm: [0, 2, 3, 1] } },
			{ op: "Reshape", inputs: ["v3", "shape"] },
			{ op: "MatMul", inputs: ["v4", "d"] },
		],
		constants: {
			w: { dims: [2, 3, 1, 1], floats: [1, 0, 0, 0, 0, 1] },
			shape: { dims: [2], ints: [-1, 8] },
			d: { dims: [8, 1], floats: [0, 0, 0, 0, 0, 1, 0, 0] },
		},
	});
	const { graph } = importOnnx(bytes);
	assert.equal({ ...graph.input, zero: 0 }, { height: 2, width: 2, channels: 3, zero: 0, scale: 255 });
	// second filter (the third channel) at row 1, column 0
	assert.equal(run(bytes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), [8]);
});

test("groups, gaps and uneven padding of convolutions are those of ONNX", () => {
	const bytes = onnxFile({
		input: [1, 2, 3, 3],
		nodes: [
			{
				op: "Conv",
				inputs: ["x", "w"],
				attributes: { kernel_shape: [2, 2], dilations: [2, 2], group: 2, pads: [1, 0, 0, 1] },
			},
		],
		constants: { w: { dims: [2, 1, 2, 2], floats: [1, 2, 3, 4, 10, 20, 30, 40] } },
	});
	const { graph, notes } = importOnnx(bytes);
	assert.match(notes[0], /2 groups become one full kernel/);
	assert.equal(graph.nodes[0].shape, { height: 2, width: 2, channels: 2 });
	const x = Float32Array.from({ length: 18 }, (_, n) => n + 1);
	const at = (y: number, column: number, c: number): number =>
		y < 0 || y > 2 || column < 0 || column > 2 ? 0 : x[(y * 3 + column) * 2 + c];
	const wanted = [0, 1].flatMap(y =>
		[0, 1].flatMap(column =>
			[0, 1].map(c => {
				const taps = [at(y - 1, column, c), at(y - 1, column + 2, c), at(y + 1, column, c), at(y + 1, column + 2, c)];
				return taps.reduce((sum, value, n) => sum + value * (n + 1) * (c === 0 ? 1 : 10), 0);
			}),
		),
	);
	assert.equal([...runGraph(graph, x, 1).output], wanted);
});

test("pools: a last window over the edge, means of rows and columns, whole images", () => {
	const x = Float32Array.from({ length: 16 }, (_, n) => n);
	const one = (nodes: OnnxFileOf["nodes"]): number[] => run(onnxFile({ nodes }), x);
	assert.equal(
		one([{ op: "MaxPool", inputs: ["x"], attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 } }]),
		[10, 11, 14, 15],
	);
	assert.equal(
		one([{ op: "AveragePool", inputs: ["x"], attributes: { kernel_shape: [2, 2], strides: [2, 2] } }]),
		[2.5, 4.5, 10.5, 12.5],
	);
	assert.equal(one([{ op: "GlobalAveragePool", inputs: ["x"] }]), [7.5]);
	assert.equal(one([{ op: "GlobalMaxPool", inputs: ["x"] }]), [15]);
	assert.equal(one([{ op: "ReduceMean", inputs: ["x"], attributes: { axes: [2, 3], keepdims: 0 } }]), [7.5]);
	assert.equal(
		one([
			{ op: "AveragePool", inputs: ["x"], attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] } },
		]),
		[2.5, 4, 8.5, 10],
	);
});

test("scaling of the input goes into the meaning of its bytes, other constants into channels", () => {
	const scaled = importOnnx(
		onnxFile({
			nodes: [
				{ op: "Sub", inputs: ["x", "m"] },
				{ op: "Div", inputs: ["v1", "s"] },
				{ op: "Conv", inputs: ["v2", "w"] },
				{ op: "Mul", inputs: ["v3", "g"] },
				{ op: "Clip", inputs: ["v4", "least", "most"] },
			],
			constants: {
				...{ m: { dims: [], floats: [0.5] }, s: { dims: [1], floats: [0.25] } },
				...{ w: { dims: [2, 1, 1, 1], floats: [1, 1] }, g: { dims: [2, 1, 1], floats: [2, 3] } },
				...{ least: { dims: [], floats: [0] }, most: { dims: [], floats: [6] } },
			},
		}),
	).graph;
	// ((b / 255 - 0.5) / 0.25 of a byte b
	assert.equal([scaled.input.zero, scaled.input.scale], [127.5, 63.75]);
	assert.equal(
		scaled.nodes.map(({ operation }) => operation.kind),
		["convolution", "normalization", "clip"],
	);
	const { output } = runGraph(scaled, new Float32Array(16).fill(1.5), 1);
	assert.equal([...output.subarray(0, 2)], [3, 4.5]);
});

test("Gemm with its factors, residual sums, float16 and raw weights, constants computed on the way", () => {
	const bytes = onnxFile({
		input: ["batch", 2],
		nodes: [
			{ op: "Constant", inputs: [], attributes: { value: { dims: [2, 2], floats: [1, 2, 3, 4] } } },
			{ op: "Transpose", inputs: ["v1"], attributes: { perm: [1, 0] } },
			{ op: "Gemm", inputs: ["x", "v2", "c"], attributes: { transB: 1, alpha: 0.5, beta: 2.5 } },
			{ op: "Add", inputs: ["v3", "x"] },
			{ op: "MatMul", inputs: ["v4", "h"] },
		],
		constants: {
			c: { dims: [2], raw: new Uint8Array(Float32Array.of(4, 8).buffer) },
			h: { dims: [2, 1], type: 10, raw: new Uint8Array(Uint16Array.of(0x3c00, 0xc000).buffer) },
		},
	});
	// x = (2, 6): 0.5 x W + 2.5 c + x, then first less twice the second
	const [first, second] = [0.5 * (2 * 1 + 6 * 3) + 10 + 2, 0.5 * (2 * 2 + 6 * 4) + 20 + 6];
	assert.equal(run(bytes, [2, 6]), [first - 2 * second]);
});

const lstm = (more: Partial<OnnxFileOf["nodes"][number]> = {}, constants: OnnxFileOf["constants"] = {}): Uint8Array =>
	onnxFile({
		input: [3, 1, 2],
		nodes: [{ op: "LSTM", inputs: ["x", "w", "r"], outputs: ["y", "last"], attributes: { hidden_size: 1 }, ...more }],
		constants: {
			w: { dims: [1, 4, 2], floats: [1, 2, 3, 4, 5, 6, 7, 8] },
			r: { dims: [1, 4, 1], floats: [1, 2, 3, 4] },
			...constants,
		},
		output: "last",
	});

test("the gates of a memory stand in another order there", () => {
	const { operation } = importOnnx(lstm()).graph.nodes[0];
	if (operation.kind !== "lstm") throw new Error("no memory");
	// input, output, forget, cell there; input, candidate, forget, output here; numbers x gates
	assert.equal([...operation.inputWeights], [1, 7, 5, 3, 2, 8, 6, 4]);
	assert.equal([...operation.hiddenWeights], [1, 4, 3, 2]);
});

const refused = (bytes: Uint8Array): string => {
	try {
		importOnnx(bytes);
	} catch (error) {
		if (error instanceof CimError) return error.message;
		throw error;
	}
	throw new Error("it was imported");
};

test("what has no counterpart is named, with what to do", () => {
	const one = (
		op: string,
		attributes: OnnxFileOf["nodes"][number]["attributes"] = {},
		constants: OnnxFileOf["constants"] = {},
	) => refused(onnxFile({ nodes: [{ op, inputs: ["x", ...Object.keys(constants)], attributes }], constants }));
	assert.match(one("Gelu"), /node "Gelu 1" \(Gelu\) is not known: known are Conv, Gemm, .+ replace the node/);
	assert.match(
		one("Conv", { strides: [1, 2] }, { w: { dims: [1, 1, 1, 1], floats: [1] } }),
		/moves by 1 rows and 2 columns: use the same stride/,
	);
	assert.match(
		one("Conv", {}, { w: { dims: [1, 3, 1, 1], floats: [1, 1, 1] } }),
		/1 groups of 3 channels for an image of 1/,
	);
	assert.match(one("MatMul", {}, { w: { dims: [4, 4], floats: new Array(16).fill(1) } }), /flatten the value before/);
	assert.match(
		one("AveragePool", { kernel_shape: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 }),
		/count_include_pad=False/,
	);
	assert.match(one("Softmax"), /is over one of 3 axes/);
	assert.match(
		refused(
			onnxFile({
				nodes: [
					{ op: "Relu", inputs: ["x"] },
					{ op: "Mul", inputs: ["v1", "x"] },
				],
			}),
		),
		/multiplies two values: a chip multiplies with stored weights/,
	);
	assert.match(
		refused(onnxFile({ nodes: [{ op: "Foo", inputs: ["x"], domain: "com.microsoft" }] })),
		/domain com\.microsoft/,
	);
	assert.match(
		refused(onnxFile({ nodes: [{ op: "Relu", inputs: ["x"] }], input: [1, 1, "height", 4] })),
		/unknown extent beside the batch/,
	);
	assert.match(refused(onnxFile({ nodes: [{ op: "Relu", inputs: ["x"] }], opset: 4 })), /operator set 4/);
	assert.match(refused(lstm({ attributes: { hidden_size: 1, direction: "reverse" } })), /use one that goes forward/);
	assert.match(
		refused(lstm({ inputs: ["x", "w", "r", "", "", "h"] }, { h: { dims: [1, 1, 1], floats: [0.5] } })),
		/start from zeros/,
	);
	const all = lstm();
	assert.match(
		refused(
			onnxFile({
				input: [3, 1, 2],
				nodes: [
					{ op: "LSTM", inputs: ["x", "w", "r"] },
					{ op: "Relu", inputs: ["v1"] },
				],
				constants: {
					w: { dims: [1, 4, 2], floats: new Array(8).fill(1) },
					r: { dims: [1, 4, 1], floats: [1, 2, 3, 4] },
				},
			}),
		),
		/all steps of a sequence: only the last step can go on/,
	);
	assert.ok(all.length > 0);
});

test("damaged, truncated and oversized files are refused with the reason", () => {
	const bytes = fixture("cnn");
	assert.match(refused(new Uint8Array(0)), /no ONNX graph/);
	assert.match(refused(new TextEncoder().encode("this is no network")), /no ONNX|export it again/);
	assert.match(refused(bytes.subarray(0, bytes.length - 100)), /not whole .+: export it again/);
	const declared = onnxFile({
		nodes: [
			{ op: "Flatten", inputs: ["x"] },
			{ op: "MatMul", inputs: ["v1", "w"] },
		],
		constants: { w: { dims: [16, 1 << 30], floats: [1] } },
	});
	assert.match(refused(declared), /the constant "w" has the shape 16 x 1073741824/);
	const short = onnxFile({
		nodes: [{ op: "Conv", inputs: ["x", "w"] }],
		constants: { w: { dims: [1, 1, 2, 2], floats: [1] } },
	});
	assert.match(refused(short), /has 1 numbers where 1 x 1 x 2 x 2 are 4/);
	// more bytes than any network for 48 cores: refused before they are looked at
	const huge = { length: 2 ** 29 } as Uint8Array;
	assert.match(refused(huge), /has 536870912 bytes, at most/);
	const nan = onnxFile({
		nodes: [{ op: "Conv", inputs: ["x", "w"] }],
		constants: { w: { dims: [1, 1, 1, 1], floats: [Number.NaN] } },
	});
	assert.match(refused(nan), /not finite/);
});

test("whatever bytes come, they are a network or an error with a name", () => {
	const random = new Random(41);
	const outcomes = new Map<string, number>();
	const sources = ["cnn", "cnn-folded", "sequence", "sequence-dynamic"].map(fixture);
	for (let n = 0; n < 1000; n++) {
		const bytes = sources[n % sources.length].slice();
		const end = n % 5 === 0 ? random.below(bytes.length) : bytes.length;
		for (let k = random.below(4); k >= 0; k--) bytes[random.below(bytes.length)] = random.below(256);
		let outcome = "imported";
		try {
			importOnnx(bytes.subarray(0, end));
		} catch (error) {
			if (!(error instanceof CimError)) throw error;
			outcome = error.code;
		}
		outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
	}
	for (const code of ["imported", "import-damaged", "import-unsupported", "import-shape"])
		assert.ok(outcomes.has(code), code);
	console.log(
		`measured: 1000 damaged ONNX files: ${[...outcomes].map(([code, count]) => `${count} ${code}`).join(", ")}`,
	);
});

test.run();
