import { fmc } from "../../firmware/emulator/profiles/fmc";
import { collect, Demodulator, ToneSource } from "../../firmware/emulator/waveform";
import { cosTurns } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { comb, relativeError } from "./measure";

const ROWS = 25;
const COLUMNS = 9;
/** Samples per cycle of the highest frequency that is used. */
const OVERSAMPLING = 8;

export const throughput: Experiment = {
	id: "E21",
	title: "Throughput against time multiplexing",
	mirrors: "the parallelism claim of FMC, as a control",
	claim:
		"Frequency multiplexing makes no capacity. In a window T, K tones 1/T apart take the bandwidth B = K/T and carry K input vectors, 2K with both quadratures. The same band takes " +
		"2K vectors one after another, as band-limited pulses at the Nyquist rate 2B. Both go through the same 25 x 9 array sample by sample, and both give all 2K products exactly; what " +
		"differs is the guard time, once a window. Measured: largest relative rms error of the products, and products per second and hertz of the highest frequency used.",
	run({ seed, quick }) {
		const random = new Random(seed, 21);
		const worst = { frequency: 0, time: 0 };
		const perHertz = { frequency: [] as number[], time: [] as number[] };
		for (const tones of quick ? [1, 16] : [1, 4, 16, 64]) {
			const vectors = 2 * tones;
			const conductances = Float64Array.from({ length: ROWS * COLUMNS }, () => 1e-4 + 9e-4 * random.uniform());
			const inputs = Float64Array.from({ length: ROWS * vectors }, () => 2e-3 * (2 * random.uniform() - 1));
			const exact = new Float64Array(COLUMNS * vectors);
			for (let j = 0; j < COLUMNS; j++)
				for (let v = 0; v < vectors; v++)
					for (let i = 0; i < ROWS; i++)
						exact[j * vectors + v] += conductances[i * COLUMNS + j] * inputs[i * vectors + v];
			for (const way of ["frequency", "time"] as const) {
				const { products, highestCycle } =
					way === "frequency"
						? multiplexByFrequency(conductances, inputs, tones)
						: multiplexByTime(conductances, inputs, tones);
				worst[way] = Math.max(worst[way], relativeError(products, exact));
				perHertz[way].push(vectors / highestCycle);
			}
		}
		// Rates at the bandwidth of the default numerology: 16 tones in 2 ms, 8 kHz, one quadrature.
		const bandwidth = fmc.pictures / fmc.tones.window;
		const perSecond = (tones: number, guard: number) => tones / (tones / bandwidth + guard);
		const letters = perSecond(fmc.pictures, fmc.tones.guard);
		const rows = [
			row("largest error, tones", worst.frequency, "", "0", 0, 1e-12),
			row("largest error, pulses", worst.time, "", "0", 0, 1e-12),
			row("products per second and hertz, tones, fewest", Math.min(...perHertz.frequency), "", "2 for every K", 2, 2),
			row("products per second and hertz, tones, most", Math.max(...perHertz.frequency), "", "2 for every K", 2, 2),
			row("products per second and hertz, pulses, fewest", Math.min(...perHertz.time), "", "2, the same", 2, 2),
			row("products per second and hertz, pulses, most", Math.max(...perHertz.time), "", "2, the same", 2, 2),
			row("letters in 8 kHz, one quadrature, 0.5 ms guard", letters, "MVM/s", "0.8 of 8000", 6399.99, 6400.01),
		];
		const sweep = [1, 2, 4, 8, 16, 32, 64, 128, 256];
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E21: products a second in a band of 8 kHz",
				x: { label: "Tones K (window K / 8 kHz)", scale: "log", low: 1, high: 256 },
				y: { label: "Matrix-vector products a second", low: 0, high: 10000 },
				series: [
					{ label: "no guard time: always B", x: sweep, y: sweep.map(tones => perSecond(tones, 0)) },
					{
						label: "0.5 ms guard a window",
						x: sweep,
						y: sweep.map(tones => perSecond(tones, fmc.tones.guard)),
						mark: "both",
					},
				],
			},
			note: "What the tones buy is a quiet band away from direct current, one shot without clocking data, and cascades without converters.",
		};
	},
};

interface Multiplexed {
	/** Columns x vectors, amperes. */
	products: Float64Array;
	highestCycle: number;
}

/** Products of 2K vectors on K tones: vector k on the cosine, vector K + k on the sine of tone k. */
function multiplexByFrequency(conductances: Float64Array, inputs: Float64Array, tones: number): Multiplexed {
	const vectors = 2 * tones;
	const samples = vectors * OVERSAMPLING;
	const cycles = Float64Array.from({ length: vectors }, (_, v) => 1 + (v % tones));
	const phases = Float64Array.from({ length: vectors }, (_, v) => (v < tones ? 0 : 0.25));
	const carriers = { cycles, phases, samples };
	const voltages = new Float64Array(ROWS * samples);
	const currents = new Float64Array(COLUMNS * samples);
	const products = new Float64Array(COLUMNS * vectors);
	new ToneSource(carriers).synthesise(inputs, ROWS, voltages);
	collect(conductances, ROWS, COLUMNS, voltages, samples, currents);
	new Demodulator(carriers).coherent(currents, COLUMNS, products);
	return { products, highestCycle: highestCycle(voltages, samples) };
}

/** The same one after another: 2K pulses that are band-limited to K cycles a window, read at their peaks. */
function multiplexByTime(conductances: Float64Array, inputs: Float64Array, tones: number): Multiplexed {
	const vectors = 2 * tones;
	const samples = vectors * OVERSAMPLING;
	// Dirichlet's pulse of period 2K: 1 at its own instant, 0 at those of the others.
	const pulse = new Float64Array(samples);
	for (let n = 0; n < samples; n++) {
		let sum = 1 + cosTurns((tones * n) / samples);
		for (let k = 1; k < tones; k++) sum += 2 * cosTurns((k * n) / samples);
		pulse[n] = sum / vectors;
	}
	const voltages = new Float64Array(ROWS * samples);
	for (let i = 0; i < ROWS; i++)
		for (let v = 0; v < vectors; v++)
			for (let n = 0; n < samples; n++)
				voltages[i * samples + n] += inputs[i * vectors + v] * pulse[(n - v * OVERSAMPLING + samples) % samples];
	const currents = new Float64Array(COLUMNS * samples);
	collect(conductances, ROWS, COLUMNS, voltages, samples, currents);
	const products = new Float64Array(COLUMNS * vectors);
	for (let j = 0; j < COLUMNS; j++)
		for (let v = 0; v < vectors; v++) products[j * vectors + v] = currents[j * samples + v * OVERSAMPLING];
	return { products, highestCycle: highestCycle(voltages, samples) };
}

/** The highest frequency that a signal uses, in cycles per window: bandwidth times window. First row. */
function highestCycle(voltages: Float64Array, samples: number): number {
	const cycles = comb(1, 1, samples / 2 - 1);
	const demodulator = new Demodulator({ cycles, phases: new Float64Array(cycles.length), samples });
	const magnitudes = new Float64Array(cycles.length);
	demodulator.magnitude(voltages, 1, magnitudes, new Float64Array(cycles.length));
	const threshold = 1e-9 * Math.max(...magnitudes);
	return 1 + magnitudes.findLastIndex(magnitude => magnitude > threshold);
}
