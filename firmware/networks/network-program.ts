import type { LinkOptions } from "../accelerator/link";
import { LinkError } from "../accelerator/link-error";
import { ParallelDriver } from "../accelerator/parallel-driver";
import { Register } from "../accelerator/registers";
import type { Done } from "../accelerator/turn";
import { mix32, Random } from "../math/random";
import type { NetworkModel } from "../model/network";
import { toReal } from "./elementwise";
import { LayerMatrix, type Meter } from "./layer-matrix";
import { networkAnswerError } from "./network-fit";
import { type Loaded, NetworkLoading } from "./network-loading";
import type { Codes } from "./patches";
import type { Numbers } from "./quantize";
import { Scratch } from "./scratch";
import { StepLine } from "./step-line";
import type { Workplace } from "./step-run";
import { fusedQuantization, ValueBuffers } from "./value-buffers";
import { type ValueForm, valueForms } from "./value-forms";

export interface NetworkOptions extends LinkOptions {
	model: NetworkModel;
}

/** What one run gave. Reused: copy what you keep. */
export interface NetworkOutcome extends Meter {
	/** Numbers of the last value, real. */
	readonly scores: Float32Array;
	/** Bytes clocked over the SPI wire, repeats included, and their time at the bus clock. */
	wireBytes: number;
	wireMicroseconds: number;
}

/**
 * A network on a chip of many arrays, carried out step by step: products of matrices by the chip, all else here.
 *
 * `open` brings the chip up, at boot and again after an error. The cells keep what was written: a chip that was only reset
 * and still knows the answer to the known input is not programmed again. Both operations call `done` at a later turn; an
 * error is a LinkError.
 */
export class NetworkProgram {
	readonly driver: ParallelDriver;
	readonly outcome: NetworkOutcome;
	/** Bytes of information in one run: the input's codes in, a byte a score out. */
	readonly informationBytes: number;
	readonly #model: NetworkModel;
	readonly #loading: NetworkLoading;
	readonly #line: StepLine;
	readonly #place: Workplace;
	readonly #input: Codes;
	readonly #last: Numbers;
	readonly #lastForm: ValueForm;
	/** The cells hold the network, and the corrections are those of this chip. */
	#isLoaded = false;
	#seed = 0;
	#runSeed = 0;
	#acts: readonly Act[] = [];
	#act = 0;
	#done: Done | undefined;
	#bytesBefore = 0;

	constructor(options: NetworkOptions) {
		const { model } = options;
		this.driver = new ParallelDriver(options);
		this.#model = model;
		const forms = valueForms(model);
		const fused = fusedQuantization(model.steps);
		const { values } = new ValueBuffers(forms, model.steps, fused);
		this.#lastForm = forms[forms.length - 1];
		this.#last = values[values.length - 1];
		this.#input = values[0] as Codes;
		const scores = this.#lastForm.isReal ? (this.#last as Float32Array) : new Float32Array(this.#lastForm.count);
		this.outcome = { scores, clipped: 0, microseconds: 0, energy: 0, vectors: 0, wireBytes: 0, wireMicroseconds: 0 };
		this.informationBytes = Math.ceil((forms[0].count * model.input.bits) / 8) + scores.length;
		const matrices = model.matrices.map(matrix => new LayerMatrix(matrix, this.outcome));
		const scratch = new Scratch(model);
		const random = new Random(0);
		this.#place = { model, forms, values, fused, matrices, scratch, random, known: NOTHING };
		this.#line = new StepLine(this.#place);
		this.#loading = new NetworkLoading(this.driver, model, matrices);
	}

	/** Profile and protocol of the chip in words, "" before it was identified. */
	get chip(): string {
		return this.driver.chip;
	}
	/** The chip says that it is emulated. */
	get simulated(): boolean {
		return this.driver.identity?.simulated ?? false;
	}
	/** What bringing the network onto the chip did. */
	get loaded(): Loaded {
		return this.#loading.loaded;
	}

