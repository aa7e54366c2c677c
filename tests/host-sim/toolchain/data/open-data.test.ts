import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { arrayDataSet } from "../../../../host-sim/toolchain/data/arrays";
import { cifarDataSet } from "../../../../host-sim/toolchain/data/cifar";
import { DataError, type DataSet, partOf, readInputs, spreadOf } from "../../../../host-sim/toolchain/data/data-set";
import { fitPicture } from "../../../../host-sim/toolchain/data/fit-picture";
import { openData } from "../../../../host-sim/toolchain/data/open-data";
import { tileDataSet } from "../../../../host-sim/toolchain/data/tiles";
import { sharedData } from "../../../support/data";
import { npyFile, npyHeader, zipFile } from "../../../support/write-npz";

const folder = mkdtempSync(join(tmpdir(), "cim-data-"));
test.after(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
	mkdirSync(join(folder, name, ".."), { recursive: true });
	writeFileSync(join(folder, name), bytes);
	return join(folder, name);
}

function idx(extents: number[], values: number[], type = 8): Uint8Array {
	const header = new DataView(new ArrayBuffer(4 + 4 * extents.length));
	header.setUint8(2, type);
	header.setUint8(3, extents.length);
	for (const [n, extent] of extents.entries()) header.setUint32(4 + 4 * n, extent);
	return Uint8Array.of(...new Uint8Array(header.buffer), ...values);
}

function png(width: number, height: number, pixel: (x: number, y: number) => [number, number, number]): Uint8Array {
	const image = new PNG({ width, height });
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) image.data.set([...pixel(x, y), 255], 4 * (y * width + x));
	return PNG.sync.write(image);
}

async function refused(description: string, words: RegExp): Promise<void> {
	try {
		await openData(description);
	} catch (error) {
		assert.ok(error instanceof DataError && error.code === "data", String(error));
		assert.match(error.message, words);
		return;
	}
	assert.unreachable(`${description} was opened`);
}

test("IDX: a folder of MNIST, its parts, one file whose classes lie beside it, two files by name, packed or not", async () => {
	const images = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
	write("mnist/t10k-images-idx3-ubyte.gz", gzipSync(idx([2, 3, 2], images)));
	write("mnist/t10k-labels-idx1-ubyte.gz", gzipSync(idx([2], [0, 3])));
	const training = write("mnist/train-images.idx3-ubyte", idx([1, 3, 2], images.slice(6)));
	write("mnist/train-labels.idx1-ubyte", idx([1], [1]));
	const data = await openData(join(folder, "mnist"));
	assert.equal(data.shape, { height: 3, width: 2, channels: 1 });
	assert.equal([data.count, data.labels, Array.from(data.classes)], [2, ["0", "1", "2", "3"], [0, 3]]);
	assert.equal(Array.from(data.values), images);
	assert.equal(Array.from((await openData(join(folder, "mnist"), { part: "train" })).values), images.slice(6));
	assert.equal(Array.from((await openData(training)).values), images.slice(6));
	const classes = write("classes", idx([1], [7]));
	assert.equal(Array.from((await openData(`idx:${training},${classes}`)).classes), [7]);
});

test("IDX that is wrong is refused with the reason", async () => {
	const images = idx([1, 1, 1], [5]);
	const pair = (a: Uint8Array, b: Uint8Array) => `idx:${write("a", a)},${write("b", b)}`;
	const classes = idx([1], [0]);
	await refused(pair(images, idx([2], [0, 1])), /2 classes for 1 examples/);
	await refused(pair(idx([1, 1, 1], []), classes), /0 bytes of data where 1 x 1 x 1 are 1/);
	await refused(pair(idx([1, 1, 1], [5], 0x0d), classes), /type 0xd.*only bytes/);
	await refused(pair(idx([1], [5]), classes), /pictures have count, height and width/);
	await refused(pair(gzipSync(images).subarray(0, 20), classes), /broken gzip/);
	await refused(pair(Uint8Array.of(1, 2, 3, 4, 5), classes), /no IDX file/);
	await refused(write("alone-idx3", images), /classes of .* are not found/);
	await refused(join(folder, "nowhere"), /does not exist/);
	await refused(write("some.csv", images), /of no kind that is known/);
});

