// A strict reader of OpenMetrics 1.0 text: what Prometheus' own parser and the standard's MUST refuse, it refuses.

export interface ParsedFamily {
	type: string;
	unit: string;
	help: string;
	samples: { name: string; labels: Map<string, string>; value: number }[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
	counter: ["_total", "_created"],
	gauge: [""],
	info: ["_info"],
	histogram: ["_bucket", "_count", "_sum", "_created"],
};

/** Series of a family so far. */
const SEEN = new WeakMap<ParsedFamily, Set<string>>();

export function parseOpenMetrics(text: string): Map<string, ParsedFamily> {
	if (!text.endsWith("\n# EOF\n") && text !== "# EOF\n") throw new Error("it does not end with # EOF");
	if (text.includes("\r")) throw new Error("carriage return");
	const families = new Map<string, ParsedFamily>();
	let current: [string, ParsedFamily] | undefined;
	const lines = text.slice(0, -1).split("\n");
	lines.pop();
	for (const line of lines) {
		const meta = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line);
		if (line.startsWith("#") && !meta) throw new Error(`no such line: ${line}`);
		if (meta) {
			const [, word, name, rest] = meta;
			if (!NAME.test(name)) throw new Error(`name ${name}`);
			if (current?.[0] !== name) {
				if (families.has(name)) throw new Error(`family ${name} is interleaved`);
				current = [name, { type: "unknown", unit: "", help: "", samples: [] }];
				families.set(name, current[1]);
			}
			if (current[1].samples.length > 0) throw new Error(`${word} of ${name} after its samples`);
			if (word === "TYPE") {
				if (!SUFFIXES[rest]) throw new Error(`type ${rest}`);
				current[1].type = rest;
			} else if (word === "UNIT") {
				if (!name.endsWith(`_${rest}`)) throw new Error(`unit ${rest} of ${name}`);
				current[1].unit = rest;
			} else current[1].help = unescaped(rest);
			continue;
		}
		if (!current) throw new Error(`a sample of no family: ${line}`);
		readSample(line, current);
	}
	for (const [name, family] of families) checkFamily(name, family);
	return families;
}

function readSample(line: string, [family, parsed]: [string, ParsedFamily]): void {
	const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? "";
	if (!SUFFIXES[parsed.type].some(suffix => name === family + suffix))
		throw new Error(`${name} is no ${parsed.type} of ${family}`);
	let at = name.length;
	const labels = new Map<string, string>();
	if (line[at] === "{") {
		at++;
		while (line[at] !== "}") {
			const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\n"])*)"/.exec(line.slice(at));
			if (!label) throw new Error(`labels of ${line}`);
			if (labels.has(label[1]) || label[1].startsWith("__")) throw new Error(`label ${label[1]}`);
			labels.set(label[1], unescaped(label[2]));
			at += label[0].length;
			if (line[at] === ",") at++;
			else if (line[at] !== "}") throw new Error(`labels of ${line}`);
		}
		at++;
	}
	const value = /^ ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/.exec(line.slice(at));
	if (!value) throw new Error(`value of ${line}`);
	const number = value[1].endsWith("Inf") ? (value[1][0] === "-" ? -Infinity : Infinity) : Number(value[1]);
	const key = (one: { name: string; labels: Map<string, string> }) =>
		`${one.name}${JSON.stringify([...one.labels].sort())}`;
	const sample = { name, labels, value: number };
	const seen = SEEN.get(parsed) ?? new Set<string>();
	SEEN.set(parsed, seen);
	if (seen.has(key(sample))) throw new Error(`twice: ${line}`);
	seen.add(key(sample));
	if (parsed.type !== "gauge" && !(number >= 0)) throw new Error(`${line} is below zero`);
	parsed.samples.push(sample);
}

function checkFamily(name: string, { type, samples }: ParsedFamily): void {
	if (type === "info" && samples.some(({ value }) => value !== 1)) throw new Error(`${name}: info is 1`);
	if (type !== "histogram") return;
	const groups = new Map<string, { bounds: [number, number][]; count?: number }>();
	for (const { name: sample, labels, value } of samples) {
		const { le, ...rest } = Object.fromEntries(labels);
		const key = JSON.stringify(rest);
		const group = groups.get(key) ?? { bounds: [] };
		groups.set(key, group);
		if (sample.endsWith("_bucket")) {
			if (!/^(\d+\.\d+|\d+e-\d+|\+Inf)$/.test(le)) throw new Error(`bound ${le}`);
			group.bounds.push([le === "+Inf" ? Infinity : Number(le), value]);
		} else if (sample.endsWith("_count")) group.count = value;
	}
	for (const { bounds, count } of groups.values()) {
		for (let n = 1; n < bounds.length; n++)
			if (bounds[n][0] <= bounds[n - 1][0] || bounds[n][1] < bounds[n - 1][1]) throw new Error(`buckets of ${name}`);
		const last = bounds[bounds.length - 1];
		if (last?.[0] !== Infinity || last[1] !== count) throw new Error(`${name} has no +Inf of its count`);
	}
}

function unescaped(text: string): string {
	return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}
