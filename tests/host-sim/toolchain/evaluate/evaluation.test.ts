import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { CimError } from "../../../../firmware/errors";
import { EFFECTS } from "../../../../host-sim/toolchain/evaluate/effects";
import { type EvaluationOptions, evaluate } from "../../../../host-sim/toolchain/evaluate/evaluation";
import { rightPart } from "../../../../host-sim/toolchain/evaluate/measured";
import { encodeNetwork } from "../../../../host-sim/toolchain/network/encode-network";
import { SIDE, smallNetwork, smallPictures } from "../../../support/small-networks";
import { npyFile, npyHeader, zipFile } from "../../../support/write-npz";

const COUNT = 300;
const folder = mkdtempSync(join(tmpdir(), "cim-evaluation-"));
const model = smallNetwork();
const path = join(folder, "small.cim");
const data = join(folder, "strokes.npz");
writeFileSync(path, encodeNetwork(model));
writeFileSync(
	data,
	zipFile({
		"x.npy": npyFile(
			npyHeader("|u1", [COUNT, SIDE, SIDE]),
			Uint8Array.from(smallPictures(COUNT), ink => Math.round(255 * ink)),
		),
		"y.npy": npyFile(
			npyHeader("|u1", [COUNT]),
			Uint8Array.from({ length: COUNT }, (_, n) => n % 4),
		),
	}),
);

const options: EvaluationOptions = {
	source: { kind: "file", path, data },
	conditions: ["ideal", "all"],
	seed: 1,
	workers: 1,
};

async function refusal(changes: Partial<EvaluationOptions>): Promise<Error> {
	try {
		await evaluate({ ...options, ...changes });
	} catch (error) {
		if (error instanceof CimError || error instanceof RangeError) return error;
		throw error;
	}
	throw new Error("nothing was refused");
}

test("every example is counted once under each condition, and the noise changes some verdicts", async () => {
	const { task, results } = await evaluate(options);
	assert.equal(
		results.map(({ condition }) => condition),
		["ideal", "all"],
	);
	for (const { measured } of results) {
		assert.is(measured.examples, COUNT);
		assert.is(
			measured.confusion[0].reduce((sum, count) => sum + count),
			COUNT,
		);
		for (let label = 0; label < 4; label++)
			assert.is(
				measured.confusion[0].slice(4 * label, 4 * label + 4).reduce((sum, count) => sum + count),
				COUNT / 4,
			);
		assert.ok(rightPart(measured.confusion[0], 4, () => true) <= 1);
		assert.ok(measured.chip.conversions > 0 && measured.chip.seconds > 0);
	}
	assert.is(results[0].measured.chip.noise, 0);
	assert.ok(results[1].measured.chip.noise > 0);
	assert.not.equal(results[0].measured.confusion, results[1].measured.confusion);
	assert.equal(task.labels, model.labels);
});

test("goes on where it was stopped; the file of another evaluation is refused", async () => {
	const statePath = join(folder, "state.json");
	const whole = await evaluate(options);
	let chunks = 0;
	const stopped = { ...options, statePath, progress: () => assert.ok(++chunks < 7, "stopped") };
	try {
		await evaluate(stopped);
		assert.unreachable();
	} catch (error) {
		assert.is((error as Error).message, "stopped");
	}
	let more = 0;
	const rest = await evaluate({ ...options, statePath, progress: () => more++ });
	assert.equal(rest.results, whole.results);
	// the chunk that was being told of when it stopped is kept too
	let all = 0;
	await evaluate({ ...options, progress: () => all++ });
	assert.is(chunks + more, all);
	assert.equal(
		readdirSync(folder).filter(name => name.startsWith("state.json.")),
		[],
		"no half-written file is left",
	);
	assert.match((await refusal({ statePath, seed: 2 })).message, /another evaluation/);
	writeFileSync(statePath, readFileSync(statePath, "utf8").slice(0, 50));
	assert.match((await refusal({ statePath })).message, /remove it to start anew/);
});

test("threads count the same", async () => {
	const one = await evaluate({ ...options, conditions: ["all"] });
	const two = await evaluate({ ...options, conditions: ["all"], workers: 2 });
	assert.equal(two.results, one.results);
});

test("what cannot be evaluated is refused with the reason", async () => {
	assert.match((await refusal({ conditions: ["dust"] })).message, /no effect "dust": there are ideal/);
	assert.match((await refusal({ conditions: ["reference"] })).message, /small has no software/);
	const one = join(folder, "one.cim");
	writeFileSync(one, encodeNetwork({ ...model, labels: model.labels.map(label => `${label}'`) }));
	const source = { kind: "file", path: one, data } as const;
	assert.is((await evaluate({ ...options, source, conditions: ["ideal"] })).task.labels[0], "a'");
});

test("each effect alone changes what it says, and nothing else of an ideal chip", () => {
	const states = new Map(EFFECTS.map(({ id, chip }) => [id, chip(neurram)]));
	const ideal = states.get("ideal")!;
	const { profile } = ideal;
	assert.is(profile.readNoise + profile.neuron.noise + profile.neuron.gainSpread + profile.neuron.offsetSpread, 0);
	assert.is(profile.faults.stuckLow + profile.faults.stuckHigh + profile.faults.unusableRows, 0);
	assert.is(profile.relaxation.fit, "none");
	assert.equal(states.get("read-noise"), { ...ideal, profile: { ...profile, readNoise: neurram.readNoise } });
	assert.equal(states.get("programming"), { ...ideal, programming: "write-verify" });
	for (const [id, key] of [
		["neuron-noise", "noise"],
		["gain", "gainSpread"],
		["offset", "offsetSpread"],
	] as const)
		assert.equal(states.get(id)!.profile.neuron, { ...profile.neuron, [key]: neurram.neuron[key] });
	assert.is(states.get("all")!.profile, neurram);
	assert.is(new Set([...states.values()].map(state => JSON.stringify(state))).size, EFFECTS.length);
});

test.run();
