// 100,000 random and mutated answers to the driver of a chip of many arrays: each operation ends once, within bounded virtual
// time, with a result or a typed error, and on a good wire the driver computes right again.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MatrixCalibration } from "../../../firmware/accelerator/calibration";
import { sealFrame } from "../../../firmware/accelerator/frame";
import { LinkError } from "../../../firmware/accelerator/link-error";
import { ParallelDriver } from "../../../firmware/accelerator/parallel-driver";
import { PointSearch } from "../../../firmware/accelerator/point-search";
import { frameBytes, LineSide, Mode, Status } from "../../../firmware/accelerator/registers";
import type { Done } from "../../../firmware/accelerator/turn";
import { Random } from "../../../firmware/math/random";
import { FakeParallelCore } from "../../support/fake-parallel-core";
import { ParallelBench, randomInputs, randomWeights, segmentOf } from "../../support/parallel-bench";

const ANSWERS = 100_000;
/** Far more than the longest operation may take: a search of some thousand commands, should the chip claim one vector at most, each of patience and timeout. */
const LIMIT = 1_000_000;

test("100,000 random and mutated answers", () => {
	const bench = new ParallelBench(new FakeParallelCore());
	const random = new Random(4);
	const { SPI } = bench.options;
	let mutating = false;
	let answers = 0;
	class LyingBus extends SPI {
		override transfer(buffer: Uint8Array): void {
			super.transfer(buffer);
			if (!mutating) return;
			answers++;
			// most answers must be right, or no operation of many commands gets past its first
			if (random.below(3) === 0) mutate(buffer, random, random.below(KINDS));
		}
	}
	const driver = new ParallelDriver({ ...bench.options, SPI: LyingBus, patience: 20, timeout: 200 });
	bench.must(done => driver.open(done));
	const weights = randomWeights(6, 12, 15, 1);
	const point = bench.pointWith({ DECREMENT_UP: 200_000, DECREMENT_DOWN: 200_000 });
	const segments = [0, 1].map(n =>
		segmentOf(weights, 12, { array: n, row: 0, column: 6 * n, rows: 6, columns: 6, point: point.slice() }),
	);
	const matrix = driver.matrix(6, 12, segments);
	const run = driver.calibrationRun(16);
	const calibration = new MatrixCalibration(run);
	const search = new PointSearch(run, driver.segments);
	const inputs = randomInputs(6 * 20, -7, 7, 2);
	const given = { inputs, stride: 6, inputBits: 4, vectors: 20, codeBits: 4 };
	const wanted = new Int32Array(12 * 16);
	const sums = new Int32Array(12 * 16);
	const states = new Uint8Array(16);
	const operations: ((done: Done) => void)[] = [
		done => driver.open(done),
		done => driver.arrays.readLines(1, LineSide.ROWS, states, done),
		done => driver.arrays.configure(1, point, done),
		done => driver.arrays.readPoint(1, point.slice(), done),
		done => driver.arrays.age(1, done),
		done => driver.programming.program(segments[0], 4, done),
		done => matrix.multiply(Mode.FORWARD, inputs, 4, 16, sums, done),
		done => matrix.multiply(Mode.BACKWARD, inputs, 4, 4, sums, done),
		done => calibration.calibrate(matrix, Mode.FORWARD, given, done),
		done => search.search(Mode.FORWARD, matrix.rounds[0], 1, given, done),
	];
	const ends = new Map<string, number>();
	let turns = 0;
	while (answers < ANSWERS) {
		mutating = true;
		const error = bench.run(operations[random.below(operations.length)], LIMIT);
		assert.ok(error === undefined || error instanceof LinkError);
		const code = error?.code ?? "none";
		ends.set(code, (ends.get(code) ?? 0) + 1);
		if (++turns % 100 > 0) continue;
		mutating = false;
		bench.must(done => driver.open(done));
		matrix.forward = undefined;
		for (const segment of segments) {
			segment.point.set(point);
			bench.must(done => driver.programming.program(segment, 4, done));
		}
		bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 16, sums, done));
		if (turns === 100) wanted.set(sums);
		assert.equal(sums, wanted);
	}
	for (const code of ["none", "wrong-chip", "refused", "chip-reset"])
		assert.ok((ends.get(code) ?? 0) > 20, `${code}: ${[...ends]}`);
});

/** Ways of `mutate`. */
const KINDS = 8;

/** Noise, flipped bits, cut answers, and answers with a right CRC that say something else. */
function mutate(buffer: Uint8Array, random: Random, kind: number): void {
	const longest = buffer.length - frameBytes(0);
	switch (kind) {
		case 0:
			for (let i = 0; i < buffer.length; i++) buffer[i] = random.int32();
			return;
		case 1:
			buffer[random.below(buffer.length)] ^= 1 << random.below(8);
			return;
		case 2:
			buffer.copyWithin(0, 1 + random.below(buffer.length - 1));
			return;
		case 3:
			if (random.below(4) === 0) say(Status.MARK | random.below(64), buffer[1], random.below(longest + 1));
			return;
		case 4:
			say(Status.MARK | Status.BUSY, buffer[1], 0);
			return;
		case 5:
			if (random.below(4) === 0) say(Status.MARK | Status.READY | Status.FAILED, buffer[1], Math.min(1, longest));
			return;
		default: {
			const length = Math.min(buffer[2] | (buffer[3] << 8), longest);
			if (length > 0) buffer[4 + random.below(length)] = random.int32();
			say(buffer[0], buffer[1], length);
		}
	}
	function say(status: number, sequence: number, length: number): void {
		buffer.fill(0, sealFrame(buffer, status, sequence, length));
	}
}

test.run();
