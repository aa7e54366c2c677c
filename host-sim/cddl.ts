// A validator for the part of CDDL (RFC 8610) that schema.cddl uses: types, choices, ranges, .size and .le, maps with literal
// keys, arrays, occurrences. Anything else in a schema is an error of the schema.
import type { CborValue } from "../firmware/messaging/cbor-value";

/** Says what is wrong with a value, or undefined when nothing is. */
type Check = (value: CborValue, path: string) => string | undefined;

interface Entry {
	minimum: number;
	maximum: number;
	/** Literal key; names of array entries are for the reader only. */
	key: number | string | undefined;
	/** Type of the key, where it is not a literal. */
	keys?: Check;
	check: Check;
}

const TOKEN =
	/\s+|;[^\n]*|(?<text>"[^"]*")|(?<number>-?\d+(?:\*\d*)?)|(?<name>\.?[A-Za-z_][\w-]*)|(?<mark>=>|\.\.|[=/{}[\](),:?*+])/gy;

export class Cddl {
	readonly #tokens: string[] = [];
	readonly #rules = new Map<string, Check>();
	#at = 0;

	constructor(schema: string) {
		let end = 0;
		for (const match of schema.matchAll(TOKEN)) {
			end = match.index + match[0].length;
			const { text, number, name, mark } = match.groups!;
			const token = text ?? number ?? name ?? mark;
			if (token !== undefined) this.#tokens.push(token);
		}
		if (end !== schema.length) throw new Error(`CDDL not understood at: ${schema.slice(end, end + 40)}`);
		while (this.#at < this.#tokens.length) {
			const name = this.#take();
			this.#expect("=");
			if (this.#rules.has(name)) throw new Error(`CDDL has the rule ${name} twice`);
			this.#rules.set(name, this.#type());
		}
	}

	get rules(): string[] {
		return [...this.#rules.keys()];
	}

	/** What is wrong with `value` as a `rule`, or undefined when nothing is. */
	check(rule: string, value: CborValue): string | undefined {
		return this.#named(rule)(value, rule);
	}

	#take(): string {
		const token = this.#tokens[this.#at++];
		if (token === undefined) throw new Error("CDDL ends early");
		return token;
	}

	#accept(token: string): boolean {
		if (this.#tokens[this.#at] !== token) return false;
		this.#at++;
		return true;
	}

	#expect(token: string): void {
		const found = this.#take();
		if (found !== token) throw new Error(`CDDL: ${token} expected, found ${found}`);
	}

