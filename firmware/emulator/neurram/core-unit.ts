import { Activation, ConverterKind, LineSide, Mode } from "../../accelerator/registers";
import { CimError } from "../../errors";
import type { Random } from "../../math/random";
import type { OperatingPoint } from "../core";
import type { CellModel } from "../devices/cell";
import type { Kernels } from "../kernels/kernels";
import type { NeurramProfile } from "../profiles/neurram";
import { type CoreFaults, coreFaults, neuronOfColumn } from "./die";
import { vectorEnergy, vectorTime } from "./estimates";
import { feedBack } from "./feed-back";
import { lowBits, magnitudeBits, PASS_BITS } from "./input-bits";
import type { Neuron } from "./neuron";
import { parallelError } from "./parallel-error";
import { RelaxingCells } from "./relaxing-cells";
import { SelectedProduct, type Selection, type Sums } from "./selected-product";
import type { ShiftRegisterNoise } from "./shift-register-noise";

/** An operating point that this chip cannot have. */
export class NeurramError extends CimError {}

/** What the cores of one chip share. */
export interface Shared {
	readonly profile: NeurramProfile;
	readonly kernels: Kernels;
	readonly cell: CellModel;
	/** Siemens of one unit of the cells. */
	readonly step: number;
	/** Relative read noise. */
	readonly readNoise: number;
	readonly neuron: Neuron;
	readonly sums: Sums;
	readonly noise: ShiftRegisterNoise;
}

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

/** One of the 48 cores: its cells once they are used, the selected lines, the operating point, the inputs. */
export class CoreUnit {
	readonly #shared: Shared;
	readonly #number: number;
	readonly #row: number;
	readonly #column: number;
	readonly #point: OperatingPoint;
	readonly #rows: Uint8Array;
	readonly #columns: Uint8Array;
	#faults: CoreFaults | undefined;
	#cells: RelaxingCells | undefined;
	#product: SelectedProduct | undefined;
	/** What the product was prepared for. */
	#preparedSide = -1;
	#preparedChanges = -1;
	#inputs = new Int16Array(0);
	#pass = new Int16Array(0);

	constructor(shared: Shared, number: number, point: OperatingPoint) {
		const { lines, coreColumns } = shared.profile;
		this.#shared = shared;
		this.#number = number;
		this.#row = Math.floor(number / coreColumns);
		this.#column = number % coreColumns;
		this.#point = { ...point };
		this.#rows = new Uint8Array(lines);
		this.#columns = new Uint8Array(lines);
	}

	get faults(): CoreFaults {
		this.#faults ??= coreFaults(this.#shared.profile, this.#number);
		return this.#faults;
	}

	/** Made when first needed. */
	get cells(): RelaxingCells {
		if (this.#cells === undefined) {
			const { profile, cell, step } = this.#shared;
			const { unformed } = profile.cell;
			this.#cells = new RelaxingCells(profile.lines, cell, step, this.faults, unformed, profile.faults.leak);
		}
		return this.#cells;
	}

	/** Whether the cells exist: a core that was never written or used costs nothing. */
	get used(): boolean {
		return this.#cells !== undefined;
	}

	get point(): OperatingPoint {
		return this.#point;
	}

