// What goes over the wire of a running device: tapped, told in words, and as a value change dump that reads back bit for bit.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../../../firmware/config";
import { TransactionReader } from "../../../../host-sim/dashboard/probes/transaction-words";
import { valueChangeDump } from "../../../../host-sim/dashboard/probes/value-change-dump";
import { FaultyWire } from "../../../../host-sim/node/faulty-wire";
import { VirtualTime } from "../../../../host-sim/node/virtual-time";
import { type Transaction, WireTap } from "../../../../host-sim/node/wire-tap";
import { SpiDump } from "../../../../host-sim/spi-dump";
import { parseValueChangeDump } from "../../../support/parse-value-change-dump";
import { virtualDevice } from "../../../support/virtual-device";

/** Transactions of one frame, after so many others. */
function tapped(options: { listen: boolean; bitErrorRate?: number }): {
	payloads: Uint8Array[];
	transactions: Transaction[];
	wireBytes: number;
} {
	const time = new VirtualTime();
	const { select, interrupt } = defaultSettings.accelerator;
	let tap: WireTap | undefined;
	const { runtime, broker, reports } = virtualDevice({
		time,
		wrapBoard(board) {
			const { SPI, Digital, chip } = board;
			const wire = new FaultyWire({ SPI, Digital, timers: time, interrupt, seed: 3, resetChip: () => chip.reset() });
			wire.bitErrorRate = options.bitErrorRate ?? 0;
			tap = new WireTap({ SPI: wire.SPI, Digital: wire.Digital, clock: time, select, interrupt });
			return tap;
		},
	});
	runtime.start();
	const frames = (count: number) => time.advanceUntil(() => broker.payloads("/result").length >= count);
	frames(1);
	tap!.isListening = options.listen;
	frames(2);
	const { transactions, lost } = tap!.take();
	assert.is(lost, 0);
	return { payloads: broker.payloads("/result").slice(0, 2), transactions, wireBytes: reports[1].wireBytes };
}

const loud = tapped({ listen: true });

test("listening changes no message, and who does not listen keeps nothing", () => {
	const silent = tapped({ listen: false });
	assert.is(silent.transactions.length, 0);
	const hex = (payloads: Uint8Array[]) => payloads.map(payload => Buffer.from(payload).toString("hex"));
	assert.equal(hex(loud.payloads), hex(silent.payloads));
});

test("every byte that the frame counts is heard, on a time that the bus clock fits into", () => {
	const bytes = loud.transactions.reduce((sum, { sent }) => sum + sent.length, 0);
	assert.is(bytes, loud.wireBytes);
	for (let n = 1; n < loud.transactions.length; n++) {
		const before = loud.transactions[n - 1];
		assert.ok(loud.transactions[n].at >= before.at + (before.sent.length * 8e6) / before.hz + 5);
	}
});

test("a frame of letters in words: seed, pictures, the shot, its scores", () => {
	const reader = new TransactionReader();
	const facts = loud.transactions.map(transaction => reader.read(transaction, loud.transactions[0].at));
	assert.ok(facts.every(({ damaged }) => !damaged));
	const commands = facts.filter(({ direction }) => direction === "command");
	assert.equal(
		commands.map(({ name }) => name),
		["WRITE_REGISTERS", "PROGRAM", "MULTIPLY", "READ_OUTPUTS"],
	);
	const [seed, program, multiply, outputs] = commands;
	assert.is(seed.fields[0][0], "SEED");
	assert.equal(program.fields, [
		["array", "0"],
		["bits", "4"],
		["flags", "ERASE"],
		["from", "row 0, column 0"],
		["size", "25 × 16"],
	]);
	assert.equal(multiply.fields[0], ["mode", "TONES_CASCADE"]);
	assert.equal(outputs.fields, [["outputs", "144 from 0"]]);
	const shot = facts.find(fact => fact.direction === "answer" && fact.name === "MULTIPLY" && fact.fields.length > 0)!;
	assert.equal(shot.status, ["READY"]);
	assert.equal(shot.fields[0], ["outputs", "144"]);
	assert.equal(shot.fields[2], ["time", "2,500 µs"]);
});

