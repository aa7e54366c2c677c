import { ConductiveOxideCell } from "../../firmware/emulator/devices/conductive-oxide";
import { FloatingGateCell, READ_VOLTAGE } from "../../firmware/emulator/devices/floating-gate";
import { HafniumOxideCell } from "../../firmware/emulator/devices/hafnium-oxide";
import { aihwkitFit, crossSimFit, NeurramOxideCell } from "../../firmware/emulator/devices/neurram-oxide";
import { DRIFT_START, PhaseChangeCell } from "../../firmware/emulator/devices/phase-change";
import type { PublishedCell } from "../../firmware/emulator/devices/published-cell";
import { Random } from "../../firmware/math/random";
import { type Experiment, type ExperimentResult, type Row, type RunOptions, row, type Series } from "./experiment";
import { mean, standardDeviation } from "./measure";

const MICRO = 1e-6;
const NANO = 1e-9;
const HOUR = 3600;
const DAY = 86_400;

/** A published standard deviation, in microsiemens, of cells written to a conductance some time before. */
interface Published {
	name: string;
	cell: PublishedCell;
	seconds: number;
	time: string;
	/** Microsiemens: conductance, standard deviation. */
	values: readonly (readonly [number, number])[];
}

const aihwkit = new NeurramOxideCell(aihwkitFit);
const crossSim = new NeurramOxideCell(crossSimFit);
const phaseChange = new PhaseChangeCell();
const conductive = new ConductiveOxideCell();
const hafnium = new HafniumOxideCell();
const gate = new FloatingGateCell();
/** Microsiemens of a current in nanoamperes at the assumed read voltage. */
const fromNano = (current: number): number => (current * NANO) / READ_VOLTAGE / MICRO;

const published: readonly Published[] = [
	{
		name: "NeuRRAM, aihwkit's fit",
		cell: aihwkit,
		seconds: 1,
		time: "1 s",
		values: [
			[10, 2.26],
			[20, 2.02],
			[30, 1.53],
		],
	},
	{
		name: "NeuRRAM, aihwkit's fit",
		cell: aihwkit,
		seconds: DAY,
		time: "a day",
		values: [
			[15, 4],
			[20, 3.91],
			[30, 3.37],
		],
	},
	{
		name: "NeuRRAM, CrossSim's fit",
		cell: crossSim,
		seconds: 1,
		time: "1 s",
		values: [
			[10, 2.41],
			[20, 2.36],
			[30, 1.82],
		],
	},
	{ name: "CMO/HfOx", cell: conductive, seconds: HOUR, time: "an hour", values: [[40, 0.76]] },
	{ name: "CMO/HfOx", cell: conductive, seconds: DAY, time: "a day", values: [[40, 0.89]] },
	{
		name: "HfOx of Milo",
		cell: hafnium,
		seconds: 0,
		time: "programming",
		values: [
			[50, 4.3],
			[225, 2.7],
		],
	},
	{
		name: "phase change",
		cell: phaseChange,
		seconds: 0,
		time: "programming",
		values: [
			[5, 0.61],
			[20, 1.08],
		],
	},
	{ name: "SONOS", cell: gate, seconds: 0, time: "programming", values: [[fromNano(1600), fromNano(19.9)]] },
	{ name: "SONOS", cell: gate, seconds: 5 * DAY, time: "five days", values: [[fromNano(1600), fromNano(34.6)]] },
];

export const cellStatistics: Experiment = {
	id: "E22",
	title: "Memory cells of other kinds",
	mirrors: "Published models of cells: Wan 2022 (two fits), Falcone, Milo 2021, Nandakumar 2019, CrossSim's SONOS",
	claim:
		"Cells written to one conductance, read again some time later. Measured: standard deviation of the conductance, drawn; for phase " +
		"change also the drift exponent of (t / 20 s)^-nu over a day. Tunnel junctions are left out: their parameters are assumed.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed);
		const count = quick ? 4000 : 40_000;
		const draw = (next: () => number): number[] => Array.from({ length: count }, next);
		const rows: Row[] = [];
		for (const { name, cell, seconds, time, values } of published)
			for (const [conductance, expected] of values) {
				const found = draw(() => cell.relax(cell.programmed(conductance * MICRO, random), seconds, random));
				const unit = name === "SONOS" ? "nA" : "uS";
				const scale = name === "SONOS" ? READ_VOLTAGE / NANO : 1 / MICRO;
				const wanted = name === "SONOS" ? 1 / fromNano(1) : 1;
				const at = `${(conductance * wanted).toFixed(0)} ${unit}`;
				rows.push(
					row(
						`${name}, ${at}, ${time}`,
						standardDeviation(found) * scale,
						unit,
						`${(expected * wanted).toFixed(2)} ${unit}`,
						0.95 * expected * wanted,
						1.05 * expected * wanted,
					),
				);
			}
		const drift = (microsiemens: number): number[] =>
			draw(() => {
				const fresh = microsiemens * MICRO;
				return -Math.log(phaseChange.relax(fresh, DAY, random) / fresh) / Math.log(DAY / DRIFT_START);
			});
		rows.push(row("phase change, drift exponent at 25 uS", mean(drift(25)), "", "0.049", 0.0475, 0.0505));
		rows.push(row("phase change, drift exponent near 0 uS", mean(drift(0.01)), "", "0.10", 0.095, 0.105));
		const hour = draw(() => conductive.relax(40 * MICRO, HOUR, random) / MICRO - 40);
		rows.push(row("CMO/HfOx, mean change in an hour", mean(hour), "uS", "-0.73 uS", -0.77, -0.69));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E22: how far cells are from their target",
				x: { label: "Target, part of the largest conductance (%)" },
				y: { label: "Standard deviation, part of the largest (%)" },
				series: [
					curve("NeuRRAM 1 s, aihwkit", aihwkit, g => aihwkit.deviation(g, 1)),
					curve("NeuRRAM 1 s, CrossSim", crossSim, g => crossSim.deviation(g, 1)),
					curve("NeuRRAM 1 day, aihwkit", aihwkit, g => aihwkit.deviation(g, DAY)),
					curve("HfOx of Milo", hafnium, g => hafnium.deviation(g)),
					curve("phase change, programming", phaseChange, g => phaseChange.deviation(g)),
					curve("SONOS, 5 days", gate, g => gate.deviation(g, 5 * DAY)),
				],
			},
		};
	},
};

function curve(label: string, { minimum, maximum }: PublishedCell, deviation: (conductance: number) => number): Series {
	const x: number[] = [];
	const y: number[] = [];
	for (let n = 0; n <= 40; n++) {
		const conductance = minimum + (n / 40) * (maximum - minimum);
		x.push((100 * conductance) / maximum);
		y.push((100 * deviation(conductance)) / maximum);
	}
	return { label, x, y };
}
