/** The exports of assembly/index.ts; pointers are bytes into the memory. */
export interface Assembly {
	packIntegers(entries: number, rows: number, columns: number, packed: number): void;
	multiplyIntegers(packed: number, pairs: number, blocks: number, inputs: number, vectors: number, sums: number): void;
	packReals(entries: number, rows: number, columns: number, packed: number): void;
	multiplyReals(packed: number, rows: number, blocks: number, inputs: number, vectors: number, sums: number): void;
	prepareRandom(at: number): void;
	reseed(seed: number, stream: number): void;
	fillGaussians(to: number, count: number): void;
	bitSerialPowers(inputs: number, powers: number, count: number): void;
	readOut(
		signals: number,
		variances: number,
		gaussians: number,
		columns: number,
		gain: number,
		noise: number,
		limit: number,
		codes: number,
	): number;
	startVoltages(): void;
	voltageVariance(): number;
	voltagesClipped(): number;
	voltageSteps(): number;
	padInputs(inputs: number, rows: number, vectors: number, padded: number): void;
	takeWindows(
		source: number,
		starts: number,
		pieces: number,
		count: number,
		rows: number,
		vectors: number,
		padded: number,
	): void;
	squareInputs(inputs: number, squares: number, count: number): void;
	realInputs(padded: number, rows: number, vectors: number, reals: number): void;
	voltageMeans(sums: number, vectors: number, stride: number, inverses: number, means: number): void;
	quietCharges(
		means: number,
		vectors: number,
		columns: number,
		stride: number,
		slopes: number,
		offsets: number,
		charges: number,
	): void;
	noisyCharges(
		means: number,
		weighted: number,
		squared: number,
		gaussians: number,
		vectors: number,
		columns: number,
		meanStride: number,
		sumStride: number,
		slopes: number,
		offsets: number,
		readings: number,
		squareTotals: number,
		conversion: number,
		charges: number,
	): void;
	decrementCharges(
		charges: number,
		vectors: number,
		columns: number,
		up: number,
		down: number,
		limit: number,
		codes: number,
	): void;
	solveWires(
		rows: number,
		columns: number,
		conductances: number,
		segment: number,
		source: number,
		effective: number,
		work: number,
	): void;
	loadLines(
		rows: number,
		columns: number,
		conductances: number,
		segment: number,
		feed: number,
		end: number,
		cells: number,
		wordFactors: number,
		bitFactors: number,
		admittances: number,
	): void;
	solveLines(
		rows: number,
		columns: number,
		voltages: number,
		feed: number,
		cells: number,
		wordFactors: number,
		bitFactors: number,
		words: number,
		bits: number,
		last: number,
		errors: number,
		tolerance: number,
		sweeps: number,
	): void;
}

const PAGE = 65536;
/** Blocks start at cache lines. */
const ALIGNMENT = 64;
const ZIGGURAT_BYTES = 129 * 16 + 128 * 8;

/**
 * One instance of the module and its memory. Matrices hold blocks of it; a block returns when its holder is collected.
 * What one call only needs during itself lies in `scratch`, which every holder shares.
 */
export class KernelMemory {
	readonly assembly: Assembly;
	#memory: WebAssembly.Memory;
	#end = ALIGNMENT;
	/** Returned blocks by size. */
	#free = new Map<number, number[]>();
	#holders = new FinalizationRegistry<{ at: number; size: number }>(({ at, size }) => {
		this.#release(at, size);
	});
	#scratch = 0;
	#scratchSize = 0;

	constructor(module: WebAssembly.Module) {
		this.#memory = new WebAssembly.Memory({ initial: 16 });
		const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory, abort } });
		this.assembly = instance.exports as unknown as Assembly;
		this.assembly.prepareRandom(this.#allocate(ZIGGURAT_BYTES));
	}

	/** A block of zeros that lives as long as `holder`. */
	hold(holder: object, bytes: number): number {
		const size = roundUp(bytes);
		const at = this.#free.get(size)?.pop() ?? this.#allocate(size);
		new Uint8Array(this.#memory.buffer, at, size).fill(0);
		this.#holders.register(holder, { at, size });
		return at;
	}

	/** At least so many bytes, overwritten by the next call of any kernel. May grow the memory: take views afterwards. */
	scratch(bytes: number): number {
		if (bytes > this.#scratchSize) {
			if (this.#scratchSize > 0) this.#release(this.#scratch, this.#scratchSize);
			this.#scratchSize = roundUp(bytes);
			this.#scratch = this.#allocate(this.#scratchSize);
		}
		return this.#scratch;
	}

	int16(at: number, length: number): Int16Array {
		return new Int16Array(this.#memory.buffer, at, length);
	}

	int32(at: number, length: number): Int32Array {
		return new Int32Array(this.#memory.buffer, at, length);
	}

	float64(at: number, length: number): Float64Array {
		return new Float64Array(this.#memory.buffer, at, length);
	}

	#release(at: number, size: number): void {
		const blocks = this.#free.get(size);
		if (blocks) blocks.push(at);
		else this.#free.set(size, [at]);
	}

	#allocate(bytes: number): number {
		const at = this.#end;
		this.#end += roundUp(bytes);
		const missing = this.#end - this.#memory.buffer.byteLength;
		if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
		return at;
	}
}

export function roundUp(bytes: number): number {
	return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function abort(): never {
	throw new Error("a WebAssembly kernel stopped");
}
