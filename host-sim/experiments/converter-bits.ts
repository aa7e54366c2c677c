import { type Experiment, row } from "./experiment";
import { LetterCircuit } from "./letter-circuit";
import { relativeError } from "./measure";

/** Samples per window: four times what sixteen tones need at least. */
const SAMPLES = 64;
/** Bits, expected score error in percent and letters right: equal, Newman. */
const POINTS = [
	{ bits: 2, equal: 42, newman: 23 },
	{ bits: 3, equal: 16, newman: 10 },
	{ bits: 4, equal: 7, newman: 5 },
	{ bits: 6, equal: 2, newman: 1.3 },
	{ bits: 8, equal: 0.5, newman: 0.3 },
];
const FACTOR = 1.5;

export const converterBits: Experiment = {
	id: "E13",
	title: "Converter before demodulation",
	mirrors: "low-bit converters of the same group's communication-aware chip",
	claim:
		"A converter that samples the whole multi-tone column spends its range on the peak of sixteen tones; phases that keep the peak low are worth bits. " +
		"64 samples a window, two's complement, rounding to nearest, full scale the peak of that column (the difference of its pair). Measured: rms score error " +
		"over rms score. The source gives neither samples nor rounding, and 2 bits are 4 codes: errors are held to a factor of 1.5.",
	run() {
		const circuit = new LetterCircuit();
		const exact = circuit.ideal();
		const rows = [];
		const errors = { equal: [] as number[], newman: [] as number[] };
		for (const point of POINTS)
			for (const phases of ["equal", "newman"] as const) {
				const shot = circuit.shoot({ phases, bitsBefore: point.bits, samples: SAMPLES });
				const error = 100 * relativeError(shot.scores, exact);
				errors[phases].push(error);
				const expected = point[phases];
				const name = `${point.bits} bits, ${phases === "equal" ? "equal" : "Newman"} phases`;
				rows.push(row(name, error, "%", `${expected} %`, expected / FACTOR, expected * FACTOR));
				if (point.bits === 2)
					rows.push(
						phases === "equal"
							? row(`letters right, ${name}`, shot.right, "of 16", "14 of 16", 14, 16)
							: row(`letters right, ${name}`, shot.right, "of 16", "16 of 16", 16, 16),
					);
			}
		const bits = POINTS.map(point => point.bits);
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E13: score error against bits of a converter before demodulation",
				x: { label: "Converter (bits)", low: 2, high: 8 },
				y: { label: "Score error (%)", scale: "log", low: 0.1, high: 100 },
				series: [
					{ label: "equal phases", x: bits, y: errors.equal, mark: "both" },
					{ label: "Newman phases", x: bits, y: errors.newman, mark: "both" },
					{
						label: "expected",
						x: [...bits, ...bits],
						y: [...POINTS.map(point => point.equal), ...POINTS.map(point => point.newman)],
						mark: "points",
						reference: true,
					},
				],
			},
		};
	},
};