test("a damaged answer is told as damaged", () => {
	const { transactions } = tapped({ listen: true, bitErrorRate: 2e-4 });
	const reader = new TransactionReader();
	const facts = transactions.map(transaction => reader.read(transaction, 0));
	const answers = facts.filter(({ direction }) => direction === "answer");
	assert.ok(
		answers.some(({ damaged, status }) => damaged || status.includes("DAMAGED")),
		"no damage in this frame: take another seed",
	);
});

test("a value change dump reads back as the bytes it was made of, at the bus clock", () => {
	const text = [...valueChangeDump(loud.transactions, "one frame $end of desk-1")].join("");
	const read = parseValueChangeDump(text);
	assert.is(read.length, loud.transactions.length);
	read.forEach(({ mosi, miso, least, most, begin }, n) => {
		const { sent, received, hz, at } = loud.transactions[n];
		assert.equal(mosi, [...sent]);
		assert.equal(miso, received ? [...received] : new Array(sent.length).fill(undefined));
		assert.is(least, 1e9 / hz);
		assert.is(most, 1e9 / hz);
		assert.is(begin, Math.round((at - loud.transactions[0].at) * 1000) + 100);
	});
	// the answer of a long operation is fetched with the interrupt line high, and the next command finds it low
	assert.ok(read.some(({ irq }) => irq === "1"));
	process.stdout.write(`measured: value change dump of a letters frame ${Math.round(text.length / 1024)} KiB\n`);
});

test("a dump from power-on ends with the first frame, and says what it holds", () => {
	const folder = mkdtempSync(join(tmpdir(), "cim-vcd-"));
	try {
		const path = join(folder, "boot.vcd");
		const dump = new SpiDump(path, "desk-1");
		const time = new VirtualTime();
		const words: (string | undefined)[] = [];
		const { runtime } = virtualDevice({
			time,
			wrapBoard: board => dump.listen(board, time),
			observer: { onReport: () => void words.push(dump.end()) },
		});
		runtime.start();
		time.advanceUntil(() => words.length >= 2);
		const read = parseValueChangeDump(readFileSync(path, "utf8"));
		assert.is(words[0], `${path}: ${read.length} SPI transactions, from power-on to the first frame`);
		assert.is(words[1], undefined);
		assert.ok(read.length > loud.transactions.length + 10);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("clock rates that no whole number of nanoseconds fits are kept on the average, and an empty dump is a dump", () => {
	const transaction = {
		at: 0,
		hz: 3_000_000,
		sent: Uint8Array.of(0xa5, 0x5a, 1),
		received: undefined,
		interrupt: false,
	};
	const [read] = parseValueChangeDump([...valueChangeDump([transaction], "")].join(""));
	assert.equal(read.mosi, [0xa5, 0x5a, 1]);
	assert.ok(read.least >= 333 && read.most <= 334);
	assert.equal(parseValueChangeDump([...valueChangeDump([], "nothing")].join("")), []);
});

test("what is no frame, or shorter than its operation, is told and never thrown", () => {
	const reader = new TransactionReader();
	const of = (sent: Uint8Array, received?: Uint8Array) =>
		reader.read({ at: 0, hz: 1e6, sent, received, interrupt: false }, 0);
	assert.ok(of(new Uint8Array(3)).damaged);
	assert.ok(of(new Uint8Array(12), new Uint8Array(12).fill(255)).damaged);
	const short = Uint8Array.from([0x10, 1, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0]);
	assert.ok(of(short).damaged);
	for (const { sent, received } of loud.transactions)
		for (let cut = 0; cut < sent.length; cut += 4) of(sent.subarray(0, cut), received?.subarray(0, cut));
});

test.run();
