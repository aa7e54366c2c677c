import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	amplify,
	collect,
	convert,
	Demodulator,
	distort,
	newmanPhases,
	peak,
	ToneSource,
} from "../../../firmware/emulator/waveform";
import { Random } from "../../../firmware/math/random";

const comb = (count: number, first = 1, spacing = 1) =>
	Float64Array.from({ length: count }, (_, k) => first + k * spacing);

test("in-phase and quadrature amplitudes of each tone come back exactly", () => {
	const samples = 64;
	const phases = Float64Array.from([0.1, 0.7, 0.33]);
	const sent = { cycles: Float64Array.from([1, 5, 31]), phases, samples };
	const signal = new Float64Array(samples);
	new ToneSource(sent).synthesise(Float64Array.from([2, -3, 0.5]), 1, signal);
	const receiver = new Demodulator(sent);
	const found = new Float64Array(3);
	receiver.coherent(signal, 1, found);
	assert.ok(Math.max(...[2, -3, 0.5].map((value, k) => Math.abs(value - found[k]))) < 1e-13, `${found}`);
	receiver.quadrature(signal, 1, found);
	assert.ok(Math.max(...found.map(Math.abs)) < 1e-13, `${found}`);
	const ahead = { ...sent, phases: phases.map(turns => turns + 0.25) };
	new ToneSource(ahead).synthesise(Float64Array.from([2, -3, 0.5]), 1, signal);
	receiver.quadrature(signal, 1, found);
	assert.ok(Math.max(...[2, -3, 0.5].map((value, k) => Math.abs(value - found[k]))) < 1e-13, `${found}`);
});

test("the magnitude alone loses the sign and does not care about the phase", () => {
	const samples = 32;
	const signal = new Float64Array(samples);
	new ToneSource({ cycles: comb(2), phases: [0.2, 0.9], samples }).synthesise(Float64Array.from([-2, 3]), 1, signal);
	const found = new Float64Array(2);
	new Demodulator({ cycles: comb(2), phases: [0, 0], samples }).magnitude(signal, 1, found, new Float64Array(2));
	assert.ok(Math.abs(found[0] - 2) < 1e-13 && Math.abs(found[1] - 3) < 1e-13, `${found}`);
});

test("off its bin a tone leaks as sinc: -60, -40 and -21 dB into the next bin", () => {
	const samples = 4096;
	const signal = new Float64Array(samples);
	const found = new Float64Array(1);
	for (const [offset, decibel] of [
		[1e-3, -60],
		[1e-2, -40],
		[0.1, -21],
	]) {
		// High up, where the mirror image at negative frequency is far away.
		new ToneSource({ cycles: [1000 + offset], phases: [0], samples }).synthesise(Float64Array.of(1), 1, signal);
		new Demodulator({ cycles: [999], phases: [0], samples }).magnitude(signal, 1, found, new Float64Array(1));
		assert.ok(Math.abs(20 * Math.log10(found[0]) - decibel) < 0.5, `${offset}: ${20 * Math.log10(found[0])} dB`);
	}
});

test("Newman phases bring the crest of sixteen equal tones from 5.66 to below 2.6", () => {
	const samples = 1024;
	const signal = new Float64Array(samples);
	const crest = (phases: Float64Array) => {
		new ToneSource({ cycles: comb(16), phases, samples }).synthesise(new Float64Array(16).fill(1), 1, signal);
		return peak(signal, 0, samples) / Math.sqrt(8);
	};
	assert.ok(Math.abs(crest(new Float64Array(16)) - 5.657) < 1e-3);
	const newman = crest(newmanPhases(16));
	process.stdout.write(`\nmeasured: crest factor of sixteen equal tones with Newman phases ${newman.toFixed(2)}\n`);
	assert.ok(newman < 2.6);
});

test("a single tone through sinh cells gains 3/4 g3 U^2 and makes a third harmonic of a third of that", () => {
	const samples = 64;
	const amplitude = 20e-3;
	const g3 = 1 / (6 * 0.2 ** 2);
	const signal = new Float64Array(samples);
	new ToneSource({ cycles: [3], phases: [0], samples }).synthesise(Float64Array.of(amplitude), 1, signal);
	distort(signal, samples, 0.2);
	const found = new Float64Array(2);
	new Demodulator({ cycles: [3, 9], phases: [0, 0], samples }).coherent(signal, 1, found);
	const gain = found[0] / amplitude - 1;
	assert.ok(Math.abs(gain / (0.75 * g3 * amplitude ** 2) - 1) < 2e-3, `${gain}`);
	assert.ok(Math.abs(found[1] / amplitude / gain - 1 / 3) < 2e-3, `${found[1]}`);
});

test("columns collect what Kirchhoff says, in every window", () => {
	const currents = new Float64Array(4).fill(99);
	collect(Float64Array.from([1, 2, 10, 20]), 2, 2, Float64Array.from([1, 2, 3, 4]), 2, currents);
	assert.equal([...currents], [31, 42, 62, 84]);
});

test("the amplifier inverts and clips at its supply", () => {
	const signal = Float64Array.from([1e-3, -2e-3, 0.5]);
	amplify(signal, 3, 625, 1);
	assert.equal([...signal], [-0.625, 1, -1]);
});

test("the converter rounds to two's complement codes, keeps to its range, and with one bit gives the sign", () => {
	const signal = Float64Array.from([0, 0.12, 0.13, -0.9, 5, -5]);
	convert(signal, 0, 6, 3, 1);
	assert.equal([...signal], [0, 0, 0.25, -1, 0.75, -1]);
	const sign = Float64Array.from([9, 9, 0.1, -0.1]);
	convert(sign, 1, 2, 1, 1);
	assert.equal([...sign], [9, 9, 0.5, -0.5]);
});

test("quantisation noise per bin follows 4.77 + 6.02 b + 10 log(N/K) - 20 log crest within 0.3 dB", () => {
	const random = new Random(1);
	for (const tones of [16, 64, 256])
		for (const bits of [6, 8]) {
			const samples = 8 * tones;
			const draws = 4096 / tones;
			let ratio = 0;
			for (let draw = 0; draw < draws; draw++) {
				const carriers = {
					cycles: comb(tones),
					phases: Float64Array.from(comb(tones), () => random.uniform()),
					samples,
				};
				const amplitudes = new Float64Array(tones).fill(1);
				const signal = new Float64Array(samples);
				new ToneSource(carriers).synthesise(amplitudes, 1, signal);
				// The highest code is one step below the full scale: room for it, so that nothing clips.
				const fullScale = peak(signal, 0, samples) / (1 - 2 ** (1 - bits));
				const crest = fullScale / Math.sqrt(tones / 2);
				convert(signal, 0, samples, bits, fullScale);
				const found = new Float64Array(tones);
				new Demodulator(carriers).coherent(signal, 1, found);
				let noise = 0;
				for (const value of found) noise += (value - 1) ** 2 / tones;
				const decibels = 4.77 + 6.02 * bits + 10 * Math.log10(samples / tones) - 20 * Math.log10(crest);
				ratio += (noise * 10 ** (decibels / 10)) / draws;
			}
			const difference = 10 * Math.log10(ratio);
			assert.ok(Math.abs(difference) < 0.3, `${tones} tones, ${bits} bits: ${difference} dB more noise`);
		}
});

test.run();