	/**
	 * Resets and identifies the chip, finds a place for every segment, programs and calibrates, and lets the chip answer the
	 * model's known input.
	 * @param seed of a simulated chip's noise while it is loaded; silicon ignores it
	 */
	open(seed: number, done: Done): void {
		this.#seed = seed;
		if (!this.#isLoaded) {
			this.#perform(this.#opening, done);
			return;
		}
		this.#perform(this.#reopening, error => {
			if (error?.code !== "known-answer" && error?.code !== "wrong-chip") {
				done(error);
				return;
			}
			this.#isLoaded = false;
			this.#perform(this.#opening, done);
		});
	}

	/** Opens again with the last seed: the way back after any error of `run`. */
	recover(done: Done): void {
		this.open(this.#seed, done);
	}

	/**
	 * One input through all steps; the answer is `outcome`.
	 * @param codes of the input's value; read before the call returns
	 * @param seed of a simulated chip's noise and of samples
	 * @param known of an image to be recovered: 1 for each number that is right; left alone until done
	 */
	run(codes: Codes, seed: number, done: Done, known: Uint8Array = NOTHING): void {
		if (codes.length !== this.#input.length)
			throw new RangeError(`${codes.length} codes for an input of ${this.#input.length}`);
		if (this.#done) throw inUse();
		this.#input.set(codes);
		this.#place.known = known;
		this.#runSeed = seed >>> 0;
		this.#perform(this.#running, done);
	}

	/** Gives up what runs, without calling its `done`, and closes bus and pins. */
	close(): void {
		this.#done = undefined;
		this.#line.abandon();
		this.driver.close();
	}

	#openChip: Act = next => this.driver.open(next);
	#placeSegments: Act = next => this.#loading.place(next);
	#seedLoading: Act = next => this.#writeSeed(mix32(this.#seed ^ LOADING_STREAM) >>> 0, next);
	#program: Act = next => this.#loading.program(next);
	#calibrate: Act = next => this.#loading.calibrate(next);

	#takeKnownInput: Act = next => {
		this.#input.set(this.#model.knownAnswer.input);
		this.#place.known = NOTHING;
		this.#runSeed = mix32(this.#seed ^ KNOWN_ANSWER_STREAM) >>> 0;
		next(undefined);
	};

	#checkKnownAnswer: Act = next => {
		const error = networkAnswerError(this.#model.knownAnswer, this.outcome.scores);
		this.#isLoaded = !error;
		next(error);
	};

	#seedRun: Act = next => {
		const { outcome } = this;
		outcome.clipped = outcome.microseconds = outcome.energy = outcome.vectors = 0;
		this.#bytesBefore = this.driver.link.statistics.bytesOut;
		this.#writeSeed(this.#runSeed, next);
	};

	#runSteps: Act = next => this.#line.run(this.#runSeed, next);

	#sumUp: Act = next => {
		const { outcome, driver } = this;
		const { isReal, count, unit } = this.#lastForm;
		if (!isReal) toReal(this.#last, 0, count, unit, outcome.scores, 0);
		outcome.wireBytes = driver.link.statistics.bytesOut - this.#bytesBefore;
		outcome.wireMicroseconds = driver.link.wireMicroseconds(outcome.wireBytes);
		next(undefined);
	};

	readonly #running: readonly Act[] = [this.#seedRun, this.#runSteps, this.#sumUp];
	readonly #answering: readonly Act[] = [this.#takeKnownInput, ...this.#running, this.#checkKnownAnswer];
	/** A chip that has the network already. */
	readonly #reopening: readonly Act[] = [this.#openChip, ...this.#answering];
	/** From power-on to the first run. */
	readonly #opening: readonly Act[] = [
		this.#openChip,
		this.#placeSegments,
		this.#seedLoading,
		this.#program,
		this.#calibrate,
		...this.#answering,
	];

	#perform(acts: readonly Act[], done: Done): void {
		if (this.#done) throw inUse();
		this.#done = done;
		this.#acts = acts;
		this.#act = 0;
		this.#next(undefined);
	}

	#next: Done = error => {
		if (!error && this.#act < this.#acts.length) {
			this.#acts[this.#act++](this.#next);
			return;
		}
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	};

	/** Only a simulated chip has a seed; on silicon the step is none. */
	#writeSeed(seed: number, next: Done): void {
		if (this.simulated) this.driver.writeRegister(Register.SEED, seed, next);
		else next(undefined);
	}
}

/** One thing after another: calls `next` when done. */
type Act = (next: Done) => void;

const NOTHING = new Uint8Array(0);

/** Keep the chance of loading and of the known answer apart from each other and from the frames'. */
const LOADING_STREAM = 0x6c6f6164;
const KNOWN_ANSWER_STREAM = 0x6b6e6f77;

function inUse(): LinkError {
	return new LinkError("in-use", "the accelerator is still at its last frame: wait for its answer");
}
