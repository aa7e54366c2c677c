import { test } from "uvu";
import * as assert from "uvu/assert";
import { MASK, Masker, masked } from "../../../host-sim/machine/masker";

test("a secret is masked wherever the text is cut", () => {
	const text = "ssid=Lab password=swordfish host=swordfish.local";
	for (let first = 0; first <= text.length; first++)
		for (let second = first; second <= text.length; second++) {
			const masker = new Masker(["swordfish"]);
			const shown =
				masker.push(text.slice(0, first)) +
				masker.push(text.slice(first, second)) +
				masker.push(text.slice(second)) +
				masker.end();
			assert.is(shown, `ssid=Lab password=${MASK} host=${MASK}.local`, `cut at ${first} and ${second}`);
		}
});

test("text is shown as soon as it cannot be a secret's beginning", () => {
	const masker = new Masker(["swordfish"]);
	assert.is(masker.push("building… sword"), "building… ");
	assert.is(masker.push("!"), "sword!");
	assert.is(masker.push("\n"), "\n");
	assert.is(masker.push("swordfis"), "");
	assert.is(masker.end(), "swordfis");
});

test("of two secrets that begin alike the longer one is masked whole", () => {
	const masker = new Masker(["swordfish", "swordfish-and-chips"]);
	assert.is(masker.push("swordfish"), "");
	assert.is(masker.push("-and-chips swordfish!") + masker.end(), `${MASK} ${MASK}!`);
	assert.is(masker.push("swordfish") + masker.end(), MASK);
});

test("a secret is masked as JSON writes it too, and characters of patterns are nothing special", () => {
	assert.is(masked('{"password":"a\\"b\\\\c.*d"} a"b\\c.*d', ['a"b\\c.*d']), `{"password":"${MASK}"} ${MASK}`);
});

test("without secrets nothing changes", () => {
	assert.is(masked("as it is", []), "as it is");
	assert.is(masked("as it is", [""]), "as it is");
});

test.run();
