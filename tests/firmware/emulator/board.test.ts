import { test } from "uvu";
import * as assert from "uvu/assert";
import { Opcode, Register, Status } from "../../../firmware/accelerator/registers";
import { AcceleratorBench, commandFrame } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";

function makeBoard() {
	const { board, timers } = new AcceleratorBench(new FakeCore());
	const { SPI, Digital } = board;
	const spi = new SPI({ clock: 7, in: 8, out: 9, port: 1, hz: 20_000_000 });
	const select = new Digital({ pin: 2, mode: Digital.Output, initialValue: 1 });
	const reset = new Digital({ pin: 4, mode: Digital.Output, initialValue: 1 });
	return { board, timers, Digital, SPI, spi, select, reset };
}

test("the select pin frames transactions; several SPI calls may make one", () => {
	const { board, spi, select } = makeBoard();
	const frame = commandFrame(Opcode.READ_REGISTERS, 1, [0, 0, 1, 0]);
	select.write(0);
	spi.write(frame.subarray(0, 4));
	spi.write(frame.subarray(4));
	select.write(1);
	assert.is(board.chip.registers.read(Register.OPERATIONS), 1);
	const answer = new Uint8Array(12);
	answer.set(commandFrame(Opcode.NOP, 0));
	select.write(0);
	spi.transfer(answer);
	select.write(1);
	assert.is(answer[0], Status.MARK | Status.READY | Status.RESET);
});

test("without select the chip neither listens nor speaks", () => {
	const { board, spi } = makeBoard();
	const bytes = commandFrame(Opcode.READ_REGISTERS, 1, [0, 0, 1, 0]);
	spi.transfer(bytes);
	assert.ok(bytes.every(byte => byte === 0));
	assert.is(board.chip.registers.read(Register.OPERATIONS), 0);
	assert.is(board.chip.registers.read(Register.DAMAGED_FRAMES), 0);
});

test("the reset pin resets at its falling edge", () => {
	const { board, reset } = makeBoard();
	reset.write(0);
	reset.write(0);
	reset.write(1);
	assert.is(board.chip.registers.read(Register.RESETS), 1);
});

test("an edge is delivered at a later turn, several before it as one", () => {
	const { timers, Digital } = makeBoard();
	let calls = 0;
	const onReadable = (): void => {
		calls++;
	};
	const input = new Digital({ pin: 40, mode: Digital.Input, edge: Digital.Rising, onReadable });
	const output = new Digital({ pin: 40, mode: Digital.Output });
	output.write(1);
	output.write(0);
	output.write(1);
	assert.is(calls, 0);
	assert.is(input.read(), 1);
	timers.advance(0);
	assert.is(calls, 1);
	output.write(0);
	timers.advance(0);
	assert.is(calls, 1);
	output.write(1);
	input.close();
	timers.advance(0);
	assert.is(calls, 1);
});

test("misuse throws as on a device: a clock out of range, a closed bus, writing an input", () => {
	const { SPI, Digital, spi } = makeBoard();
	assert.throws(() => new SPI({ clock: 7, hz: 50_000_000 }), RangeError);
	spi.close();
	assert.throws(() => spi.write(new Uint8Array(4)), "closed");
	assert.throws(() => new Digital({ pin: 3, mode: Digital.Input }).write(1), "input");
});

test.run();
