import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { productModel } from "../../../../host-sim/bench/rivals/onnx-model";

const [VECTORS, ROWS, COLUMNS] = [2, 300, 5];
/** Seven bits: with eight, some processors clip sums of pairs. */
const weights = Int8Array.from({ length: ROWS * COLUMNS }, (_, cell) => ((cell * 29) % 127) - 63);
const inputs = Uint8Array.from({ length: VECTORS * ROWS }, (_, i) => (i * 7) % 256);
const expected = Array.from({ length: VECTORS * COLUMNS }, (_, n) => {
	let sum = 0;
	for (let i = 0; i < ROWS; i++)
		sum += inputs[Math.floor(n / COLUMNS) * ROWS + i] * weights[i * COLUMNS + (n % COLUMNS)];
	return sum;
});

/** The rivals are installed for benchmarks only. */
function onnxRuntime() {
	try {
		return createRequire(new URL("../../../../host-sim/bench/rivals/", import.meta.url))("onnxruntime-node");
	} catch {
		process.stdout.write("skips: onnxruntime-node is absent (npm run bench -- kernels --rivals installs it)\n");
		return undefined;
	}
}

const onnx = onnxRuntime();
if (onnx)
	for (const [type, matrix, x] of [
		["uint8", weights, inputs],
		["float32", Float32Array.from(weights), Float32Array.from(inputs)],
	] as const)
		test(`onnxruntime-node reads the model and multiplies as we do: ${type}`, async () => {
			const session = await onnx.InferenceSession.create(productModel(matrix, VECTORS, ROWS, COLUMNS));
			const { y } = await session.run({ x: new onnx.Tensor(type, x, [VECTORS, ROWS]) });
			assert.equal(Array.from(y.data as Iterable<number>), expected);
		});
else test.skip("onnxruntime-node reads the model and multiplies as we do", () => {});

test("a model names its product and carries its matrix", () => {
	const model = Buffer.from(productModel(weights, VECTORS, ROWS, COLUMNS));
	assert.ok(model.includes("MatMulInteger"));
	assert.ok(model.includes(Buffer.from(weights.buffer)));
	assert.not.ok(Buffer.from(productModel(Float32Array.from(weights), 1, ROWS, COLUMNS)).includes("MatMulInteger"));
});

test.run();
