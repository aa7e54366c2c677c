/**
 * Why failures are as they must be on the microcontroller, as on a board whose modules went through the SDK's linker: by path and words
 * of a failure, "path: words". What none explains is shown by its words.
 */
const BY_DESIGN: readonly (readonly [RegExp, string])[] = [
	[/there is no parser/, "there is no parser on the target"],
	[/: trap 7: store/, "a garbage collection while a preloaded array is copied to RAM (below)"],
	[
		/not writable|writable|should be (configurable|deletable)|to have configurable:true|not configurable|not extensible|read only/,
		"built-ins and preloaded code are frozen",
	],
	[/no permission|invalid (descriptor|prototype)|extensib|frozen|Frozen/, "built-ins and preloaded code are frozen"],
	[/\b(name|length)\b/, "functions have neither names nor lengths"],
	[
		/hasOwnProperty|should be a function|namedevaluation|Testing with undefined/,
		"functions have neither names nor lengths",
	],
];

export function reasonFor(path: string, words: string): string | undefined {
	return BY_DESIGN.find(([pattern]) => pattern.test(`${path}: ${words}`))?.[1];
}
