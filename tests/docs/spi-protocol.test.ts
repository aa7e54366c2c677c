// docs/spi-protocol.md and registers.ts say the same, and the document's example is a real run.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Link } from "../../firmware/accelerator/link";
import { PointField } from "../../firmware/accelerator/operating-point";
import {
	Activation,
	ArrayField,
	Control,
	ConverterKind,
	Differential,
	ErrorCode,
	isLong,
	LineSide,
	LineState,
	MAX_TRANSACTION,
	Mode,
	Opcode,
	Outcome,
	PROTOCOL_VERSION,
	ProfileNumber,
	ProgramFlag,
	Register,
	SelfTest,
	Status,
} from "../../firmware/accelerator/registers";
import { crc32 } from "../../firmware/math/crc32";
import { AcceleratorBench } from "../support/accelerator-bench";
import { FakeCore } from "../support/fake-core";

const document = readFileSync(new URL("../../docs/spi-protocol.md", import.meta.url), "utf8");

/** Rows of the table under a heading: number in the first column, name in back quotes in the second. */
function table(heading: string): Record<string, number> {
	const start = document.indexOf(`\n${heading}\n`);
	assert.ok(start >= 0, `no heading ${heading}`);
	const end = document.indexOf("\n#", start + 2);
	const rows: Record<string, number> = {};
	for (const row of document.slice(start, end < 0 ? undefined : end).matchAll(/^\| *(0x[0-9a-f]+|\d+) *\| *`(\w+)`/gm))
		rows[row[2]] = Number(row[1]);
	return rows;
}

for (const [heading, values] of [
	["## Status byte", Status],
	["## Operations", Opcode],
	["### Modes of MULTIPLY", Mode],
	["### Outcomes of a cell", Outcome],
	["### Flags of PROGRAM", ProgramFlag],
	["### Units of SELF_TEST", SelfTest],
	["## Error codes", ErrorCode],
	["## Registers", Register],
	["### Description of an array", { ...ArrayField, ...Differential }],
	["### Arrays in parallel (1.1)", LineSide],
	["### States of a line (1.1)", LineState],
	["### Converters (1.1)", ConverterKind],
	["### Activations (1.1)", Activation],
	["### Operating point of an array (1.1)", PointField],
	["### Bits of CONTROL", Control],
	["### Profile numbers", ProfileNumber],
] as const)
	test(`"${heading}" has the names and numbers of registers.ts`, () => {
		assert.equal(table(heading), { ...values });
	});

test("the document says which operations are long", () => {
	for (const [name, opcode] of Object.entries(Opcode)) {
		const row = document.match(new RegExp(`^\\| 0x[0-9a-f]+ \\| \`${name}\` \\|.*$`, "m"))![0];
		assert.is(/\| long \|$/.test(row), isLong(opcode), name);
	}
});

test("version, limits and the CRC's test vectors", () => {
	assert.match(document, `Protocol version ${PROTOCOL_VERSION >> 8}.${PROTOCOL_VERSION & 0xff}`);
	assert.match(document, `${MAX_TRANSACTION} bytes`);
	const check = crc32(new TextEncoder().encode("123456789"));
	assert.match(document, `0x${check.toString(16).toUpperCase()}`);
	const nop = crc32(new Uint8Array(4));
	assert.match(document, `0x${nop.toString(16).toUpperCase()}`);
});

/** The bytes of the example, as the link and the emulated chip exchange them. */
function runExample(): string[] {
	const lines: string[] = [];
	const line = (what: string, bytes: Uint8Array): void => {
		lines.push(`${what} ${[...bytes].map(byte => byte.toString(16).padStart(2, "0")).join(" ")}`);
	};
	const bench = new AcceleratorBench(new FakeCore());
	const { SPI } = bench.options;
	let damageNext = false;
	class Recorder extends SPI {
		override write(buffer: Uint8Array): void {
			const bytes = Uint8Array.from(buffer);
			if (damageNext) bytes[6] ^= 0x04;
			damageNext = false;
			line("out", bytes);
			super.write(bytes);
		}
		override transfer(buffer: Uint8Array): void {
			line("out", buffer);
			super.transfer(buffer);
			line("in ", buffer);
		}
	}
	const link = new Link({ ...bench.options, SPI: Recorder });
	const execute = (opcode: number, payload: number[], answerBytes: number): void => {
		payload.forEach((byte, i) => {
			link.payload.setUint8(i, byte);
		});
		bench.must(done => link.execute(opcode, payload.length, answerBytes, done));
	};
	bench.must(done => link.reset(done));
	execute(Opcode.READ_REGISTERS, [0, 0, 1, 0], 4);
	execute(Opcode.WRITE_REGISTERS, [0x10, 0, 1, 0, Control.ACKNOWLEDGE_RESET, 0, 0, 0], 0);
	execute(Opcode.PROGRAM, [0, 4, ProgramFlag.ERASE, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0x0f, 0xf0], 16);
	damageNext = true;
	execute(Opcode.READ_OUTCOMES, [0, 0, 0, 0, 0, 0, 2, 0, 2, 0], 4);
	return lines;
}

test("the worked example is what link and chip really exchange, byte by byte", () => {
	const start = document.indexOf("\n## Worked example\n");
	const example = document.slice(start, document.indexOf("\n## ", start + 4));
	const written = [...example.matchAll(/^ {4}(out|in ) ((?:[0-9a-f]{2} ?)+)/gm)].map(
		row => `${row[1]} ${row[2].trim()}`,
	);
	assert.equal(written, runExample());
});

test.run();
