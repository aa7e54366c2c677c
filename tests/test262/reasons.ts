/**
 * Why failures are as they must be on the microcontroller, as on a board whose modules went through the SDK's linker: by path and words
 * of a failure, "path: words". What none explains is shown by its words.
 */
const BY_DESIGN: readonly (readonly [RegExp, string])[] = [
	[
		/\/(name|length)(-[\w-]*)?\.js|fn-name|fn-length|\.(name|length) |own property: (name|length)|^\S*: .*\b(name|length)\b.*(own property|descriptor)/,
		"functions have neither names nor lengths",
	],
	[
		/not writable|should be (writable|configurable|deletable)|to have (writable|configurable):true|extensibility|isExtensible|can be redefined|to be writable|not configurable|not extensible|not deletable|read only|frozen/,
		"built-ins and preloaded code are frozen",
	],
];

export function reasonFor(path: string, words: string): string | undefined {
	return BY_DESIGN.find(([pattern]) => pattern.test(`${path}: ${words}`))?.[1];
}
