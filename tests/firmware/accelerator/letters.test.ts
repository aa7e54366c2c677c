import { test } from "uvu";
import * as assert from "uvu/assert";
import { informationBytes, LettersProgram } from "../../../firmware/accelerator/letters";
import { MAX_TRANSACTION, Register } from "../../../firmware/accelerator/registers";
import type { Model } from "../../../firmware/model/model";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";
import { tinyModel } from "../../support/tiny-model";

/** Pictures of 4 pixels, 3 of them, 2 labels: what the fake chip holds exactly. */
function fakeModel(changes: Partial<Model> = {}): Model {
	return {
		...tinyModel(),
		version: 1,
		hash: 0,
		rows: 4,
		vectors: 3,
		codes: Uint8Array.of(15, 0, 0, 15, 7, 0, 0, 7, 0, 0, 0, 0, 1, 0, 1, 0),
		pictureBits: 4,
		knownAnswer: {
			pictures: Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 15),
			scores: Int8Array.of(15, -15, 7, -7, 15, 15),
			tolerance: 0.5,
		},
		...changes,
	};
}

function program(model = fakeModel(), core = new FakeCore()) {
	const bench = new AcceleratorBench(core);
	const letters = new LettersProgram({ ...bench.options, model });
	return { bench, letters, core };
}

test("open brings the chip up: identity, settings, weights, known answer", () => {
	const { bench, letters, core } = program();
	assert.is(letters.chip, "");
	assert.is(letters.simulated, false);
	bench.must(done => letters.open(1, done));
	assert.is(letters.chip, "fmc, protocol 1.0");
	assert.is(letters.simulated, true);
	assert.equal(core.codes[1], fakeModel().codes);
	assert.is(bench.counter(Register.FULL_SCALE), 5_000_000);
	assert.is(bench.counter(Register.TONE_AMPLITUDE), 2_000_000);
	assert.equal([...letters.shot.scores], [15, -15, 7, -7, 15, 15]);
});

test("classify quantises the ink, stores the pictures by columns and reads the scores", () => {
	const { bench, letters, core } = program();
	bench.must(done => letters.open(1, done));
	const { shot } = letters;
	const ink = Uint8Array.of(255, 0, 0, 0, 0, 255, 8, 9, 128, 0, 0, 0);
	bench.must(done => letters.classify(ink, 1, done));
	assert.equal([...core.codes[0]], [15, 0, 8, 0, 15, 0, 0, 0, 0, 0, 1, 0]);
	assert.equal([...shot.scores], [127, -127, 106, -104, 120, -120]);
	assert.is(letters.shot, shot);
	assert.equal(
		{ ...shot, scores: [] },
		{
			scores: [],
			clipped: 1,
			noiseFloor: 12,
			noiseFloorCodes: (12 / 5_000_000) * 127,
			programMicroseconds: 2500,
			multiplyMicroseconds: 2500,
			energyNanojoules: 3,
			missed: 1,
			wireBytes: shot.wireBytes,
			wireMicroseconds: (shot.wireBytes * 8) / 20,
			informationBytes: 6 + 6,
		},
	);
});

test("the bytes of a frame are those of its four commands and their answers", () => {
	const { bench, letters } = program();
	bench.must(done => letters.open(1, done));
	bench.must(done => letters.classify(new Uint8Array(12), 1, done));
	const seed = 16 + 12;
	const store = 8 + 20 + 2 * 24; // 12 bytes of header and 6 of pixels, padded
	const multiply = 12 + 2 * 24;
	const read = 12 + 16;
	assert.is(letters.shot.wireBytes, seed + store + multiply + read);
});

test("only a chip that says it is simulated gets a seed", () => {
	const { bench, letters } = program();
	const { registers } = bench.board.chip;
	const read = registers.read.bind(registers);
	registers.read = address => (address === Register.SIMULATED ? 0 : read(address));
	bench.must(done => letters.open(1, done));
	bench.must(done => letters.classify(new Uint8Array(12), 77, done));
	assert.is(registers.seed, 0);
	assert.is(letters.simulated, false);
});

