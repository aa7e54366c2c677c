import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import { networkModel } from "../../../../host-sim/bench/rivals/onnx-network";
import type { Graph } from "../../../../host-sim/toolchain/network/graph";
import { GraphBuilder } from "../../../../host-sim/toolchain/published/graph-builder";
import { runGraph } from "../../../../host-sim/toolchain/reference/run-graph";

const random = new Random(2);
const reals = (count: number) => Float32Array.from({ length: count }, () => 0.5 * random.gaussian());

/** A residual block that halves, both pools and a dense layer of pictures that are higher than wide. */
function network(): Graph {
	const builder = new GraphBuilder("small", { height: 9, width: 6, channels: 2, zero: 0, scale: 1 }, ["a", "b", "c"]);
	const kernel = (size: number, from: number, to: number) => ({
		shape: [size, size, from, to],
		values: reals(size * size * from * to),
	});
	const first = builder.quantization("q0", builder.convolution("c0", 0, kernel(3, 2, 4), reals(4)), 3, 2);
	const second = builder.convolution("c1", first, kernel(3, 4, 5), reals(5), 2);
	const gamma = reals(5).map(Math.abs);
	const normalized = builder.add(
		"n",
		{ kind: "normalization", gamma, beta: reals(5), mean: reals(5), variance: gamma, epsilon: 1e-3 },
		[second],
	);
	const shortcut = builder.convolution("c2", first, kernel(1, 4, 5), reals(5), 2);
	const sum = builder.add("sum", { kind: "add" }, [normalized, shortcut]);
	const pooled = builder.halve("pool", builder.add("relu", { kind: "relu" }, [sum]));
	const kept = builder.add("clip", { kind: "clip", least: 0, most: 1 }, [pooled]);
	builder.dense("dense", kept, reals(3 * 2 * 5 * 3), reals(3));
	return builder.graph;
}

/** The rivals are installed for benchmarks only. */
function onnxRuntime() {
	try {
		return createRequire(new URL("../../../../host-sim/bench/rivals/", import.meta.url))("onnxruntime-node");
	} catch {
		process.stdout.write("skips: onnxruntime-node is absent (npm run bench -- networks --rivals installs it)\n");
		return undefined;
	}
}

const onnx = onnxRuntime();
(onnx ? test : test.skip)("onnxruntime-node makes of the model what the reference makes of the graph", async () => {
	const graph = network();
	const inputs = reals(4 * 108);
	const session = await onnx.InferenceSession.create(networkModel(graph, 4, "whole"));
	const { y } = await session.run({ x: new onnx.Tensor("float32", inputs, [4, 9, 6, 2]) });
	const expected = runGraph(graph, inputs, 4).output;
	assert.is(y.data.length, expected.length);
	for (let i = 0; i < expected.length; i++)
		assert.ok(Math.abs(y.data[i] - expected[i]) < 1e-4, `number ${i}: ${y.data[i]}, ${expected[i]}`);
});

test("quantisers are written out or only as clips, and what is not for pictures is refused", () => {
	const written = (quantizers: "whole" | "clips") => Buffer.from(networkModel(network(), 1, quantizers));
	assert.ok(written("whole").includes("Floor"));
	assert.not.ok(written("clips").includes("Floor"));
	const graph = network();
	graph.nodes.push({ name: "s", operation: { kind: "softmax" }, inputs: [1], shape: graph.nodes[0].shape });
	assert.throws(() => networkModel(graph, 1, "whole"), RangeError);
});

test.run();
