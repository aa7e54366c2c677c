import * as bindings from "./bindings";
import type { Checks } from "./check";
import * as classes from "./classes";
import * as collections from "./collections";
import * as errors from "./errors";
import * as numbers from "./numbers";
import * as preloaded from "./preloaded";
import * as text from "./text";
import * as typedArrays from "./typed-arrays";

const FEATURES: Record<string, Checks> = {
	bindings: bindings.checks,
	classes: classes.checks,
	collections: collections.checks,
	errors: errors.checks,
	numbers: numbers.checks,
	preloaded: preloaded.checks,
	text: text.checks,
	"typed arrays": typedArrays.checks,
};

/** Runs every check once and tells a line for each: "ok feature: check" or "failed feature: check: why". */
export function runSuite(tell: (line: string) => void): void {
	for (const [feature, checks] of Object.entries(FEATURES))
		for (const [name, check] of Object.entries(checks))
			try {
				check();
				tell(`ok ${feature}: ${name}`);
			} catch (error) {
				tell(`failed ${feature}: ${name}: ${String(error)}`);
			}
}
