import { test } from "uvu";
import * as assert from "uvu/assert";
import { sealFrame } from "../../../firmware/accelerator/frame";
import { MAX_TRANSACTION, Opcode, Status } from "../../../firmware/accelerator/registers";
import { Wire } from "../../../firmware/accelerator/wire";
import type { DigitalOptions, SPIOptions } from "../../../firmware/hardware";

const PINS = { clock: 7, in: 8, out: 9, port: 1, hz: 20_000_000, select: 2, interrupt: 3, reset: 4 };

/** A bus that records levels and buffers, and fails when told to. */
function bench() {
	const seen = {
		levels: new Map<number, number[]>(),
		buffers: [] as Uint8Array[],
		selected: [] as boolean[],
		options: undefined as SPIOptions | undefined,
		fails: false,
	};
	const note = (buffer: Uint8Array) => {
		seen.selected.push(seen.levels.get(PINS.select)!.at(-1) === 0);
		if (seen.fails) throw new Error("the driver refuses");
		seen.buffers.push(buffer);
	};
	class SPI {
		constructor(options: SPIOptions) {
			seen.options = options;
		}
		transfer(buffer: Uint8Array): void {
			note(buffer);
		}
		write(buffer: Uint8Array): void {
			note(buffer);
		}
		close(): void {}
	}
	class Digital {
		static readonly Input = 0;
		static readonly InputPullDown = 2;
		static readonly Output = 8;
		static readonly Rising = 1;
		static readonly Falling = 2;
		readonly #levels: number[];
		constructor({ pin, initialValue }: DigitalOptions) {
			this.#levels = initialValue === undefined ? [] : [initialValue];
			seen.levels.set(pin, this.#levels);
		}
		read(): number {
			return this.#levels.at(-1) ?? 0;
		}
		write(value: number): void {
			this.#levels.push(value);
		}
		close(): void {}
	}
	const wire = new Wire({ SPI, Digital, ...PINS }, MAX_TRANSACTION, () => {});
	wire.open();
	return { wire, seen };
}

test("chip select is a line of our own: high before and after, low during a transaction, and not the bus's", () => {
	const { wire, seen } = bench();
	assert.not("select" in seen.options!);
	wire.send(sealFrame(wire.command, Opcode.NOP, 1, 0));
	wire.fetch(0);
	assert.equal(seen.selected, [true, true]);
	assert.equal(seen.levels.get(PINS.select), [1, 0, 1, 0, 1]);
	assert.equal(seen.levels.get(PINS.reset), [1]);
});

test("a driver that throws does not leave the chip selected", () => {
	const { wire, seen } = bench();
	seen.fails = true;
	assert.throws(() => wire.send(8), /refuses/);
	assert.throws(() => wire.fetch(4), /refuses/);
	assert.equal(seen.levels.get(PINS.select), [1, 0, 1, 0, 1]);
});

test("every buffer on the bus starts its own memory, is a multiple of 4 bytes, and at most 4092 long", () => {
	const { wire, seen } = bench();
	for (let payload = 0; payload <= MAX_TRANSACTION - 8; payload++) {
		wire.send(sealFrame(wire.command, Opcode.NOP, 1, payload));
		wire.fetch(payload);
	}
	for (const { byteOffset, length } of seen.buffers)
		assert.ok(byteOffset === 0 && length % 4 === 0 && length <= 4092, `${length} bytes at ${byteOffset}`);
	assert.is(MAX_TRANSACTION, 4092);
});

test("a transfer that the driver silently leaves out is no answer: what was sent bears no mark of the chip", () => {
	const { wire } = bench();
	wire.fetch(16);
	assert.is.not(wire.status & Status.MARK_MASK, Status.MARK);
});

test.run();
