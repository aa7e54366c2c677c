import { parseArgs } from "node:util";
import { wrap } from "../terminal/wrap";
import { UsageError } from "./command";
import { suggest } from "./suggest";

/** A command's options as data: parsing and help are made from the same table. */
export interface Option {
	type: "string" | "boolean";
	/** Name of the value in the help, for example "N". */
	value?: string;
	short?: string;
	about: string;
}
export type Options = Readonly<Record<string, Option>>;
export type Values<T extends Options> = {
	[Name in keyof T]: T[Name]["type"] extends "boolean" ? boolean : string | undefined;
};

export interface Parsed<T extends Options> {
	values: Values<T>;
	positionals: string[];
}

/** Reads the arguments of command `name`; throws UsageError with a worded reason, and the word that was probably meant. */
export function parseOptions<T extends Options>(
	name: string,
	options: T,
	args: string[],
	/** At most this many arguments that are not options. */
	maxPositionals = 0,
): Parsed<T> {
	const table: Record<string, { type: "string" | "boolean"; short?: string }> = {};
	for (const [key, { type, short }] of Object.entries(options)) table[key] = short ? { type, short } : { type };
	const { tokens } = parseArgs({ args, options: table, allowPositionals: true, strict: false, tokens: true });
	const values: Record<string, string | boolean | undefined> = {};
	for (const [key, option] of Object.entries(options)) values[key] = option.type === "boolean" ? false : undefined;
	const positionals: string[] = [];
	for (const token of tokens) {
		if (token.kind === "positional") {
			if (positionals.length === maxPositionals)
				throw new UsageError(
					`${JSON.stringify(token.value)} is one argument too many: ${maxPositionals === 0 ? "only options are expected here" : `at most ${maxPositionals} can be given`}`,
				);
			positionals.push(token.value);
		} else if (token.kind === "option") {
			const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
			if (!option) throw new UsageError(unknownOption(name, token.rawName, options));
			if (option.type === "boolean") {
				if (token.value !== undefined)
					throw new UsageError(`${token.rawName} takes no value, but got ${JSON.stringify(token.value)}`);
				values[token.name] = true;
				continue;
			}
			const missing = token.value === undefined || (!token.inlineValue && /^-[^\d]/.test(token.value));
			if (missing)
				throw new UsageError(`${token.rawName} needs a value: ${token.rawName} <${option.value ?? "value"}>`);
			values[token.name] = token.value;
		}
	}
	return { values: values as Values<T>, positionals };
}

function unknownOption(name: string, rawName: string, options: Options): string {
	const near = suggest(rawName.replace(/^-+/, ""), Object.keys(options));
	return `there is no option ${rawName}${near ? `; did you mean --${near}?` : ";"} "cim help ${name}" lists them`;
}

/** A whole number within bounds, or `fallback` where the option was not given. */
export function wholeNumber(
	option: string,
	text: string | undefined,
	fallback: number,
	minimum: number,
	maximum: number,
): number {
	if (text === undefined) return fallback;
	const value = /^[+-]?\d+$/.test(text) ? Number(text) : /^0x[\da-f]+$/i.test(text) ? Number(text) : Number.NaN;
	if (!(value >= minimum && value <= maximum))
		throw new UsageError(
			`--${option} is ${JSON.stringify(text)}: it must be a whole number from ${minimum} to ${maximum}`,
		);
	return value;
}

export interface HelpPage {
	/** After "cim ", for example "replay <file | hex | ->". */
	usage: string;
	/** Paragraphs, a blank line between them; wrapped to fit, except lines that begin with a space. */
	about: string;
	options: Options;
	/** Command lines with what each is for. */
	examples: [line: string, purpose: string][];
}

/** The text of `cim help <name>`. */
export function helpText(page: HelpPage): string {
	const rows: [string, string][] = Object.entries(page.options).map(([name, option]) => [
		`${option.short ? `-${option.short}, ` : "    "}--${name}${option.type === "string" ? ` <${option.value ?? "value"}>` : ""}`,
		option.about,
	]);
	rows.push(["-h, --help", "this text"]);
	const sections = [`cim ${page.usage}`, paragraphs(page.about), `Options\n${table(rows)}`];
	if (page.examples.length > 0) sections.push(`Examples\n${table(page.examples)}`);
	return `${sections.join("\n\n")}\n`;
}

/** Two columns; long second columns go on below themselves, so that 80 columns are enough. */
export function table(rows: readonly (readonly [string, string])[], width = 80): string {
	const first = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
	const room = width - first - 4;
	const lines: string[] = [];
	for (const [left, right] of rows) {
		const wrapped = wrap(right, room);
		if (left.length > first) lines.push(`  ${left}`);
		wrapped.forEach((line, at) => {
			const label = at === 0 && left.length <= first ? left : "";
			lines.push(`  ${label.padEnd(first)}  ${line}`.trimEnd());
		});
	}
	return lines.join("\n");
}

function paragraphs(text: string, width = 80): string {
	const wrapOne = (paragraph: string) =>
		/^ /m.test(paragraph) ? paragraph : wrap(paragraph.replace(/\s+/g, " "), width).join("\n");
	return text.trim().split(/\n\n+/).map(wrapOne).join("\n\n");
}
