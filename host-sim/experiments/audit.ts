import { fmc } from "../../firmware/emulator/profiles/fmc";
import { type Experiment, row } from "./experiment";

// The estimate of the paper's table 3: 32 x 32 array, sixteen tones, 1 GHz symbols; one demodulator and one converter for
// each column and tone.
const SIZE = 32;
const TONES = 16;
const SYMBOLS_PER_SECOND = 1e9;
const CONVERTERS = SIZE * TONES;

/** Sides in micrometres, table 3; powers are the profile's. */
const SIDES = {
	source: [22, 34],
	amplifier: [46, 20],
	demodulator: [23, 38],
	crossbar: [320, 320],
	converter: [22, 70],
} as const;

export const audit: Experiment = {
	id: "E19",
	title: "Audit of throughput, power and area",
	mirrors: "FMC table 3 and performance claims",
	claim:
		"The paper's estimate recomputed from its own component table: 512 converters, 512 demodulators, 32 transimpedance amplifiers, one crossbar (carrier sources, 10 uW in all, " +
		"left out as there). One operation is one multiply-accumulate. An estimate on paper, not a measurement of silicon.",
	run() {
		const { power } = fmc;
		const parts = {
			converters: CONVERTERS * power.converter,
			demodulators: CONVERTERS * power.demodulator,
			amplifiers: SIZE * power.amplifier,
			crossbar: power.crossbar,
		};
		const total = parts.converters + parts.demodulators + parts.amplifiers + parts.crossbar;
		const rate = TONES * SIZE * SIZE * SYMBOLS_PER_SECOND;
		const area = (name: keyof typeof SIDES) => SIDES[name][0] * SIDES[name][1] * 1e-6;
		const squareMillimetres =
			CONVERTERS * (area("converter") + area("demodulator")) +
			SIZE * area("amplifier") +
			area("crossbar") +
			TONES * area("source");
		const analog = parts.amplifiers + parts.crossbar;
		return {
			rows: [
				row("throughput", rate * 1e-12, "TMAC/s", "16.4 TMAC/s", 16.384, 16.384),
				row("power", total, "W", "1.717 W", 1.717, 1.718),
				row("efficiency at 16 TOPS", 16 / total, "TOPS/W", "9.3 TOPS/W", 9.3, 9.35),
				row("efficiency at 16.4 TMAC/s", (rate * 1e-12) / total, "TOPS/W", "9.5 TOPS/W", 9.5, 9.55),
				row("converters' share of power", (100 * parts.converters) / total, "%", "92.4 %", 92.35, 92.45),
				row("demodulators' share of power", (100 * parts.demodulators) / total, "%", "7.5 %", 7.4, 7.5),
				row("everything else", (100 * analog) / total, "%", "0.13 %", 0.13, 0.135),
				row("energy per MAC", (total / rate) * 1e15, "fJ", "105 fJ", 104.5, 105.5),
				row("energy per MAC without converters", ((total - parts.converters) / rate) * 1e15, "fJ", "8 fJ", 7.5, 8.5),
				row("energy per MAC, amplifiers and crossbar", (analog / rate) * 1e15, "fJ", "0.14 fJ", 0.135, 0.145),
				row("area", squareMillimetres, "mm²", "1.38 to 1.39 mm² (paper 1.5)", 1.375, 1.395),
				row("512 x 512, 50 tones, 1 GHz", 50 * 512 * 512 * 1e9 * 1e-15, "PMAC/s", "13.1 (paper: 13 POPS)", 13.1, 13.11),
			],
			note: "Conversion is what costs: count conversions, not multiply-accumulates.",
		};
	},
};
