import type { Transaction } from "../../node/wire-tap";

/** Nanoseconds from chip select to the first clock, and from the last clock to chip select (docs/spi-protocol.md: at least 100). */
const SETTLE = 100;
const LINES = { cs: "!", sclk: '"', mosi: "#", miso: "$", irq: "%" } as const;
const PIECE = 1 << 16;

/**
 * SPI traffic as a value change dump (IEEE 1364-2005, 18.2), which GTKWave, PulseView and sigrok read: chip select, clock
 * (mode 0), both data lines and the interrupt line, in nanoseconds. The data line to the host is x where the host did not
 * look. Times within a transaction are those of the bus clock; the interrupt line is known at each chip select, and falls
 * with the command that follows.
 */
export function* valueChangeDump(transactions: readonly Transaction[], comment: string): Generator<string> {
	const origin = transactions.length > 0 ? transactions[0].at : 0;
	yield [
		`$comment ${comment.replace(/[^\x20-\x7e]/g, "?").replaceAll("$", "?")} $end`,
		"$version cim-edge $end",
		"$timescale 1 ns $end",
		"$scope module spi $end",
		...Object.entries(LINES).map(([name, id]) => `$var wire 1 ${id} ${name} $end`),
		"$upscope $end",
		"$enddefinitions $end",
		"#0",
		"$dumpvars",
		`1${LINES.cs}`,
		`0${LINES.sclk}`,
		`0${LINES.mosi}`,
		`z${LINES.miso}`,
		`0${LINES.irq}`,
		"$end",
		"",
	].join("\n");
	const dump = new Dump();
	for (const transaction of transactions) {
		// a little after the origin, so that the first fall is a change
		const start = Math.round((transaction.at - origin) * 1000) + SETTLE;
		dump.write(transaction, start);
		if (dump.length >= PIECE) yield dump.take();
	}
	yield dump.take();
}

class Dump {
	#lines: string[] = [];
	#mosi = 0;
	#miso = "z";
	#irq = false;
	#time = 0;

	get length(): number {
		return this.#lines.length;
	}

	take(): string {
		const text = this.#lines.length > 0 ? `${this.#lines.join("\n")}\n` : "";
		this.#lines = [];
		return text;
	}

	write({ hz, sent, received, interrupt }: Transaction, start: number): void {
		const half = 5e8 / hz;
		if (interrupt && !this.#irq) this.#setInterrupt(start - SETTLE / 2, true);
		this.#at(start);
		this.#lines.push(`0${LINES.cs}`);
		const first = start + SETTLE;
		for (let n = 0; n < sent.length; n++)
			for (let bit = 7; bit >= 0; bit--) {
				const edge = 8 * n + 7 - bit;
				// mode 0: data changes while the clock is low (with chip select, then with each fall), and is taken as it rises
				if (edge > 0) this.#at(first + Math.round(2 * edge * half));
				if (edge > 0) this.#lines.push(`0${LINES.sclk}`);
				this.#data((sent[n] >> bit) & 1, received ? String((received[n] >> bit) & 1) : "x");
				this.#at(first + Math.round((2 * edge + 1) * half));
				this.#lines.push(`1${LINES.sclk}`);
			}
		const last = first + Math.round(16 * sent.length * half);
		this.#at(last);
		this.#lines.push(`0${LINES.sclk}`);
		this.#at(last + SETTLE);
		this.#lines.push(`1${LINES.cs}`);
		this.#float();
		// a command that is taken lowers the line; an answer that is fetched leaves it
		if (this.#irq && !received) this.#setInterrupt(last + SETTLE + SETTLE / 2, false);
	}

	#at(time: number): void {
		if (time <= this.#time) return;
		this.#time = time;
		this.#lines.push(`#${time}`);
	}

	#data(mosi: number, miso: string): void {
		if (mosi !== this.#mosi) this.#lines.push(`${mosi}${LINES.mosi}`);
		if (miso !== this.#miso) this.#lines.push(`${miso}${LINES.miso}`);
		this.#mosi = mosi;
		this.#miso = miso;
	}

	/** A chip that is not selected leaves its data line free. */
	#float(): void {
		if (this.#miso !== "z") this.#lines.push(`z${LINES.miso}`);
		this.#miso = "z";
	}

	#setInterrupt(time: number, level: boolean): void {
		this.#at(time);
		this.#lines.push(`${level ? 1 : 0}${LINES.irq}`);
		this.#irq = level;
	}
}
