// What holds for every cell that is known by its published statistics.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ConductiveOxideCell } from "../../../../firmware/emulator/devices/conductive-oxide";
import { FloatingGateCell } from "../../../../firmware/emulator/devices/floating-gate";
import { HafniumOxideCell } from "../../../../firmware/emulator/devices/hafnium-oxide";
import { crossSimFit, NeurramOxideCell } from "../../../../firmware/emulator/devices/neurram-oxide";
import { PhaseChangeCell } from "../../../../firmware/emulator/devices/phase-change";
import type { PublishedCell } from "../../../../firmware/emulator/devices/published-cell";
import { TunnelJunctionCell } from "../../../../firmware/emulator/devices/tunnel-junction";
import { Random } from "../../../../firmware/math/random";
import { statistics } from "../../../support/samples";

const DAY = 86_400;

const cells: [string, PublishedCell][] = [
	["NeuRRAM's oxide", new NeurramOxideCell()],
	["NeuRRAM's oxide, CrossSim's fit", new NeurramOxideCell(crossSimFit)],
	["CMO/HfOx", new ConductiveOxideCell("2 %")],
	["HfOx of Milo", new HafniumOxideCell()],
	["phase change", new PhaseChangeCell()],
	["SONOS", new FloatingGateCell()],
	["tunnel junctions", new TunnelJunctionCell()],
];

for (const [name, cell] of cells) {
	const { minimum, maximum, lowest, highest } = cell;
	const inReach = (value: number) => value >= lowest && value <= highest;

	test(`${name}: never out of reach, whatever is done`, () => {
		assert.ok(lowest <= minimum && minimum < maximum && maximum <= highest);
		const random = new Random(1);
		for (let n = 0; n < 5000; n++) {
			const from = lowest + random.uniform() * (highest - lowest);
			const target = minimum + random.uniform() * (maximum - minimum);
			assert.ok(inReach(cell.erased(random)));
			assert.ok(inReach(cell.programmed(target, random)));
			assert.ok(inReach(cell.pulse(from, from, target, random)));
			assert.ok(inReach(cell.relax(from, DAY * random.uniform(), random)));
			assert.ok(cell.readNoise(from, DAY) >= 0);
		}
	});

	test(`${name}: time draws as many numbers early as late`, () => {
		const after = (seconds: number) => {
			const random = new Random(5);
			cell.relax((minimum + maximum) / 2, seconds, random);
			return random.int32();
		};
		for (const seconds of [0, 1e-3, 1, 20, DAY, 100 * DAY]) assert.is(after(seconds), after(1), `${seconds} s`);
	});

	test(`${name}: pulses go towards the target, up and down`, () => {
		const random = new Random(2);
		for (const [from, to] of [
			[minimum, maximum],
			[maximum, minimum],
		]) {
			const { mean } = statistics(2000, () => (cell.pulse(from, from, to, random) - from) / (to - from));
			assert.ok(mean > 0.4 && mean < 1.02, `${mean} of the way`);
		}
	});

	test(`${name}: linear at the tones' few millivolts`, () => {
		assert.ok(Math.abs(cell.fundamentalGain(0.002) - 1) < 1e-4);
	});
}

test("the expected conductance is the mean of what time makes of it", () => {
	const random = new Random(3);
	for (const cell of [new PhaseChangeCell(), new ConductiveOxideCell()])
		for (const part of [0.3, 0.9])
			for (const seconds of [5, 3600, DAY]) {
				const g = cell.minimum + part * (cell.maximum - cell.minimum);
				const { mean, deviation } = statistics(20_000, () => cell.relax(g, seconds, random));
				assert.ok(Math.abs(mean - cell.expected(g, seconds)) <= (5 * deviation) / Math.sqrt(20_000));
			}
});

test.run();
