import { Activation, ConverterKind } from "../../accelerator/registers";
import type { Random } from "../../math/random";
import type { OperatingPoint } from "../core";
import { type Charging, copyVector, type Vectors } from "../kernels/kernels";
import { type CoreFaults, neuronOfColumn } from "./die";
import { vectorsTime } from "./estimates";
import { lowBits, magnitudeBits } from "./input-bits";
import { parallelError } from "./parallel-error";
import { type SelectedProduct, SQUARE_UNIT } from "./selected-product";
import type { Shared } from "./shared";

/** What the multiplies of one command add up to. */
export interface Tally {
	outputs: number;
	conversions: number;
	/** Seconds of the slowest core. */
	seconds: number;
	energy: number;
	/** Sum of the variances of all conversions, volts squared. */
	variance: number;
}

/** One multiply of one core. */
export interface Operation {
	product: SelectedProduct;
	point: OperatingPoint;
	faults: CoreFaults;
	/** The lines that are converted, a byte a line: rows where `backward`. */
	converted: Uint8Array;
	backward: boolean;
	/** Place of the core on the die, and how many others of its column are at work. */
	row: number;
	column: number;
	alongside: number;
	random: Random;
	outputs: Int16Array;
	tally: Tally;
	/** Simulated time so far. */
	seconds: number;
}

/** Inputs through drivers, lines and neurons: one pass of up to four input bits, or two that are shifted and added. */
export class Passes {
	readonly #shared: Shared;
	/** Inputs of one of two passes. */
	#part = new Int16Array(0);
	/** Codes of the second pass, and charges that other neurons convert. */
	#added = new Int16Array(0);
	#charges = new Float64Array(0);
	readonly #charging: Charging;
	readonly #injected: Int8Array;

