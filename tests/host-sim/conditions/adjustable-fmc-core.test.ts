import { test } from "uvu";
import * as assert from "uvu/assert";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { fmcOn } from "../../../firmware/emulator/profiles/fmc-devices";
import { decodeResult } from "../../../firmware/messaging/result-message";
import { AdjustableFmcCore } from "../../../host-sim/conditions/adjustable-fmc-core";
import { outfitFor } from "../../../host-sim/device";
import { type VirtualDevice, virtualDevice } from "../../support/virtual-device";

const TEXT = "NAINVINAJNGINUHC";

interface Bench extends VirtualDevice {
	core: AdjustableFmcCore;
	/** The next result. */
	next(): ReturnType<typeof decodeResult>;
}

function bench(core = new AdjustableFmcCore(fmc)): Bench {
	const device = virtualDevice({ core });
	device.runtime.start();
	return {
		...device,
		core,
		next() {
			const { length } = device.broker.payloads("/result");
			device.time.advanceUntil(() => device.broker.payloads("/result").length > length);
			return decodeResult(device.broker.payloads("/result")[length]);
		},
	};
}

const least = (margins: Uint8Array): number => Math.min(...margins);
const mean = (margins: Uint8Array): number => margins.reduce((sum, margin) => sum + margin, 0) / margins.length;

test("with nothing changed, and with all changed back, messages are those of the plain chip byte for byte", () => {
	const plain = virtualDevice({ outfit: outfitFor(TEXT) });
	plain.runtime.start();
	plain.time.advanceUntil(() => plain.broker.payloads("/result").length >= 4);
	const adjusted = bench();
	adjusted.next();
	for (const { name, high } of adjusted.core.conditions) if (name !== "tolerance") adjusted.core.adjust(name, high);
	for (const { name, published } of adjusted.core.conditions) adjusted.core.adjust(name, published);
	while (adjusted.broker.payloads("/result").length < 4) adjusted.next();
	const bytes = (payloads: Uint8Array[]) => payloads.slice(0, 4).map(payload => Buffer.from(payload).toString("hex"));
	assert.equal(bytes(adjusted.broker.payloads("/result")), bytes(plain.broker.payloads("/result")));
});

test("each condition that acts at once is felt by the next frame", () => {
	const { core, next, log } = bench();
	const calm = next();
	assert.is(calm.text, TEXT);
	const felt: [string, number, (result: ReturnType<typeof decodeResult>) => boolean][] = [
		["noise", 225, ({ margins, snr }) => least(margins) < least(calm.margins) && snr < calm.snr - 200],
		["amplitude", 1, ({ margins }) => mean(margins) < 0.6 * mean(calm.margins)],
		["spacing", 0.5, ({ margins, text }) => text !== TEXT || mean(margins) < mean(calm.margins)],
		["fluctuation", 30, ({ margins }) => least(margins) < least(calm.margins)],
		["converterBits", 3, ({ margins }) => margins.every(margin => margin % 42 <= 4 || margin % 42 >= 38)],
		["wires", 20, ({ margins }) => mean(margins) < 0.9 * mean(calm.margins)],
		["age", 1e9, ({ margins }) => mean(margins) < 0.8 * mean(calm.margins)],
	];
	for (const [name, value, holds] of felt) {
		core.adjust(name, value);
		const { margins, text, snr, kind } = next();
		assert.is(kind, "letters", name);
		assert.ok(holds({ ...calm, margins, text, snr }), `${name} ${value}: ${text} ${[...margins]} SNR ${snr}`);
		core.adjust(name, core.conditions.find(condition => condition.name === name)!.published);
	}
	const { text, margins } = next();
	assert.is(text, TEXT);
	assert.ok(Math.abs(mean(margins) - mean(calm.margins)) < 2);
	assert.equal(log, []);
});

test("a coarser write tolerance reaches the weights when they are programmed again, and programming makes cells new", () => {
	const { core, next, runtime, time } = bench();
	next();
	const before = core.crossbars[1].cells.slice();
	core.adjust("tolerance", 30);
	assert.ok(core.wantsProgramming);
	next();
	assert.equal(core.crossbars[1].cells, before);
	core.adjust("age", 1e6);
	assert.not.equal(core.crossbars[1].cells, before);
	let opened = false;
	time.advanceUntil(() => {
		if (!opened)
			try {
				runtime.reopen(() => {});
				opened = true;
			} catch {}
		return opened;
	});
	time.advanceUntil(() => !core.wantsProgramming);
	assert.is(core.condition("age"), 0);
	const wide = relativeErrors(core);
	core.adjust("tolerance", 3.5);
	assert.ok(wide > 0.06, `mean error ${wide}`);
});

test("other memory cells have their own conditions; changed and changed back they are the chip they were", () => {
	const profile = fmcOn("pcm");
	const core = new AdjustableFmcCore(profile);
	const names = core.conditions.map(({ name }) => name);
	assert.equal(names, ["noise", "amplitude", "spacing", "converterBits", "wires", "age"]);
	for (const { name, high, published } of core.conditions) {
		core.adjust(name, high);
		core.adjust(name, published);
	}
	assert.equal(core.present, profile);
	assert.ok(core.wantsProgramming, "cells that drift by their published model are written as old as they are to be");
});

test("a condition or a value that is not there is refused", () => {
	const core = new AdjustableFmcCore(fmc);
	assert.throws(() => core.adjust("humidity", 1), /no condition humidity: there are noise,/);
	assert.throws(() => core.adjust("noise", -1), /noise is -1: it must be 0 to 225/);
	assert.throws(() => core.adjust("noise", Number.NaN), RangeError);
	assert.throws(() => core.adjust("converterBits", 4.5), /steps of 1/);
});

/** Mean of |G - target| / target over the weights. */
function relativeErrors(core: AdjustableFmcCore): number {
	const [, weights] = core.crossbars;
	let sum = 0;
	for (let n = 0; n < weights.cells.length; n++)
		sum += Math.abs(weights.conductance(n) - core.targets[1][n]) / core.targets[1][n];
	return sum / weights.cells.length;
}

test.run();