	#named(name: string): Check {
		if (Object.hasOwn(PRELUDE, name)) return PRELUDE[name];
		return (value, path) => {
			const rule = this.#rules.get(name);
			if (!rule) throw new Error(`CDDL has no rule ${name}`);
			return rule(value, path);
		};
	}

	/** type = type1 *("/" type1) */
	#type(): Check {
		const choices = [this.#type1()];
		while (this.#accept("/")) choices.push(this.#type1());
		if (choices.length === 1) return choices[0];
		return (value, path) => {
			const faults = choices.map(choice => choice(value, path));
			return faults.includes(undefined) ? undefined : `none of: ${faults.join("; ")}`;
		};
	}

	/** type1 = type2 [".." type2 / ".size" type2 / ".le" type2] */
	#type1(): Check {
		const first = this.#tokens[this.#at];
		const check = this.#type2();
		if (this.#accept("..")) return within(Number(first), Number(this.#take()));
		if (this.#accept(".le")) {
			const limit = Number(this.#take());
			return (value, path) => check(value, path) ?? (Number(value) <= limit ? undefined : `${path} is above ${limit}`);
		}
		if (!this.#accept(".size")) return check;
		const isRange = this.#accept("(");
		const minimum = isRange ? Number(this.#take()) : 0;
		if (isRange) this.#expect("..");
		const maximum = Number(this.#take());
		if (isRange) this.#expect(")");
		return (value, path) => {
			const fault = check(value, path);
			if (fault) return fault;
			// .size counts the bytes of a string, and of an unsigned integer (3.8.1).
			if (typeof value === "number")
				return value < 256 ** maximum ? undefined : `${path} needs more than ${maximum} bytes`;
			const size = typeof value === "string" ? Buffer.byteLength(value) : (value as Uint8Array).length;
			return size >= minimum && size <= maximum
				? undefined
				: `${path} has ${size} bytes, ${minimum}..${maximum} are allowed`;
		};
	}

	#type2(): Check {
		const token = this.#take();
		if (token === "{") return mapOf(this.#group("}"));
		if (token === "[") return arrayOf(this.#group("]"));
		if (/^["\d-]/.test(token)) {
			const literal: unknown = JSON.parse(token);
			return (value, path) => (value === literal ? undefined : `${path} is not ${token}`);
		}
		return this.#named(token);
	}

	#group(end: string): Entry[] {
		const entries: Entry[] = [];
		while (!this.#accept(end)) {
			const [minimum, maximum] = this.#occurrence();
			let key: number | string | undefined;
			let keys: Check | undefined;
			const next = this.#tokens[this.#at + 1];
			if (next === ":" || next === "=>") {
				const token = this.#take();
				key = /^["\d-]/.test(token) ? (JSON.parse(token) as number | string) : token;
				if (this.#take() === "=>" && key === token) keys = this.#named(token);
			}
			entries.push({ minimum, maximum, key, keys, check: this.#type() });
			this.#accept(",");
		}
		return entries;
	}

	#occurrence(): [number, number] {
		const token = this.#tokens[this.#at];
		const range = /^(\d+)\*(\d*)$/.exec(token);
		if (!range && token !== "?" && token !== "*" && token !== "+") return [1, 1];
		this.#at++;
		if (range) return [Number(range[1]), range[2] ? Number(range[2]) : Number.POSITIVE_INFINITY];
		return [token === "+" ? 1 : 0, token === "?" ? 1 : Number.POSITIVE_INFINITY];
	}
}

function mapOf(entries: Entry[]): Check {
	return (value, path) => {
		if (!(value instanceof Map)) return `${path} is not a map`;
		for (const { key, keys, minimum, check } of entries) {
			if (keys) continue;
			const item = value.get(key!);
			if (item === undefined) {
				if (minimum > 0) return `${path} lacks ${key}`;
				continue;
			}
			const fault = check(item, `${path}.${key}`);
			if (fault) return fault;
		}
		for (const [key, item] of value) {
			if (entries.some(entry => !entry.keys && entry.key === key)) continue;
			const entry = entries.find(({ keys }) => keys && keys(key, "key") === undefined);
			const fault = entry ? entry.check(item, `${path}.${key}`) : `${path} has a key ${key}`;
			if (fault) return fault;
		}
		return undefined;
	};
}

function arrayOf(entries: Entry[]): Check {
	return (value, path) => {
		if (!Array.isArray(value)) return `${path} is not an array`;
		let at = 0;
		for (const { minimum, maximum, check } of entries) {
			let count = 0;
			for (; count < maximum && at < value.length; count++, at++) {
				const fault = check(value[at], `${path}[${at}]`);
				if (fault && count >= minimum) break;
				if (fault) return fault;
			}
			if (count < minimum) return `${path} has too few items`;
		}
		return at === value.length ? undefined : `${path} has an item ${at} that does not belong there`;
	};
}

function within(minimum: number, maximum: number): Check {
	return (value, path) =>
		Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
			? undefined
			: `${path} is outside ${minimum}..${maximum}`;
}

function is(test: (value: CborValue) => boolean, what: string): Check {
	return (value, path) => (test(value) ? undefined : `${path} is not ${what}`);
}

const PRELUDE: Readonly<Record<string, Check>> = {
	uint: is(value => Number.isInteger(value) && Number(value) >= 0, "uint"),
	int: is(value => Number.isInteger(value), "int"),
	tstr: is(value => typeof value === "string", "text"),
	bstr: is(value => value instanceof Uint8Array, "bytes"),
	float: is(value => typeof value === "number", "a float"),
	bool: is(value => typeof value === "boolean", "a boolean"),
};
