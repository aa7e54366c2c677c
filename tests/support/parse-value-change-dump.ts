// A reader of value change dumps as a logic analyser's program is one: it knows the format, and nothing of who wrote it.

export interface Sampled {
	/** Nanoseconds of the falling and the rising edge of chip select. */
	begin: number;
	end: number;
	/** Bytes on both data lines, taken as the clock rises; undefined for a byte with a bit that is x or z. */
	mosi: (number | undefined)[];
	miso: (number | undefined)[];
	/** Nanoseconds between rising edges of the clock: least and most. */
	least: number;
	most: number;
	/** Level of the interrupt line as chip select fell. */
	irq: string;
}

/** Throws for what IEEE 1364 does not allow. */
export function parseValueChangeDump(text: string): Sampled[] {
	const names = new Map<string, string>();
	const levels = new Map<string, string>();
	const transactions: Sampled[] = [];
	let time = -1;
	let inHeader = true;
	let current: (Sampled & { bits: [string, string][]; rise: number }) | undefined;
	const tokens = text.split(/\s+/);
	for (let at = 0; at < tokens.length; at++) {
		const token = tokens[at];
		if (token === "") continue;
		if (inHeader) {
			if (token === "$var") names.set(tokens[at + 3], tokens[at + 4]);
			if (token === "$timescale" && `${tokens[at + 1]}${tokens[at + 2]}` !== "1ns") throw new Error("timescale");
			if (token === "$enddefinitions") inHeader = false;
			while (tokens[at] !== "$end") at++;
			continue;
		}
		if (token === "$dumpvars" || token === "$end") continue;
		if (token.startsWith("#")) {
			const next = Number(token.slice(1));
			if (!(Number.isInteger(next) && next > time)) throw new Error(`time ${token} after ${time}`);
			time = next;
			continue;
		}
		const name = names.get(token.slice(1));
		const value = token[0];
		if (!name || !"01xz".includes(value)) throw new Error(`no value change: ${token}`);
		if (levels.get(name) === value) throw new Error(`${name} is ${value} already at ${time}`);
		levels.set(name, value);
		if (name === "cs" && value === "0")
			current = {
				begin: time,
				end: 0,
				mosi: [],
				miso: [],
				least: Infinity,
				most: 0,
				irq: levels.get("irq")!,
				bits: [],
				rise: -1,
			};
		else if (name === "cs" && value === "1" && current) {
			const { bits, rise: _rise, ...rest } = current;
			transactions.push({ ...rest, end: time, mosi: bytesOf(bits, 0), miso: bytesOf(bits, 1) });
			current = undefined;
		} else if (name === "sclk" && value === "1") {
			if (!current) throw new Error(`clock without chip select at ${time}`);
			if (current.rise >= 0) {
				current.least = Math.min(current.least, time - current.rise);
				current.most = Math.max(current.most, time - current.rise);
			}
			current.rise = time;
			current.bits.push([levels.get("mosi")!, levels.get("miso")!]);
		}
	}
	return transactions;
}

function bytesOf(bits: [string, string][], line: 0 | 1): (number | undefined)[] {
	if (bits.length % 8 !== 0) throw new Error(`${bits.length} bits are no bytes`);
	const bytes: (number | undefined)[] = [];
	for (let at = 0; at < bits.length; at += 8) {
		const levels = bits.slice(at, at + 8).map(pair => pair[line]);
		bytes.push(levels.every(level => level === "0" || level === "1") ? Number.parseInt(levels.join(""), 2) : undefined);
	}
	return bytes;
}
