import { test } from "uvu";
import * as assert from "uvu/assert";
import { crc32 } from "../../../../firmware/math/crc32";
import { Random } from "../../../../firmware/math/random";
import { NetworkError } from "../../../../host-sim/toolchain/network/network-error";
import { readNetwork } from "../../../../host-sim/toolchain/network/read-network";
import { writeNetwork } from "../../../../host-sim/toolchain/network/write-network";
import { residualGraph, sequenceGraph } from "../../../support/sample-graphs";

const provenance = { tool: "a test", seed: 5, data: "drawn numbers", accuracy: "none" };

for (const graph of [residualGraph(), sequenceGraph()])
	test(`the ${graph.name} network is read as it was written, and written again with the same bytes`, () => {
		const bytes = writeNetwork(graph, provenance);
		const read = readNetwork(bytes);
		assert.equal(read.graph, graph);
		assert.equal(read.provenance, provenance);
		assert.equal(writeNetwork(read.graph, read.provenance), bytes);
	});

test("limits that are not there stay infinite", () => {
	const graph = sequenceGraph();
	const { operation } = graph.nodes[0];
	if (operation.kind === "lstm") operation.limits = { ...operation.limits, a3: Number.POSITIVE_INFINITY };
	assert.equal(readNetwork(writeNetwork(graph)).graph, graph);
});

const refused = (bytes: Uint8Array): NetworkError => {
	try {
		readNetwork(bytes);
	} catch (error) {
		if (error instanceof NetworkError) return error;
		throw error;
	}
	throw new Error("it was read");
};

test("a truncated file, a foreign one and another version are refused with the reason", () => {
	const bytes = writeNetwork(residualGraph());
	for (let length = 0; length < bytes.length; length += 97)
		assert.is(refused(bytes.subarray(0, length)).code, "network-damaged");
	assert.match(refused(new TextEncoder().encode("hello")).message, /damaged/);
	const other = bytes.slice();
	other[13] = 2;
	assert.is(refused(other).code, "network-version");
	assert.match(refused(other).message, /version 2/);
	const flipped = bytes.slice();
	flipped[bytes.length >> 1] ^= 1;
	assert.is(refused(flipped).code, "network-damaged");
});

test("damage with a right check is read as another network or refused by name, never more", () => {
	const random = new Random(11, 12);
	let read = 0;
	const reasons = new Map<string, number>();
	for (const graph of [residualGraph(), sequenceGraph()]) {
		const bytes = writeNetwork(graph);
		const end = bytes.length - 5;
		for (let n = 0; n < 2000; n++) {
			const damaged = bytes.slice();
			// the first bytes of nodes and names more often than the numbers of a kernel
			const most = random.uniform() < 0.5 ? end : 400;
			for (let k = random.below(3); k >= 0; k--) damaged[14 + random.below(most - 14)] = random.below(256);
			new DataView(damaged.buffer).setUint32(end + 1, crc32(damaged, 0, end));
			damaged[end] = 0x1a;
			try {
				readNetwork(damaged);
				read++;
			} catch (error) {
				if (!(error instanceof NetworkError)) throw error;
				reasons.set(error.code, (reasons.get(error.code) ?? 0) + 1);
			}
		}
	}
	assert.ok(read > 0 && (reasons.get("network-damaged") ?? 0) > 0 && (reasons.get("network-shape") ?? 0) > 0);
	console.log(
		`measured: 4000 damaged networks: ${read} read, ${[...reasons].map(([code, n]) => `${n} ${code}`).join(", ")}`,
	);
});

test("a graph whose numbers do not fit is refused before it is written", () => {
	const graph = residualGraph();
	graph.nodes[1].shape = { ...graph.nodes[1].shape, width: 7 };
	assert.throws(() => writeNetwork(graph), /first \(convolution\) makes 8 x 8 x 4, but says 8 x 7 x 4/);
	const backward = residualGraph();
	backward.nodes[2].inputs = [9];
	assert.throws(() => writeNetwork(backward), /takes value 9, which is not made before it/);
	const labels = residualGraph();
	labels.labels.push("d");
	assert.throws(() => writeNetwork(labels), /4 labels for 3 outputs/);
	const infinite = residualGraph();
	const { operation } = infinite.nodes[1];
	if (operation.kind === "convolution") operation.kernel[3] = Number.NaN;
	assert.throws(() => writeNetwork(infinite), /not finite/);
});

test.run();