	/** Core row and column on the die. */
	get place(): { row: number; column: number } {
		return { row: this.#row, column: this.#column };
	}

	/** Forgets the selection and the inputs. */
	reset(point: OperatingPoint): void {
		this.configure(point);
		this.#rows.fill(0);
		this.#columns.fill(0);
		this.#inputs.fill(0);
		this.#preparedSide = -1;
	}

	select(side: number, lines: Uint8Array): void {
		(side === LineSide.ROWS ? this.#rows : this.#columns).set(lines);
		this.#preparedSide = -1;
	}

	/** Throws NeurramError. */
	configure(point: OperatingPoint): void {
		const { stepOffset } = this.#shared.profile.neuron;
		if (point.decrementUp <= stepOffset || point.decrementDown + stepOffset <= 0)
			throw new NeurramError(
				"no-charge-step",
				`steps of ${point.decrementUp} V up and ${point.decrementDown} V down add no charge; up must be above ${stepOffset} V`,
			);
		if (lowBits(point) > 0 && point.activation !== Activation.LINEAR)
			throw new NeurramError(
				"activation-in-two-passes",
				`inputs of ${point.inputBits} bits take two passes: activations are for at most ${PASS_BITS}`,
			);
		if (point.converter === ConverterKind.BINARY_SEARCH && point.outputBits - lowBits(point) < 1)
			throw new NeurramError("no-decisions", `${point.outputBits} output bits leave none for the low input bits`);
		Object.assign(this.#point, point);
		this.#preparedSide = -1;
	}

	/** Vectors number `first` on. */
	load(first: number, values: number, vectors: number, inputs: Int16Array): void {
		const end = (first + vectors) * values;
		if (this.#inputs.length < end) {
			const grown = new Int16Array(end);
			grown.set(this.#inputs);
			this.#inputs = grown;
			this.#pass = new Int16Array(end);
		}
		for (let n = 0; n < vectors * values; n++) this.#inputs[first * values + n] = inputs[n];
	}

	/** Outputs of one vector in a mode: the lines of the other side. */
	outputCount(mode: number): number {
		const lines = mode === Mode.BACKWARD ? this.#rows : this.#columns;
		let count = 0;
		for (const line of lines) count += line;
		return count;
	}

	/** `alongside`: other cores of the same core column that multiply at the same time. Outputs go to outputs[to..). */
	multiply(
		mode: number,
		vectors: number,
		alongside: number,
		random: Random,
		outputs: Int16Array,
		to: number,
		tally: Tally,
	): void {
		const product = this.#prepare(mode === Mode.BACKWARD ? LineSide.COLUMNS : LineSide.ROWS);
		const { counts } = this.#shared.profile.neuron;
		const run = { alongside, random, outputs, tally, seconds: 0 };
		if (this.#point.activation === Activation.STOCHASTIC) this.#shared.noise.seed(random);
		if (mode === Mode.RECURRENT)
			for (let step = 0; step < vectors; step++) {
				const at = to + step * product.outputs;
				this.#convert(product, mode, 1, at, run);
				feedBack(
					this.#point,
					counts[counts.length - 1],
					outputs,
					at,
					Math.min(product.values, product.outputs),
					this.#inputs,
				);
			}
		else this.#convert(product, mode, vectors, to, run);
		tally.outputs += vectors * product.outputs;
		if (run.seconds > tally.seconds) tally.seconds = run.seconds;
		const driven = product.values * (this.#paired(mode === Mode.BACKWARD ? LineSide.COLUMNS : LineSide.ROWS) ? 2 : 1);
		tally.energy += vectors * vectorEnergy(this.#shared.profile, driven, product.outputs);
	}

	/** The first `vectors` inputs through drivers, lines and neurons. */
	#convert(product: SelectedProduct, mode: number, vectors: number, to: number, run: Run): void {
		const { profile, neuron } = this.#shared;
		const point = this.#point;
		const low = lowBits(point);
		const all = magnitudeBits(point);
		neuron.set(point, profile.neuron.stepOffset, low);
		if (low === 0) {
			this.#runPass(product, mode, this.#inputs, vectors, all, to, run);
			this.#limit(to, vectors * product.outputs, run);
			return;
		}
		const count = vectors * product.values;
		const { outputs } = run;
		for (let n = 0; n < count; n++) {
			const value = this.#inputs[n];
			this.#pass[n] = value < 0 ? -(-value >> low) : value >> low;
		}
		this.#runPass(product, mode, this.#pass, vectors, all - low, to, run);
		const end = to + vectors * product.outputs;
		for (let n = to; n < end; n++) outputs[n] = outputs[n] * (1 << low) + (1 << (low - 1));
		for (let n = 0; n < count; n++) {
			const value = this.#inputs[n];
			this.#pass[n] = value < 0 ? -(-value & ((1 << low) - 1)) : value & ((1 << low) - 1);
		}
		this.#runPass(product, mode, this.#pass, vectors, low, to, run, true);
		this.#limit(to, vectors * product.outputs, run);
	}

	/** One set of input bits: all their pulses, then the conversion. `add`: the codes are added to what is there. */
	#runPass(
		product: SelectedProduct,
		mode: number,
		inputs: Int16Array,
		vectors: number,
		bits: number,
		to: number,
		run: Run,
		add = false,
	): void {
		const { profile, neuron, readNoise } = this.#shared;
		const { neuron: circuit } = profile;
		const { random, outputs, tally } = run;
		const point = this.#point;
		const { gains, offsets } = this.faults;
		const backward = mode === Mode.BACKWARD;
		const converted = backward ? this.#rows : this.#columns;
		const voltage = (point.positiveVoltage + point.negativeVoltage) / 2;
		const scale = 2 * point.pulseMultiplier * circuit.attenuation * voltage;
		const samples = 2 * point.pulseMultiplier * ((1 << bits) - 1);
		const imbalance = (point.positiveVoltage - point.negativeVoltage - circuit.balance) / 2;
		const together = parallelError(profile, this.#row, run.alongside);
		const common =
			samples * circuit.attenuation * imbalance +
			point.comparatorOffset -
			circuit.comparatorOffset +
			together.offset * circuit.code;
		const own = circuit.noise * circuit.noise + together.noise * together.noise;
		const ownVariance = own * circuit.code * circuit.code;
		const readVariance = readNoise * readNoise * scale * scale;
		const stochastic = point.activation === Activation.STOCHASTIC;

		product.multiply(inputs, vectors);
		let n = 0;
		for (let vector = 0; vector < vectors; vector++) {
			neuron.steps = 0;
			let j = 0;
			const injected = stochastic ? this.#inject() : undefined;
			for (let line = 0; line < profile.lines; line++) {
				if (converted[line] === 0) continue;
				const index = backward ? line : neuronOfColumn(line, profile.lines);
				const mean = product.mean(n, j);
				let charge = scale * (1 + gains[index]) * mean + common + offsets[index];
				let variance = ownVariance;
				if (readVariance > 0) variance += readVariance * product.variance(n, j, mean);
				if (variance > 0) charge += Math.sqrt(variance) * random.gaussian();
				if (injected) charge += point.noiseAmplitude * injected[index];
				const code = neuron.convert(charge);
				outputs[to + n] = add ? outputs[to + n] + code : code;
				tally.variance += variance;
				n++;
				j++;
			}
			run.seconds += vectorTime(profile, this.#column, 2 * bits, samples, neuron.steps);
		}
		tally.conversions += n;
	}

	/** Sum of the injections' signs for each neuron. */
	#inject(): Int8Array {
		const { noise, profile } = this.#shared;
		const sums = new Int8Array(profile.lines);
		for (let pulse = 0; pulse < this.#point.noisePulses; pulse++) {
			noise.shift();
			for (let neuron = 0; neuron < sums.length; neuron++) sums[neuron] += noise.bit(neuron) === 0 ? -1 : 1;
		}
		return sums;
	}

	/** Codes into the range of the output bits. */
	#limit(to: number, count: number, run: Run): void {
		const { outputBits, activation } = this.#point;
		const signed = activation === Activation.LINEAR || activation === Activation.TANH;
		const most = signed ? (1 << (outputBits - 1)) - 1 : (1 << outputBits) - 1;
		const least = signed ? -most - 1 : 0;
		const { outputs } = run;
		for (let n = to; n < to + count; n++) {
			const code = outputs[n];
			if (code > most || code < least) this.#shared.neuron.clipped++;
			outputs[n] = code > most ? most : Math.max(code, least);
		}
	}

	#paired(side: number): boolean {
		return (this.#point.pairs & (side === LineSide.ROWS ? 1 : 2)) !== 0;
	}

	#prepare(side: number): SelectedProduct {
		const { kernels, sums, profile, readNoise } = this.#shared;
		const cells = this.cells;
		this.#product ??= new SelectedProduct(kernels, sums);
		if (this.#preparedSide === side && this.#preparedChanges === cells.changes) return this.#product;
		const selection: Selection = {
			side,
			driven: side === LineSide.ROWS ? this.#rows : this.#columns,
			converted: side === LineSide.ROWS ? this.#columns : this.#rows,
			pairs: this.#paired(side),
			gating: this.#point.rowGating !== 0,
		};
		this.#product.prepare(cells, selection, readNoise > 0, profile.wires.segment, profile.wires.source);
		this.#preparedSide = side;
		this.#preparedChanges = cells.changes;
		return this.#product;
	}
}
Object.freeze(CoreUnit.prototype);

interface Run {
	alongside: number;
	random: Random;
	outputs: Int16Array;
	tally: Tally;
	seconds: number;
}
