import { readFileSync } from "node:fs";
import { join } from "node:path";
import { leftOut, metadataOf } from "./selection";

export interface Test {
	/** From test262's folder `test`. */
	path: string;
	source: string;
	includes: readonly string[];
	/** Name of the error that it must end with. */
	negative: string | undefined;
}

/** Tests that share a copy of the harness. */
export interface Batch {
	/** Text of the harness. */
	harness: string;
	tests: readonly Test[];
	/** JavaScript up to an array `tests` of functions. */
	source: string;
}

const HARNESS = ["assert.js", "sta.js"];
/** Deletes the property that it looks at. */
const CHANGES = "propertyHelper.js";
/** Characters. */
const LONGEST = 50_000;
/** Characters of source, and tests, in a batch: what fits into the flash of one image, with room for its names. */
const MOST_SOURCE = 400_000;
const MOST_TESTS = 250;

/** A test of test262, or why it is left out. */
export function readTest(folder: string, path: string): Test | string {
	const source = readFileSync(join(folder, "test", path), "utf8");
	const metadata = metadataOf(source);
	if (source.includes("\0")) return "a zero in its source: the compiler's list of modules has none";
	const reason = source.length > LONGEST ? "longer than the host's compiler reads at once" : leftOut(source, metadata);
	return reason ?? { path, source, includes: metadata.includes, negative: metadata.negative };
}

/**
 * Batches of tests whose harness is the same.
 * @param isFrozen built-ins cannot change; where they can, a test that changes them is alone
 */
export function batchesOf(folder: string, tests: readonly Test[], isFrozen: boolean): Batch[] {
	const groups = new Map<string, Test[]>();
	for (const test of tests) {
		const key = [...new Set([...HARNESS, ...test.includes])].sort().join(" ");
		groups.set(key, [...(groups.get(key) ?? []), test]);
	}
	return [...groups].flatMap(([key, group]) => {
		const most = !isFrozen && key.includes(CHANGES) ? 1 : MOST_TESTS;
		return split(group, most).map(part => batchOf(folder, key.split(" "), part));
	});
}

function batchOf(folder: string, includes: readonly string[], tests: readonly Test[]): Batch {
	// assert comes first: others add to it
	const ordered = [...includes].sort((a, b) => Number(HARNESS.includes(b)) - Number(HARNESS.includes(a)));
	const harness = ordered.map(name => definable(readFileSync(join(folder, "harness", name), "utf8"))).join("\n");
	return { harness, tests, source: sourceOf(harness, tests) };
}

function sourceOf(harness: string, tests: readonly Test[]): string {
	const functions = tests.map(({ source }) => `function () {\n${source}\n}`);
	return `${harness}\nconst tests = [\n${functions.join(",\n")}\n];\n`;
}

/** One test of a batch, alone. */
export function only({ harness }: Batch, test: Test): Batch {
	return { harness, tests: [test], source: sourceOf(harness, [test]) };
}

/** Two of about the same size. */
export function halves({ harness, tests }: Batch): Batch[] {
	const middle = Math.ceil(tests.length / 2);
	return [tests.slice(0, middle), tests.slice(middle)].map(half => ({
		...{ harness, tests: half },
		source: sourceOf(harness, half),
	}));
}

/** An error of the harness's own has a toString of its own: where Object's is frozen, assigning one throws. */
function definable(harness: string): string {
	return harness.replace(
		/^(\w+\.prototype)\.toString = (function[\s\S]*?^\});/m,
		'Object.defineProperty($1, "toString", { value: $2 });',
	);
}

function split(tests: readonly Test[], most: number): Test[][] {
	const parts: Test[][] = [];
	let length = MOST_SOURCE;
	for (const test of tests) {
		length += test.source.length;
		if (length > MOST_SOURCE || parts.at(-1)!.length >= most) {
			parts.push([]);
			length = test.source.length;
		}
		parts.at(-1)!.push(test);
	}
	return parts;
}
