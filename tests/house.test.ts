// Rules that neither the compiler nor the linter can hold (docs/architecture.md).
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

const firmware = readdirSync("firmware", { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".ts"));

/** Places in firmware/ that match, as "file:line text". */
function places(pattern: RegExp): string[] {
	return firmware.flatMap(name =>
		readFileSync(`firmware/${name}`, "utf8")
			.split("\n")
			.flatMap((line, n) => (pattern.test(line) ? [`${name}:${n + 1} ${line.trim()}`] : [])),
	);
}

/** The one place where chance may come from outside. */
const SEED = /^main\.ts:\d+ const random = new Random\(Math\.random\(\)/;

test("nothing in firmware/ uses arithmetic that differs between engines", () => {
	const inexact =
		/Math\.(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|expm1|log|log1p|log2|log10|pow|cbrt|hypot|random)\b|\*\*/;
	assert.ok(inexact.test("Math.sin(x)") && !inexact.test("Math.sqrt(x)"));
	assert.equal(
		places(inexact).filter(line => !/:\d+ (\/\/|\/?\*)/.test(line) && !SEED.test(line)),
		[],
	);
});

/** What is bound to a device: these import the SDK's modules, and Node never loads them. */
const ON_THE_DEVICE =
	/^(main\.ts|device\/board-camera\.ts|emulated-io\/|emulator\/device-board\.ts|network\/tls-(transport|guards)\.ts)/;

test("nothing in firmware/ imports from outside it, but for what is bound to a device", () => {
	const bare = places(/from ["'](?!\.)/).filter(line => !ON_THE_DEVICE.test(line));
	assert.equal(bare.concat(places(/from ["'](\.\.\/)+(host-sim|tests|node_modules)/)), []);
});

test("nothing in firmware/ is unfinished", () => {
	assert.equal(places(/TODO|FIXME|XXX|not implemented/i), []);
});

test.run();
