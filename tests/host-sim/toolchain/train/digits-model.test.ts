import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { parseNetwork } from "../../../../firmware/model/network-format";
import { loadKernels } from "../../../../host-sim/kernels/fast-kernels";
import { ChipNetwork } from "../../../../host-sim/toolchain/evaluate/chip-network";
import { DAY } from "../../../../host-sim/toolchain/evaluate/effects";
import { sceneDigits } from "../../../../host-sim/toolchain/train/scene-digits";

const model = parseNetwork(
	new Uint8Array(readFileSync(new URL("../../../../firmware/model/digits.cim", import.meta.url))),
);

test("the digits model says how it was trained and how well it reads", () => {
	const { tool, seed, data, accuracy } = model.provenance;
	assert.match(tool, "cim train digits");
	assert.is(seed, 1);
	assert.match(data, /60000 pictures: \d+ epochs/);
	const [software, chip] = [...accuracy.matchAll(/([\d.]+) %/g)].map(([, text]) => Number(text));
	assert.ok(software >= 99 && chip >= 98.5, accuracy);
	assert.equal(model.labels, [..."0123456789"]);
});

test("on the noisy chip it reads digits that a pen drew before the simulated camera", async () => {
	const chip = new ChipNetwork(model, {
		profile: neurram,
		kernels: await loadKernels(),
		seed: 3,
		programming: "write-verify",
		age: DAY,
	});
	const digits = sceneDigits(30, 3);
	const { bits, unit, scale } = model.input;
	const codes = Uint8Array.from(digits.values, byte => Math.min(Math.round(byte / scale / unit), 2 ** bits - 1));
	const scores = chip.run(codes, digits.count, 0);
	let right = 0;
	for (let n = 0; n < digits.count; n++) {
		const own = scores.subarray(10 * n, 10 * n + 10);
		if (own.indexOf(Math.max(...own)) === digits.classes[n]) right++;
	}
	assert.ok(right >= 29, `${right} of ${digits.count}`);
});

test.run();
