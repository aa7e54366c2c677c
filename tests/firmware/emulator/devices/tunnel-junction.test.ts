// The few-level cell: its parameters are assumed, so the tests hold it to them.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nearestState } from "../../../../firmware/emulator/devices/cell";
import { OxideCell } from "../../../../firmware/emulator/devices/oxide";
import { junctionParameters, TunnelJunctionCell } from "../../../../firmware/emulator/devices/tunnel-junction";
import { fmc } from "../../../../firmware/emulator/profiles/fmc";
import { Random } from "../../../../firmware/math/random";
import { statistics, within } from "../../../support/samples";

const cell = new TunnelJunctionCell();

test("eight evenly spaced levels; largest over smallest is one plus the magnetoresistance", () => {
	const { levels } = cell;
	assert.is(levels.length, 8);
	const step = (levels[7] - levels[0]) / 7;
	for (let n = 0; n < 8; n++) assert.ok(within(levels[n], levels[0] + n * step, 1e-12));
	assert.ok(within(levels[7] / levels[0], 1 + junctionParameters.magnetoresistance, 1e-12));
	assert.ok(within(levels[7], 7 / junctionParameters.parallelResistance, 1e-12));
});

test("a wanted conductance goes to the nearest level, or stays where a cell takes any", () => {
	const { levels } = cell;
	const step = levels[1] - levels[0];
	for (let n = 0; n < 8; n++) {
		assert.is(nearestState(cell, levels[n] + 0.49 * step), levels[n]);
		assert.is(nearestState(cell, levels[n] - 0.49 * step), levels[n]);
	}
	assert.is(nearestState(cell, 0), levels[0]);
	assert.is(nearestState(cell, 1), levels[7]);
	assert.is(nearestState(new OxideCell(fmc.device), 4.56e-4), 4.56e-4);
});

test("a write lands on its level with the junctions' spread", () => {
	const random = new Random(1);
	const { parallelResistance, magnetoresistance, spread } = junctionParameters;
	cell.levels.forEach((level, state) => {
		const { mean, deviation } = statistics(20_000, () => cell.programmed(level, random));
		let squares = 0;
		for (let n = 0; n < 3; n++)
			squares += ((1 << n) / ((state >> n) & 1 ? 1 : 1 + magnetoresistance) / parallelResistance) ** 2;
		assert.ok(within(mean, level, 0.001), `level ${state}: mean ${mean}`);
		assert.ok(within(deviation, spread * Math.sqrt(squares), 0.02), `level ${state}: deviation ${deviation}`);
	});
});

test("a pulse switches but for its failures; a wrong junction is another level", () => {
	const random = new Random(2);
	let stayed = 0;
	const count = 40_000;
	for (let n = 0; n < count; n++) if (cell.pulse(2e-4, 2e-4, 5e-4, random) === 2e-4) stayed++;
	assert.ok(Math.abs(stayed / count - junctionParameters.pulseFailure) < 0.003);
	const wrong = new TunnelJunctionCell({ ...junctionParameters, writeError: 1, spread: 0 });
	assert.ok(within(wrong.programmed(wrong.levels[0], random), wrong.levels[7], 1e-12));
});

test.run();