test("the seed reaches the chip before the pictures", () => {
	const { bench, letters } = program();
	bench.must(done => letters.open(1, done));
	bench.must(done => letters.classify(new Uint8Array(12), 0xdeadbeef, done));
	assert.is(bench.board.chip.registers.seed, 0xdeadbeef);
	assert.is(bench.board.chip.registers.operationsSinceSeed, 2);
});

test("a chip that computes wrongly fails the known answer, in words", () => {
	const core = new FakeCore();
	const { bench, letters } = program(fakeModel(), core);
	const { erase } = core;
	core.erase = array => {
		erase.call(core, array);
		core.codes[1][0] = 0;
	};
	const error = bench.run(done => letters.open(1, done));
	assert.is(error?.code, "known-answer");
	assert.match(error!.message, "codes");
});

for (const [words, changes] of [
	["made for neurram", { profile: 2 }],
	["3 pictures of 4, the model has 4 of 4", { vectors: 4 }],
	["3 pictures of 4, the model has 3 of 5", { rows: 5 }],
	["weights are 4 x 2, the model's 4 x 3", { labels: ["A", "B", "C"] }],
] as const)
	test(`a model that does not fit the chip is refused: ${words}`, () => {
		const { bench, letters } = program(fakeModel(changes as Partial<Model>));
		const error = bench.run(done => letters.open(1, done));
		assert.is(error?.code, "wrong-chip");
		assert.match(error!.message, words);
	});

test("a model smaller than the chip runs: the scores are picked out of the outputs", () => {
	const model = fakeModel({ labels: ["A"], codes: Uint8Array.of(15, 0, 7, 0, 0, 0, 1, 0) });
	model.knownAnswer.scores = Int8Array.of(15, 7, 15);
	const { bench, letters } = program(model);
	bench.must(done => letters.open(1, done));
	assert.equal([...letters.shot.scores], [15, 7, 15]);
});

test("pictures of another size are a mistake of the caller", () => {
	const { letters } = program();
	assert.throws(() => letters.classify(new Uint8Array(11), 1, () => {}), RangeError);
});

test("a chip reset at any transaction of a frame is a typed error within bounded time; recover brings the letters back", () => {
	const ink = Uint8Array.of(255, 0, 0, 0, 0, 255, 0, 0, 255, 255, 0, 0);
	const { bench, letters } = program();
	bench.must(done => letters.open(9, done));
	bench.must(done => letters.classify(ink, 3, done));
	const right = [...letters.shot.scores];
	const perFrame = 10;
	for (let offset = 0; offset < perFrame; offset++) {
		bench.wire.resetAt = bench.wire.transactions + offset;
		const before = bench.timers.milliseconds;
		const error = bench.run(done => letters.classify(ink, 3, done));
		assert.is(error?.code, "chip-reset", `transaction ${offset}`);
		assert.ok(bench.timers.milliseconds - before <= 1100);
		bench.must(done => letters.recover(done));
		bench.must(done => letters.classify(ink, 3, done));
		assert.equal([...letters.shot.scores], right);
	}
});

test("every transaction fits the DMA and every buffer is aligned", () => {
	const { bench, letters } = program();
	let longest = 0;
	const { SPI } = bench.options;
	class Watched extends SPI {
		override write(buffer: Uint8Array): void {
			check(buffer);
			super.write(buffer);
		}
		override transfer(buffer: Uint8Array): void {
			check(buffer);
			super.transfer(buffer);
		}
	}
	function check(buffer: Uint8Array): void {
		assert.is(buffer.byteOffset % 4, 0);
		assert.is(buffer.length % 4, 0);
		longest = Math.max(longest, buffer.length);
	}
	const watched = new LettersProgram({ ...bench.options, SPI: Watched, model: fakeModel() });
	bench.must(done => watched.open(1, done));
	bench.must(done => watched.classify(new Uint8Array(12), 1, done));
	assert.ok(longest > 0 && longest <= MAX_TRANSACTION);
	letters.close();
});

test("information bytes are the pixels at their bits and a byte a score", () => {
	assert.is(informationBytes(fakeModel()), 6 + 6);
	assert.is(informationBytes(fakeModel({ rows: 25, vectors: 16, pictureBits: 1, labels: [..."ANJIGVUCH"] })), 50 + 144);
});

test.run();
