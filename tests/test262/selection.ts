/** Folders and files of test262's `test` for what the firmware uses of the language and its built-ins. */
export const FOLDERS: readonly string[] = [
	...under(
		"language/expressions",
		"addition array arrow-function assignment bitwise-and bitwise-not bitwise-or bitwise-xor call class coalesce comma",
		"compound-assignment conditional delete division does-not-equals equals exponentiation function greater-than",
		"greater-than-or-equal grouping in instanceof left-shift less-than less-than-or-equal logical-and",
		"logical-assignment logical-not logical-or modulus multiplication new new.target object optional-chaining",
		"postfix-decrement postfix-increment prefix-decrement prefix-increment property-accessors right-shift",
		"strict-does-not-equals strict-equals subtraction super template-literal this typeof unary-minus unary-plus",
		"unsigned-right-shift void",
	),
	...under(
		"language/statements",
		"block break class const continue do-while empty expression for for-in for-of function if labeled let return switch",
		"throw try variable while",
	),
	...under("language", "block-scope computed-property-names destructuring literals rest-parameters types"),
	...under(
		"built-ins",
		"ArrayBuffer ArrayIteratorPrototype DataView Error Infinity JSON Map MapIteratorPrototype Math NaN NativeErrors Number",
		"Set SetIteratorPrototype StringIteratorPrototype TypedArray TypedArrayConstructors isFinite isNaN parseFloat parseInt",
		"undefined Array/from Array/isArray Array/of String/fromCharCode String/fromCodePoint",
	),
	...under(
		"built-ins/Object",
		"assign create entries freeze fromEntries getPrototypeOf hasOwn is isFrozen keys values",
	),
	...under(
		"built-ins/Array/prototype",
		"at concat copyWithin entries every fill filter find findIndex findLast forEach includes indexOf join keys map pop push",
		"reduce shift slice some sort splice Symbol.iterator values",
	),
	...under(
		"built-ins/String/prototype",
		"at charAt charCodeAt codePointAt concat endsWith includes indexOf padEnd padStart repeat slice startsWith substring",
		"Symbol.iterator toLowerCase toString toUpperCase trim",
	),
];

/** Of those, folders left out: the same patterns once more for every form of a function, made by test262's generator. */
const REPEATED = /^language\/(expressions|statements)\/(class|function|object|arrow-function)\/(dstr|.*generator)/;

function under(folder: string, ...names: string[]): string[] {
	return names.flatMap(line => line.split(" ").map(name => `${folder}/${name}`));
}

export function isRepeated(path: string): boolean {
	return REPEATED.test(path);
}

/** What test262 calls the features that the firmware, or a test of what it uses, may need; a test of another is left out. */
export const FEATURES: ReadonlySet<string> = new Set(
	[
		"arrow-function class class-fields-private class-fields-private-in class-fields-public class-methods-private",
		"class-static-block class-static-fields-private class-static-fields-public class-static-methods-private",
		"coalesce-expression computed-property-names const default-parameters destructuring-assignment destructuring-binding",
		"exponentiation for-of generators globalThis let logical-assignment-operators new.target numeric-separator-literal",
		"object-rest object-spread optional-catch-binding optional-chaining rest-parameters super template",
		"well-formed-json-stringify json-superset string-trimming error-cause",
		"Symbol Symbol.hasInstance Symbol.isConcatSpreadable Symbol.iterator Symbol.species Symbol.toPrimitive",
		"Symbol.toStringTag Symbol.unscopables Reflect Reflect.construct Reflect.set Reflect.setPrototypeOf Proxy",
		"ArrayBuffer DataView DataView.prototype.getFloat32 DataView.prototype.getFloat64 DataView.prototype.getInt16",
		"DataView.prototype.getInt32 DataView.prototype.getInt8 DataView.prototype.getUint16 DataView.prototype.getUint32",
		"DataView.prototype.setUint8 Float32Array Float64Array Int8Array Int16Array Int32Array Map Set TypedArray",
		"TypedArray.prototype.at Uint8Array Uint16Array Uint32Array Uint8ClampedArray WeakMap Array.prototype.at",
		"Array.prototype.flat Array.prototype.flatMap Array.prototype.includes Array.prototype.values array-find-from-last",
		"Object.fromEntries Object.hasOwn Object.is String.fromCodePoint String.prototype.at String.prototype.endsWith",
		"String.prototype.includes String.prototype.trimEnd String.prototype.trimStart",
	].flatMap(names => names.split(" ")),
);

/** Beside those: what no test may need, by a word in its source. */
const NEEDS: readonly (readonly [RegExp, string])[] = [
	[/\$262\b/, "needs realms, agents or detached buffers"],
	[/\bnew Function\b|\bFunction\(|\beval\b|\(0, ?eval\)/, "needs a parser at run time"],
	[/\bRegExp\b|\/[gimsuy]+[.,;)]/, "regular expressions are test262's built-ins/RegExp"],
	[
		/^this\.|^\}, this\)|verifyProperty\(this|fnGlobalObject|^var (global|__globalObject) = this/m,
		"needs the global object as a script's this",
	],
];

/** Files of the harness that need the same. */
const OTHER_HARNESS = /^(detachArrayBuffer|atomicsHelper|sm\/|async|promise)/;

export interface Metadata {
	flags: readonly string[];
	features: readonly string[];
	includes: readonly string[];
	/** Name of the error that the test must end with. */
	negative?: string;
	/** When: "parse", "resolution" or "runtime". */
	phase?: string;
}

/** The comment at the head of a test, in YAML of the one form that test262 uses. */
export function metadataOf(source: string): Metadata {
	const head = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1] ?? "";
	const list = (name: string): string[] => {
		const inLine = new RegExp(`^\\s*${name}:\\s*\\[([^\\]]*)\\]`, "m").exec(head);
		const below = new RegExp(`^\\s*${name}:\\s*\\n((?:\\s+- .*\\n?)+)`, "m").exec(head);
		const words = inLine
			? inLine[1].split(",")
			: (below?.[1].split("\n").map(line => line.replace(/^\s*- /, "")) ?? []);
		return words.map(word => word.trim()).filter(word => word !== "");
	};
	return {
		...{ flags: list("flags"), features: list("features"), includes: list("includes") },
		negative: /^\s*negative:[\s\S]*?\btype:\s*(\w+)/m.exec(head)?.[1],
		phase: /^\s*negative:[\s\S]*?\bphase:\s*(\w+)/m.exec(head)?.[1],
	};
}

/** Why a test is left out; undefined where it runs. Modules are strict, and so is every test here. */
export function leftOut(source: string, { flags, features, includes, phase }: Metadata): string | undefined {
	if (phase && phase !== "runtime") return "must not compile: compiling is the host's, not the target's";
	if (flags.includes("noStrict")) return "sloppy mode";
	if (flags.includes("async") || flags.includes("module")) return "promises or modules";
	if (flags.includes("raw")) return "runs without the harness";
	if (includes.some(name => OTHER_HARNESS.test(name))) return "needs realms, agents or detached buffers";
	const other = features.find(feature => !FEATURES.has(feature));
	if (other) return `a feature that the firmware does not use (${other})`;
	return NEEDS.find(([words]) => words.test(source.replace(/\/\*---[\s\S]*?---\*\//, "")))?.[1];
}
