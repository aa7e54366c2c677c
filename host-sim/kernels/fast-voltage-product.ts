import {
	type Charging,
	type Decrement,
	NOISE_BLOCK,
	type Vectors,
	type VoltageCells,
	type VoltageProduct,
} from "../../firmware/emulator/kernels/kernels";
import { FastIntegerMatrix, FastRealMatrix } from "./fast-matrix";
import { type KernelMemory, roundUp } from "./memory";

/** Constants of a line: inverse, sum of squares, slope, offset, reading. */
const CONSTANTS = 5;

/** Sixteen vectors at a time go through all stages, so that what is between them stays near the processor. */
export class FastVoltageProduct implements VoltageProduct {
	readonly rows: number;
	readonly columns: number;
	variance = 0;
	clipped = 0;
	steps = 0;
	readonly #memory: KernelMemory;
	readonly #signal: FastIntegerMatrix;
	/** Constants of the lines, one array after the other, each as long as a vector's sums. */
	readonly #constants: number;
	readonly #stride: number;
	readonly #inverses: Float64Array;
	#wired: FastRealMatrix | undefined;
	#weighted: FastIntegerMatrix | undefined;
	#squared: FastIntegerMatrix | undefined;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#memory = memory;
		this.#signal = new FastIntegerMatrix(memory, rows, columns);
		this.#stride = this.#signal.sumStride;
		this.#constants = memory.hold(this, CONSTANTS * this.#stride * 8);
		this.#inverses = new Float64Array(columns);
	}

	load({ differences, wired, weighted, squared, inverses, squareTotals }: VoltageCells): void {
		const { rows, columns } = this;
		this.#signal.load(differences);
		this.#wired = wired ? new FastRealMatrix(this.#memory, rows, columns) : undefined;
		this.#wired?.load(wired!);
		if (weighted && squared) {
			this.#weighted ??= new FastIntegerMatrix(this.#memory, rows, columns);
			this.#squared ??= new FastIntegerMatrix(this.#memory, rows, columns);
			this.#weighted.load(weighted);
			this.#squared.load(squared);
		} else this.#weighted = this.#squared = undefined;
		this.#inverses.set(inverses.subarray(0, columns));
		this.#constant(0).set(this.#inverses);
		this.#constant(1).set(squareTotals.subarray(0, columns));
	}

	charges(inputs: Vectors, vectors: number, charging: Charging, charges: Float64Array): void {
		const { columns } = this;
		const tile = this.#start(inputs, vectors, charging, vectors * columns * 8);
		for (let first = 0; first < vectors; first += NOISE_BLOCK)
			this.#charge(tile, first, Math.min(NOISE_BLOCK, vectors - first), charging, tile.outputs + first * columns * 8);
		charges.set(this.#memory.float64(tile.outputs, vectors * columns));
		this.variance = this.#memory.assembly.voltageVariance();
	}

	codes(inputs: Vectors, vectors: number, charging: Charging, decrement: Decrement, codes: Int16Array): void {
		const { columns } = this;
		const { up, down, limit } = decrement;
		const { assembly } = this.#memory;
		const tile = this.#start(inputs, vectors, charging, vectors * columns * 2);
		for (let first = 0; first < vectors; first += NOISE_BLOCK) {
			const count = Math.min(NOISE_BLOCK, vectors - first);
			this.#charge(tile, first, count, charging, tile.charges);
			assembly.decrementCharges(tile.charges, count, columns, up, down, limit, tile.outputs + first * columns * 2);
		}
		codes.set(this.#memory.int16(tile.outputs, vectors * columns));
		this.variance = assembly.voltageVariance();
		this.clipped = assembly.voltagesClipped();
		this.steps = assembly.voltageSteps();
	}

	/** Places everything; what is only needed for one tile is there once. */
	#start(inputs: Vectors, vectors: number, charging: Charging, outputBytes: number): Tile {
		const { rows, columns } = this;
		const stride = this.#stride;
		const line = NOISE_BLOCK * stride;
		const paddedBytes = this.#signal.inputBytes(NOISE_BLOCK) + 64;
		const realBytes = this.#wired ? roundUp(NOISE_BLOCK * rows * 8) : 0;
		const windows = "source" in inputs ? inputs : undefined;
		const given = windows?.source ?? (inputs as Int16Array).subarray(0, vectors * rows);
		const pieces = windows ? windows.pieces.length : 0;
		// room for eight numbers too many behind the last piece
		const inputBytes = roundUp(given.length * 2 + 16) + roundUp(windows ? vectors * 4 : 0) + roundUp(pieces * 4);
		const at = this.#memory.scratch(
			inputBytes + roundUp(outputBytes) + 2 * paddedBytes + realBytes + line * (3 * 4 + 3 * 8),
		);
		const outputs = at + inputBytes;
		const padded = outputs + roundUp(outputBytes);
		const squares = padded + paddedBytes;
		const reals = squares + paddedBytes;
		const sums = reals + realBytes;
		const weighted = sums + line * 4;
		const squared = weighted + line * 4;
		const means = squared + line * 4;
		const gaussians = means + line * 8;
		const charges = gaussians + line * 8;
		this.#memory.int16(at, given.length).set(given);
		const starts = at + roundUp(given.length * 2 + 16);
		const piecesAt = starts + roundUp(windows ? vectors * 4 : 0);
		if (windows) {
			this.#memory.int32(starts, vectors).set(windows.starts.subarray(0, vectors));
			this.#memory.int32(piecesAt, pieces).set(windows.pieces);
		}
		this.#constant(2).set(charging.slopes.subarray(0, columns));
		this.#constant(3).set(charging.offsets.subarray(0, columns));
		const readings = this.#constant(4);
		const readable = charging.reading > 0 && this.#weighted !== undefined;
		for (let j = 0; j < columns; j++) {
			const inverse = this.#inverses[j];
			readings[j] = readable ? charging.reading * (inverse * inverse) : 0;
		}
		this.#memory.assembly.startVoltages();
		return {
			inputs: at,
			starts: windows ? starts : 0,
			pieces: piecesAt,
			pieceCount: pieces >> 1,
			outputs,
			padded,
			squares,
			reals,
			sums,
			weighted,
			squared,
			means,
			gaussians,
			charges,
		};
	}

	/** One tile from its inputs to its charges. */
	#charge(tile: Tile, first: number, count: number, charging: Charging, to: number): void {
		const { rows, columns } = this;
		const { assembly } = this.#memory;
		const stride = this.#stride;
		const bytes = stride * 8;
		const constants = this.#constants;
		if (tile.starts === 0) assembly.padInputs(tile.inputs + first * rows * 2, rows, count, tile.padded);
		else {
			const { inputs, starts, pieces, pieceCount, padded } = tile;
			assembly.takeWindows(inputs, starts + first * 4, pieces, pieceCount, rows, count, padded);
		}
		if (this.#wired) {
			assembly.realInputs(tile.padded, rows, count, tile.reals);
			this.#wired.product(tile.reals, count, tile.means);
		} else {
			this.#signal.product(tile.padded, count, tile.sums);
			assembly.voltageMeans(tile.sums, count, stride, constants, tile.means);
		}
		const meanStride = this.#wired?.sumStride ?? stride;
		const slopes = constants + 2 * bytes;
		const offsets = constants + 3 * bytes;
		const { conversion, reading, seed, stream } = charging;
		if (!(conversion > 0 || reading > 0)) {
			assembly.quietCharges(tile.means, count, columns, meanStride, slopes, offsets, to);
			return;
		}
		if (reading > 0 && this.#weighted && this.#squared) {
			assembly.squareInputs(tile.padded, tile.squares, this.#signal.inputBytes(count) / 2);
			this.#weighted.product(tile.padded, count, tile.weighted);
			this.#squared.product(tile.squares, count, tile.squared);
		}
		assembly.reseed(seed | 0, (stream + first / NOISE_BLOCK) | 0);
		assembly.fillGaussians(tile.gaussians, count * columns);
		assembly.noisyCharges(
			tile.means,
			tile.weighted,
			tile.squared,
			tile.gaussians,
			count,
			columns,
			meanStride,
			stride,
			slopes,
			offsets,
			constants + 4 * bytes,
			constants + bytes,
			conversion,
			to,
		);
	}

	#constant(number: number): Float64Array {
		return this.#memory.float64(this.#constants + number * this.#stride * 8, this.columns);
	}
}

/** Places in the memory. */
interface Tile {
	inputs: number;
	/** Of windows; 0 where vectors lie side by side. */
	starts: number;
	pieces: number;
	pieceCount: number;
	outputs: number;
	padded: number;
	squares: number;
	reals: number;
	sums: number;
	weighted: number;
	squared: number;
	means: number;
	gaussians: number;
	charges: number;
}
