import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CimError } from "../../../../firmware/errors";
import { Random } from "../../../../firmware/math/random";
import { arrayDataSet } from "../../../../host-sim/toolchain/data/arrays";
import { cifarDataSet } from "../../../../host-sim/toolchain/data/cifar";
import type { DataSet } from "../../../../host-sim/toolchain/data/data-set";
import { idxDataSet, parseIdx } from "../../../../host-sim/toolchain/data/idx";
import { npyFile, npyHeader, zipFile } from "../../../support/write-npz";

const random = new Random(41);

/** Cut, flipped, overwritten, doubled. */
function mutate(bytes: Uint8Array): Uint8Array {
	const out = Uint8Array.from(bytes);
	switch (random.below(4)) {
		case 0:
			return out.subarray(0, random.below(out.length));
		case 1:
			out[random.below(out.length)] ^= 1 << random.below(8);
			return out;
		case 2:
			for (let i = 1 + random.below(6); i > 0; i--) out[random.below(out.length)] = random.below(256);
			return out;
		default:
			return Uint8Array.of(...out.subarray(0, random.below(out.length)), ...out.subarray(random.below(out.length)));
	}
}

/** Every outcome is a whole data set or a worded error. */
function fuzz(name: string, seeds: Uint8Array[], count: number, open: (bytes: Uint8Array) => DataSet): void {
	test(`damaged ${name}: read whole or refused in words, ${count} times`, () => {
		let [read, refused] = [0, 0];
		for (let n = 0; n < count; n++) {
			try {
				const { count, shape, values, classes, labels } = open(mutate(seeds[random.below(seeds.length)]));
				assert.is(values.length, count * shape.height * shape.width * shape.channels);
				assert.is(classes.length, count);
				assert.ok(classes.every(label => label < labels.length));
				read++;
			} catch (error) {
				if (!(error instanceof CimError)) throw error;
				assert.ok(error.message.length > 20);
				refused++;
			}
		}
		process.stdout.write(`measured: ${name} ${read} read, ${refused} refused\n`);
		assert.ok(refused > 0);
	});
}

const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
const classes = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0);
fuzz("IDX pictures", [images, gzipSync(images)], 20_000, bytes =>
	idxDataSet(parseIdx(bytes, "images"), parseIdx(classes, "classes"), "fuzz"),
);
fuzz("IDX classes", [classes, gzipSync(classes)], 20_000, bytes =>
	idxDataSet(parseIdx(images, "images"), parseIdx(bytes, "classes"), "fuzz"),
);
fuzz("CIFAR batches", [new Uint8Array(3073).fill(3)], 4_000, bytes => cifarDataSet([bytes], "fuzz"));

const x = npyFile(npyHeader("|u1", [2, 3]), Uint8Array.of(1, 2, 3, 4, 5, 6));
const y = npyFile(npyHeader("|u1", [2]), Uint8Array.of(0, 1));
fuzz(
	"NumPy archives",
	[zipFile({ "x.npy": x, "y.npy": y }), zipFile({ "x.npy": x, "y.npy": y }, false)],
	15_000,
	bytes => arrayDataSet(bytes, "test", "fuzz"),
);

test.run();