test("CIFAR: planes become pixels, batches follow each other", async () => {
	const record = (label: number, first: number) =>
		Uint8Array.from({ length: 3073 }, (_, i) => (i === 0 ? label : (first + Math.floor((i - 1) / 1024)) & 255));
	const paths = [1, 2].map(n => write(`cifar/data_batch_${n}.bin`, record(n, 10 * n)));
	write("cifar/test_batch.bin", record(9, 0));
	const data = await openData(`cifar:${paths.join(",")}`);
	assert.equal([data.count, Array.from(data.classes), data.labels[9]], [2, [1, 2], "truck"]);
	assert.equal(Array.from(data.values.subarray(0, 4)), [10, 11, 12, 10]);
	assert.equal(Array.from(data.values.subarray(3072, 3075)), [20, 21, 22]);
	assert.equal(Array.from((await openData(join(folder, "cifar"))).classes), [9]);
	assert.is((await openData(join(folder, "cifar"), { part: "train" })).count, 2);
	await refused(`cifar:${write("short.bin", record(1, 0).subarray(1))}`, /3072 bytes, not records of 3073/);
	assert.throws(() => cifarDataSet([record(10, 0)], "x"), /class 10 at example 0/);
});

const floats = (values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const npy = (type: string, shape: number[], data: Uint8Array) => npyFile(npyHeader(type, shape), data);

test("NumPy archives: bytes stay bytes, numbers become float32, labels may be named", () => {
	const bytes = arrayDataSet(
		zipFile({
			"x.npy": npy("|u1", [2, 1, 2, 1], Uint8Array.of(1, 2, 3, 4)),
			"y.npy": npy("<i8", [2], new Uint8Array(BigInt64Array.of(1n, 0n).buffer)),
			"labels.npy": npy("|S3", [2], new TextEncoder().encode("catdog")),
		}),
		"test",
		"a.npz",
	);
	assert.equal(bytes.shape, { height: 1, width: 2, channels: 1 });
	assert.equal(
		[bytes.values, bytes.classes, bytes.labels],
		[Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 0), ["cat", "dog"]],
	);
	const both = zipFile({
		"x_train.npy": npy("<f4", [1, 2], floats([1, 2])),
		"y_train.npy": npy("|u1", [1], Uint8Array.of(0)),
		"x_test.npy": npy("<f4", [1, 2], floats([3, 4])),
		"y_test.npy": npy("|u1", [1], Uint8Array.of(0)),
	});
	assert.equal(arrayDataSet(both, "test", "b").values, Float32Array.of(3, 4));
	assert.equal(arrayDataSet(both, "train", "b").values, Float32Array.of(1, 2));
	const speech = arrayDataSet(
		zipFile({
			"mfcc_x8.npy": npy("<i2", [1, 2, 2], new Uint8Array(Int16Array.of(8, -4, 1, 0).buffer)),
			"label.npy": npy("|u1", [1], Uint8Array.of(0)),
		}),
		"test",
		"c",
	);
	assert.equal(speech.shape, { height: 2, width: 1, channels: 2 });
	assert.equal(speech.values, Float32Array.of(1, -0.5, 0.125, 0));
});

test("NumPy archives that are no data are refused with the reason", () => {
	const open = (members: Record<string, Uint8Array>) => arrayDataSet(zipFile(members), "test", "a.npz");
	const y = npy("|u1", [1], Uint8Array.of(0));
	const why = (words: RegExp) => (error: unknown) => error instanceof DataError && words.test(error.message);
	assert.throws(() => open({ "w.npy": y }), why(/has the arrays w: name the examples x/));
	assert.throws(
		() => open({ "x.npy": npy("<f4", [2, 1], floats([1, 2])), "y.npy": y }),
		why(/1 classes for 2 examples/),
	);
	assert.throws(
		() => open({ "x.npy": npy("<f4", [1, 1], floats([1])), "y.npy": npy("<f4", [1], floats([0.5])) }),
		why(/class 0.5/),
	);
	assert.throws(() => open({ "x.npy": npy("|S1", [1, 1], Uint8Array.of(65)), "y.npy": y }), why(/type \|S1/));
	assert.throws(() => open({ "x.npy": npy("<f4", [1, 1, 1, 1, 1], floats([1])), "y.npy": y }), why(/4 dimensions/));
});

