// The operations of protocol 1.1, byte by byte.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pairs, PointField } from "../../../firmware/accelerator/operating-point";
import {
	Activation,
	ErrorCode,
	LineSide,
	Mode,
	Opcode,
	ProgramFlag,
	Register,
	Status,
} from "../../../firmware/accelerator/registers";
import { AcceleratorBench, type RawAnswer, words16 } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";
import { FakeParallelCore } from "../../support/fake-parallel-core";

/** A chip of 4 arrays of 16 x 8 cells that is spoken to byte by byte. */
class RawChip {
	readonly core = new FakeParallelCore();
	readonly bench = new AcceleratorBench(this.core);
	#sequence = 1;

	constructor() {
		this.bench.acknowledge();
	}

	/** The answer to a command, after as long as it takes. */
	ask(opcode: number, payload: ArrayLike<number>): RawAnswer {
		this.#sequence = (this.#sequence % 255) + 1;
		this.bench.command(opcode, this.#sequence, payload);
		this.bench.timers.advance(100);
		return this.bench.fetch(128);
	}

	/** Payload of an operation that succeeds. */
	must(opcode: number, payload: ArrayLike<number>): number[] {
		const answer = this.ask(opcode, payload);
		assert.is(answer.status & Status.FAILED, 0, `error ${answer.payload[0]}`);
		return [...answer.payload];
	}

	/** Error code of one that does not. */
	refusal(opcode: number, payload: ArrayLike<number>): number {
		const answer = this.ask(opcode, payload);
		assert.is(answer.status & Status.FAILED, Status.FAILED);
		return answer.payload[0];
	}

	setPoint(array: number, field: number, value: number): RawAnswer {
		return this.ask(Opcode.WRITE_REGISTERS, [...words16(pointOf(array, field), 1), ...words32(value)]);
	}
}

function pointOf(array: number, field: number): number {
	return Register.POINT_BASE + array * Register.POINT_STRIDE + field;
}

function words32(value: number): number[] {
	return [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
}

const ARRAY_1 = [1, 0b10];
const ARRAYS_0_1 = [1, 0b11];

/** Rows 2 to 5 and columns 0 and 7 of array 1, and one vector of two values. */
function prepared(): RawChip {
	const chip = new RawChip();
	chip.must(Opcode.SELECT_LINES, [1, LineSide.ROWS, 2, 0, 0x0f]);
	chip.must(Opcode.SELECT_LINES, [1, LineSide.COLUMNS, 0, 0, 0x81]);
	chip.must(Opcode.LOAD_PACKED, [4, 1, ...words16(0, 2, 1), ...ARRAY_1, 0x93]);
	return chip;
}

test("a chip with one array at a time speaks 1.0 and knows none of them; one with many knows not the old ones", () => {
	const single = new AcceleratorBench(new FakeCore());
	single.acknowledge();
	let sequence = 1;
	for (const opcode of [
		Opcode.READ_LINES,
		Opcode.SELECT_LINES,
		Opcode.LOAD_PACKED,
		Opcode.MULTIPLY_SET,
		Opcode.READ_BURST,
		Opcode.AGE,
	]) {
		// biome-ignore format: a list
		single.command(opcode, ++sequence, []);
		assert.equal([...single.fetch().payload], [ErrorCode.UNKNOWN_OPCODE]);
	}
	assert.is(single.counter(Register.PROTOCOL), 0x0100);
	const chip = new RawChip();
	assert.is(chip.bench.counter(Register.PROTOCOL), 0x0101);
	for (const opcode of [Opcode.LOAD_INPUTS, Opcode.MULTIPLY, Opcode.READ_OUTPUTS])
		assert.is(chip.refusal(opcode, []), ErrorCode.UNKNOWN_OPCODE);
});

test("SELECT_LINES selects what the mask says and nothing else, and answers how many", () => {
	const chip = new RawChip();
	assert.equal(chip.must(Opcode.SELECT_LINES, [1, LineSide.ROWS, 3, 0, 0b1011]), words16(3));
	assert.equal([...chip.core.fakes[1].rows.keys()].filter(row => chip.core.fakes[1].rows[row]), [3, 4, 6]); // biome-ignore format: one line
	assert.equal(chip.must(Opcode.SELECT_LINES, [1, LineSide.ROWS, 8, 0, 0x80, 0]), words16(1));
	assert.equal([...chip.core.fakes[1].rows.keys()].filter(row => chip.core.fakes[1].rows[row]), [15]); // biome-ignore format: one line
	assert.equal(chip.must(Opcode.SELECT_LINES, [1, LineSide.ROWS, 0, 0]), words16(0));
	assert.is(chip.refusal(Opcode.SELECT_LINES, [1, LineSide.ROWS, 9, 0, 0x80]), ErrorCode.BAD_ADDRESS);
	assert.is(chip.refusal(Opcode.SELECT_LINES, [1, 2, 0, 0, 1]), ErrorCode.BAD_VALUE);
	assert.is(chip.refusal(Opcode.SELECT_LINES, [4, 0, 0, 0, 1]), ErrorCode.BAD_ADDRESS);
	assert.is(chip.refusal(Opcode.SELECT_LINES, [1, 0, 0]), ErrorCode.BAD_LENGTH);
});

test("READ_LINES packs four states a byte", () => {
	const chip = new RawChip();
	chip.core.badRows.set(2, new Map([[3, 1], [4, 2]])); // biome-ignore format: a map
	assert.equal(chip.must(Opcode.READ_LINES, [2, LineSide.ROWS, ...words16(2, 5)]), [0b00100100, 0]);
	assert.is(chip.refusal(Opcode.READ_LINES, [2, LineSide.COLUMNS, ...words16(4, 5)]), ErrorCode.BAD_ADDRESS);
});

test("LOAD_PACKED: bits, signs, multicast, and vectors that continue", () => {
	const chip = new RawChip();
	// 3 bits signed: -4 + 8 = 4, 3, -1 = 7, then 0 of the next vector
	chip.must(Opcode.LOAD_PACKED, [3, 1, ...words16(0, 2, 2), ...ARRAYS_0_1, 0b11011100, 0b0001]);
	for (const array of [0, 1]) assert.equal([...chip.core.fakes[array].inputs.subarray(0, 4)], [-4, 3, -1, 0]);
	chip.must(Opcode.LOAD_PACKED, [8, 0, ...words16(2, 2, 1), ...ARRAY_1, 200, 7]);
	assert.equal([...chip.core.fakes[1].inputs.subarray(0, 6)], [-4, 3, -1, 0, 200, 7]);
	const cases: [number[], number][] = [
		[[8, 0, ...words16(2, 2, 1), ...ARRAYS_0_1, 1], ErrorCode.BAD_LENGTH],
		[[8, 0, ...words16(4, 2, 1), ...ARRAY_1, 1, 1], ErrorCode.BAD_VALUE],
		[[8, 0, ...words16(1, 3, 1), ...ARRAY_1, 1, 1, 1], ErrorCode.BAD_VALUE],
		[[9, 0, ...words16(0, 1, 1), ...ARRAY_1, 1, 1], ErrorCode.BAD_VALUE],
		[[8, 2, ...words16(0, 1, 1), ...ARRAY_1, 1], ErrorCode.BAD_VALUE],
		[[8, 0, ...words16(0, 1, 17), ...ARRAY_1, ...new Array(17).fill(1)], ErrorCode.BAD_VALUE],
		[[8, 0, ...words16(0, 1, 1), 1, 0, 1], ErrorCode.BAD_VALUE],
		[[8, 0, ...words16(0, 1, 1), 1, 16, 1], ErrorCode.BAD_ADDRESS],
		[[8, 0, ...words16(0, 1, 1), 0, 1], ErrorCode.BAD_VALUE],
		[[8, 0, ...words16(0, 1, 1), 9, 1], ErrorCode.BAD_LENGTH],
	];
	for (const [payload, error] of cases) assert.is(chip.refusal(Opcode.LOAD_PACKED, payload), error, `${payload}`);
	assert.equal([...chip.core.fakes[1].inputs.subarray(0, 6)], [-4, 3, -1, 0, 200, 7]);
});

test("MULTIPLY_SET and READ_BURST: outputs at the converter's bits", () => {
	const chip = prepared();
	for (const field of [PointField.DECREMENT_UP, PointField.DECREMENT_DOWN]) chip.setPoint(1, field, 500_000);
	// row pair of 40 and 1 uS in column 0 of the first logical row (input 3), the other way round in the second (-7)
	chip.must(Opcode.PROGRAM, [1, 1, ProgramFlag.SELECTED, 0, ...words16(0, 0, 4, 1), 0b1001]);
	assert.ok(Math.abs(chip.core.readCell(1, 2, 0) - 40e-6) < 1e-12);
	assert.ok(Math.abs(chip.core.readCell(1, 5, 0) - 40e-6) < 1e-12);
	const report = chip.must(Opcode.MULTIPLY_SET, [Mode.FORWARD, 0, ...words16(1), ...ARRAY_1]);
	assert.equal(report, [...words32(2), ...words32(0), ...words32(1500), ...words32(250), ...words32(3000)]);
	// 4 V x (3 x 39 + 7 x 39) / 82 = 19.02 V: 38 steps; nothing in column 7: no charge, which counts as above
	assert.equal(chip.must(Opcode.READ_BURST, [...words32(0), ...words16(2)]), [38, 0]);
	chip.setPoint(1, PointField.OUTPUT_BITS, 7);
	chip.must(Opcode.MULTIPLY_SET, [Mode.FORWARD, 0, ...words16(1), ...ARRAY_1]);
	assert.equal(chip.must(Opcode.READ_BURST, [...words32(0), ...words16(2)]), [38, 0]);
	assert.equal(chip.must(Opcode.READ_BURST, [...words32(1), ...words16(1)]), [0]);
	assert.is(chip.refusal(Opcode.READ_BURST, [...words32(1), ...words16(2)]), ErrorCode.BAD_ADDRESS);
	assert.is(chip.refusal(Opcode.READ_BURST, [...words32(0xffffffff), ...words16(2)]), ErrorCode.BAD_ADDRESS);
	assert.is(chip.refusal(Opcode.READ_BURST, [...words32(0), ...words16(0)]), ErrorCode.BAD_VALUE);
});

test("MULTIPLY_SET wants lines, inputs, as many as are driven, in their range, and one kind of output", () => {
	const multiply = (chip: RawChip, mode: number = Mode.FORWARD, set = ARRAY_1, vectors = 1): number =>
		chip.refusal(Opcode.MULTIPLY_SET, [mode, 0, ...words16(vectors), ...set]);
	assert.is(multiply(prepared(), Mode.FORWARD, ARRAYS_0_1), ErrorCode.NOT_CONFIGURED);
	assert.is(multiply(prepared(), Mode.FORWARD, ARRAY_1, 2), ErrorCode.NOT_CONFIGURED);
	assert.is(multiply(prepared(), Mode.FORWARD, ARRAY_1, 17), ErrorCode.BAD_VALUE);
	assert.is(multiply(prepared(), Mode.TONES_READ), ErrorCode.UNSUPPORTED_MODE);
	assert.is(multiply(prepared(), 200), ErrorCode.UNSUPPORTED_MODE);
	const cases: ((chip: RawChip) => unknown)[] = [
		chip => chip.must(Opcode.SELECT_LINES, [1, LineSide.ROWS, 2, 0, 0x07]),
		chip => chip.setPoint(1, PointField.PAIRS, 0),
		chip => chip.setPoint(1, PointField.INPUT_BITS, 3),
		chip => chip.setPoint(1, PointField.INPUT_SIGNED, 0),
	];
	for (const spoil of cases) {
		const chip = prepared();
		spoil(chip);
		assert.is(multiply(chip), ErrorCode.BAD_VALUE);
	}
	// backward drives the two columns: two values, or one where they are a pair
	const chip = prepared();
	chip.must(Opcode.MULTIPLY_SET, [Mode.BACKWARD, 0, ...words16(1), ...ARRAY_1]);
	chip.setPoint(1, PointField.PAIRS, Pairs.ROWS | Pairs.COLUMNS);
	assert.is(multiply(chip, Mode.BACKWARD), ErrorCode.BAD_VALUE);
	for (const [field, value] of [
		[PointField.OUTPUT_BITS, 7],
		[PointField.ACTIVATION, Activation.RELU],
	]) {
		// biome-ignore format: a table
		const other = prepared();
		for (const side of [LineSide.ROWS, LineSide.COLUMNS]) other.must(Opcode.SELECT_LINES, [0, side, 0, 0, 0x0f]);
		other.must(Opcode.LOAD_PACKED, [4, 1, ...words16(0, 2, 1), ...ARRAYS_0_1, 0x11]);
		other.must(Opcode.MULTIPLY_SET, [Mode.FORWARD, 0, ...words16(1), ...ARRAYS_0_1]);
		other.setPoint(0, field, value);
		assert.is(multiply(other, Mode.FORWARD, ARRAYS_0_1), ErrorCode.BAD_VALUE);
	}
});

test("RECURRENT gives the outputs of every step", () => {
	const chip = prepared();
	chip.must(Opcode.MULTIPLY_SET, [Mode.RECURRENT, 0, ...words16(5), ...ARRAY_1]);
	assert.is(chip.must(Opcode.READ_BURST, [...words32(0), ...words16(10)]).length, 10);
	chip.must(Opcode.SELECT_LINES, [1, LineSide.COLUMNS, 0, 0, 0x83]);
	assert.is(chip.refusal(Opcode.MULTIPLY_SET, [Mode.RECURRENT, 0, ...words16(5), ...ARRAY_1]), ErrorCode.BAD_VALUE);
});

test("an operating point is taken whole or not at all; a reset forgets it, the lines, the inputs and the outputs", () => {
	const chip = prepared();
	const read = (): number[] => chip.must(Opcode.READ_REGISTERS, words16(pointOf(1, 0), 18));
	const before = read();
	const good = [...words32(5), ...words32(0), ...words32(0)];
	assert.is(chip.refusal(Opcode.WRITE_REGISTERS, [...words16(pointOf(1, 0), 4), ...good, ...words32(2)]), ErrorCode.BAD_VALUE); // biome-ignore format: one line
	// the core refuses: 1.3 V would disturb
	const tooHigh = [...words32(9), ...words32(1_300_000)];
	assert.is(chip.refusal(Opcode.WRITE_REGISTERS, [...words16(pointOf(1, PointField.PULSE_MULTIPLIER), 2), ...tooHigh]), ErrorCode.BAD_VALUE); // biome-ignore format: one line
	assert.equal(read(), before);
	assert.is(chip.core.fakes[1].point.pulseMultiplier, 4);
	chip.must(Opcode.WRITE_REGISTERS, [...words16(pointOf(1, 0), 3), ...good]);
	assert.equal(read().slice(0, 12), good);
	assert.is(chip.refusal(Opcode.READ_REGISTERS, words16(pointOf(1, 18), 1)), ErrorCode.BAD_ADDRESS);
	assert.is(chip.refusal(Opcode.READ_REGISTERS, words16(pointOf(4, 0), 1)), ErrorCode.BAD_ADDRESS);
	chip.ask(Opcode.RESET, []);
	chip.bench.acknowledge();
	assert.equal(read(), before);
	assert.is(chip.refusal(Opcode.MULTIPLY_SET, [Mode.FORWARD, 0, ...words16(1), ...ARRAY_1]), ErrorCode.NOT_CONFIGURED);
	assert.is(chip.refusal(Opcode.PROGRAM, [1, 1, ProgramFlag.SELECTED, 0, ...words16(0, 0, 1, 1), 1]), ErrorCode.BAD_ADDRESS); // biome-ignore format: one line
});

test("AGE lets time pass for the cells", () => {
	const chip = new RawChip();
	chip.must(Opcode.AGE, words32(86_400));
	assert.is(chip.core.aged, 86_400);
	assert.is(chip.refusal(Opcode.AGE, [1]), ErrorCode.BAD_LENGTH);
});

test.run();