	constructor(shared: Shared) {
		const { lines } = shared.profile;
		this.#shared = shared;
		this.#charging = {
			slopes: new Float64Array(lines),
			offsets: new Float64Array(lines),
			conversion: 0,
			reading: 0,
			seed: 0,
			stream: 0,
		};
		this.#injected = new Int8Array(shared.profile.lines);
	}

	/** The first `vectors` of the inputs; codes go to outputs[to..). */
	run(operation: Operation, inputs: Vectors, vectors: number, to: number): void {
		const { profile, neuron } = this.#shared;
		const { point, product, outputs } = operation;
		const low = lowBits(point);
		const all = magnitudeBits(point);
		neuron.set(point, profile.neuron.stepOffset, low);
		if (low === 0) {
			this.#runPass(operation, inputs, vectors, all, to, false);
			this.#limit(operation, to, vectors * product.outputs);
			return;
		}
		const count = vectors * product.values;
		if (this.#part.length < count) this.#part = new Int16Array(count);
		const whole = this.#sideBySide(inputs, product.values, vectors);
		for (let n = 0; n < count; n++) {
			const value = whole[n];
			this.#part[n] = value < 0 ? -(-value >> low) : value >> low;
		}
		this.#runPass(operation, this.#part, vectors, all - low, to, false);
		const end = to + vectors * product.outputs;
		for (let n = to; n < end; n++) outputs[n] = outputs[n] * (1 << low) + (1 << (low - 1));
		for (let n = 0; n < count; n++) {
			const value = whole[n];
			this.#part[n] = value < 0 ? -(-value & ((1 << low) - 1)) : value & ((1 << low) - 1);
		}
		this.#runPass(operation, this.#part, vectors, low, to, true);
		this.#limit(operation, to, vectors * product.outputs);
	}

	#sideBySide(inputs: Vectors, values: number, vectors: number): Int16Array {
		if (!("source" in inputs)) return inputs;
		const copies = new Int16Array(vectors * values);
		for (let vector = 0; vector < vectors; vector++) copyVector(inputs, vector, values, copies, vector * values);
		return copies;
	}

	/** One set of input bits: all their pulses, then the conversion. `add`: the codes are added to what is there. */
	#runPass(operation: Operation, inputs: Vectors, vectors: number, bits: number, to: number, add: boolean): void {
		const { profile, neuron, readNoise } = this.#shared;
		const { neuron: circuit } = profile;
		const { product, point, faults, converted, backward, random, outputs, tally } = operation;
		const { gains, offsets } = faults;
		const voltage = (point.positiveVoltage + point.negativeVoltage) / 2;
		const scale = 2 * point.pulseMultiplier * circuit.attenuation * voltage;
		const samples = 2 * point.pulseMultiplier * ((1 << bits) - 1);
		const imbalance = (point.positiveVoltage - point.negativeVoltage - circuit.balance) / 2;
		const together = parallelError(profile, operation.row, operation.alongside);
		const common =
			samples * circuit.attenuation * imbalance +
			point.comparatorOffset -
			circuit.comparatorOffset +
			together.offset * circuit.code;
		const own = circuit.noise * circuit.noise + together.noise * together.noise;
		const charging = this.#charging;
		charging.conversion = own * circuit.code * circuit.code;
		charging.reading = readNoise * readNoise * scale * scale * SQUARE_UNIT;
		charging.seed = random.int32();
		charging.stream = random.int32();
		let j = 0;
		for (let line = 0; line < profile.lines; line++) {
			if (converted[line] === 0) continue;
			const index = backward ? line : neuronOfColumn(line, profile.lines);
			charging.slopes[j] = scale * (1 + gains[index]);
			charging.offsets[j++] = common + offsets[index];
		}

		const voltages = product.product;
		if (!voltages) return;
		const count = vectors * product.outputs;
		let steps = 0;
		if (point.activation === Activation.LINEAR && point.converter === ConverterKind.DECREMENT) {
			const codes = add ? this.#room(count) : outputs.subarray(to, to + count);
			voltages.codes(inputs, vectors, charging, neuron.decrement, codes);
			if (add) for (let n = 0; n < count; n++) outputs[to + n] += codes[n];
			neuron.clipped += voltages.clipped;
			steps = voltages.steps;
		} else {
			if (this.#charges.length < count) this.#charges = new Float64Array(count);
			voltages.charges(inputs, vectors, charging, this.#charges);
			for (let vector = 0; vector < vectors; vector++) steps += this.#convert(operation, vector, to, add);
		}
		tally.variance += voltages.variance;
		tally.conversions += count;
		operation.seconds += vectorsTime(profile, operation.column, vectors, 2 * bits, samples, steps);
	}

	/** Charges of one vector through neurons that do more than count. Returns the most steps of a conversion. */
	#convert(operation: Operation, vector: number, to: number, add: boolean): number {
		const { neuron, profile } = this.#shared;
		const { point, outputs, product, converted, backward } = operation;
		const stochastic = point.activation === Activation.STOCHASTIC;
		if (stochastic) this.#inject(point.noisePulses);
		neuron.steps = 0;
		let n = vector * product.outputs;
		for (let line = 0; line < profile.lines; line++) {
			if (converted[line] === 0) continue;
			const index = backward ? line : neuronOfColumn(line, profile.lines);
			let charge = this.#charges[n];
			if (stochastic) charge += point.noiseAmplitude * this.#injected[index];
			const code = neuron.convert(charge);
			outputs[to + n] = add ? outputs[to + n] + code : code;
			n++;
		}
		return neuron.steps;
	}

	/** For the codes of a second pass. */
	#room(count: number): Int16Array {
		if (this.#added.length < count) this.#added = new Int16Array(count);
		return this.#added;
	}

	/** Sum of the injections' signs for each neuron. */
	#inject(pulses: number): void {
		const { noise } = this.#shared;
		const sums = this.#injected.fill(0);
		for (let pulse = 0; pulse < pulses; pulse++) {
			noise.shift();
			for (let neuron = 0; neuron < sums.length; neuron++) sums[neuron] += noise.bit(neuron) === 0 ? -1 : 1;
		}
	}

	/** Codes into the range of the output bits. */
	#limit({ point, outputs }: Operation, to: number, count: number): void {
		const { outputBits, activation } = point;
		const signed = activation === Activation.LINEAR || activation === Activation.TANH;
		const most = signed ? (1 << (outputBits - 1)) - 1 : (1 << outputBits) - 1;
		const least = signed ? -most - 1 : 0;
		// of one pass the decrement has clipped already
		if (lowBits(point) === 0 && signed && point.converter === ConverterKind.DECREMENT && point.decrementSteps <= most)
			return;
		for (let n = to; n < to + count; n++) {
			const code = outputs[n];
			if (code > most || code < least) this.#shared.neuron.clipped++;
			outputs[n] = code > most ? most : Math.max(code, least);
		}
	}
}
Object.freeze(Passes.prototype);