test("folders of pictures: a folder a class, cut and scaled to what the network takes", async () => {
	write(
		"pets/cat/1.png",
		png(4, 2, () => [255, 0, 0]),
	);
	write(
		"pets/dog/b.png",
		png(2, 2, (x, y) => [100 * x, 100 * y, 50]),
	);
	write(
		"pets/dog/a.png",
		png(2, 4, () => [0, 0, 255]),
	);
	write("pets/dog/notes.txt", new Uint8Array(3));
	const data = await openData(join(folder, "pets"), { shape: { height: 1, width: 1, channels: 3 } });
	assert.equal([data.count, data.labels, Array.from(data.classes)], [3, ["cat", "dog"], [0, 1, 1]]);
	assert.equal(Array.from(data.values), [255, 0, 0, 0, 0, 255, 50, 50, 50]);
	assert.equal((await openData(join(folder, "pets"))).shape, { height: 2, width: 4, channels: 3 });
	mkdirSync(join(folder, "empty/a"), { recursive: true });
	await refused(join(folder, "empty"), /no folders with PNG or JPEG files/);
});

test("pictures are fitted by area, larger and smaller, in gray as luma", () => {
	const rgb = Uint8Array.from({ length: 27 }, (_, i) => 10 * Math.floor(i / 3));
	const to = new Uint8Array(4);
	fitPicture({ width: 3, height: 3, rgb }, { height: 2, width: 2, channels: 1 }, to, 0);
	const mean = (weights: number[]) => Math.floor(weights.reduce((sum, w, i) => sum + w * 10 * i, 0) / 2.25 + 0.5);
	assert.equal(Array.from(to), [
		mean([1, 0.5, 0, 0.5, 0.25, 0, 0, 0, 0]),
		mean([0, 0.5, 1, 0, 0.25, 0.5, 0, 0, 0]),
		mean([0, 0, 0, 0.5, 0.25, 0, 1, 0.5, 0]),
		mean([0, 0, 0, 0, 0.25, 0.5, 0, 0.5, 1]),
	]);
	const large = new Uint8Array(8);
	fitPicture(
		{ width: 2, height: 1, rgb: Uint8Array.of(9, 9, 9, 90, 90, 90) },
		{ height: 2, width: 4, channels: 1 },
		large,
		0,
	);
	assert.equal(Array.from(large), [9, 9, 90, 90, 9, 9, 90, 90]);
});

test("inputs are scaled as the network says, and data of another size are refused", () => {
	const data: DataSet = {
		name: "d",
		count: 3,
		shape: { height: 1, width: 2, channels: 1 },
		values: Uint8Array.of(0, 255, 10, 20, 30, 40),
		classes: Uint8Array.of(0, 1, 2),
		labels: ["0", "1", "2"],
	};
	const inputs = new Float32Array(4);
	readInputs(data, { height: 2, width: 1, channels: 1, zero: 10, scale: 10 }, 1, 2, inputs);
	assert.equal(Array.from(inputs), [0, 1, 2, 3]);
	assert.throws(
		() => readInputs(data, { height: 2, width: 2, channels: 1, zero: 0, scale: 1 }, 0, 1, inputs),
		/1 x 2 x 1, the network takes 2 x 2 x 1/,
	);
	assert.throws(
		() => readInputs(data, { height: 1, width: 2, channels: 1, zero: 0, scale: 1 }, 2, 2, inputs),
		/number 3/,
	);
	const part = partOf(data, 1, 9);
	assert.equal([part.count, Array.from(part.values), Array.from(part.classes)], [2, [10, 20, 30, 40], [1, 2]]);
	const spread = spreadOf(data, 2);
	assert.equal([spread.count, Array.from(spread.values), Array.from(spread.classes)], [2, [0, 255, 10, 20], [0, 1]]);
	assert.is(spreadOf(data, 3), data);
});

test("tiles that are no picture or no grid are refused", async () => {
	for (const bytes of [new Uint8Array(40), Buffer.from("RIFF\x10\0\0\0WEBPVP8L nonsense", "latin1")]) {
		const outcome = await tileDataSet(bytes, new Uint8Array(4), "t.webp").catch(error => error);
		assert.ok(outcome instanceof DataError, String(outcome));
	}
});

const tiles = sharedData("cifar10/test_batch.webp");
(tiles ? test : test.skip)("the shared CIFAR tiles are the test batch", async () => {
	const data = await openData(tiles ?? "");
	assert.equal([data.count, data.labels[data.classes[0]]], [10_000, "cat"]);
	// First pixels of the published test batch's first image, and of its last.
	assert.equal(Array.from(data.values.subarray(0, 6)), [158, 112, 49, 159, 111, 47]);
	assert.ok(data.classes.every(label => label < 10));
});

test.run();
