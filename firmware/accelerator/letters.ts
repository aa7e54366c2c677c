import { mix32 } from "../math/random";
import type { Model } from "../model/model";
import { Driver } from "./driver";
import type { LinkOptions } from "./link";
import { LinkError } from "./link-error";
import { knownAnswerError, misfit, STORAGE, WEIGHTS } from "./model-fit";
import { Mode, Register } from "./registers";
import type { Done } from "./turn";

export interface LettersOptions extends LinkOptions {
	model: Model;
}

/** What one shot gave. Reused: copy what you keep. */
export interface Shot {
	/** Converter codes, picture by picture, label by label. */
	readonly scores: Int8Array;
	/** Scores that hit the converter's range. */
	clipped: number;
	/** Noise of one score, root mean square: picoamperes, and in converter codes. */
	noiseFloor: number;
	noiseFloorCodes: number;
	/** The chip's time for storing the pictures and for the shot, microseconds. */
	programMicroseconds: number;
	multiplyMicroseconds: number;
	/** Estimate of the shot, nanojoules. */
	energyNanojoules: number;
	/** Cells of the pictures not within tolerance. */
	missed: number;
	/** Bytes clocked over the SPI wire for this frame, repeats included, and their time at the bus clock. */
	wireBytes: number;
	wireMicroseconds: number;
	/** Bytes of information in them. */
	informationBytes: number;
}

/** Bytes of information in one frame's SPI traffic: the pictures' pixels, at the bits they are stored with, in; a byte a score out. */
export function informationBytes(model: Model): number {
	return Math.ceil((model.rows * model.vectors * model.pictureBits) / 8) + model.vectors * model.labels.length;
}

/**
 * Sixteen letters in one shot: the model's weights stay in the second array, each frame's pictures are stored in the first,
 * one column and one tone a picture, and one multiply reads them through the weights.
 *
 * `open` brings the chip up, at boot and again after an error (a reset chip has lost its settings, a rewired one its array).
 * Both operations call `done` at a later turn; an error is a LinkError.
 */
export class LettersProgram {
	readonly driver: Driver;
	readonly shot: Shot;
	readonly #model: Model;
	/** Pixel codes as the storage array has them: row by row, one column a picture. */
	readonly #codes: Uint8Array;
	/** All outputs of a shot, where the weight array has more columns than the model has labels. */
	#outputs: Int8Array;
	#columns = 0;

	#seed = 0;
	#shotSeed = 0;
	#steps: readonly number[] = SHOOTING;
	#step = 0;
	readonly #next: Done = error => this.#goOn(error);
	#done: Done | undefined;
	#bytesBefore = 0;

	constructor(options: LettersOptions) {
		const { model } = options;
		this.driver = new Driver(options);
		this.#model = model;
		this.#codes = new Uint8Array(model.rows * model.vectors);
		const scores = new Int8Array(model.vectors * model.labels.length);
		this.#outputs = scores;
		this.shot = {
			scores,
			clipped: 0,
			noiseFloor: 0,
			noiseFloorCodes: 0,
			programMicroseconds: 0,
			multiplyMicroseconds: 0,
			energyNanojoules: 0,
			missed: 0,
			wireBytes: 0,
			wireMicroseconds: 0,
			informationBytes: informationBytes(model),
		};
	}

	/** Profile and protocol of the chip in words, "" before it was identified. */
	get chip(): string {
		return this.driver.chip;
	}
	/** The chip says that it is emulated. */
	get simulated(): boolean {
		return this.driver.identity?.simulated ?? false;
	}

	/**
	 * Resets and identifies the chip, programs the weights, and lets it recognise the model's known answer.
	 * @param seed of a simulated chip's noise while it is loaded; silicon ignores it
	 */
	open(seed: number, done: Done): void {
		this.#seed = seed;
		this.#shotSeed = mix32(seed ^ KNOWN_ANSWER_STREAM) >>> 0;
		this.#run(OPENING, done);
	}

	/** Opens again with the last seed: the way back after any error of `classify`. */
	recover(done: Done): void {
		this.open(this.#seed, done);
	}

	/**
	 * Recognises pictures; the answer is `shot`.
	 * @param pictures ink 0 to 255, picture by picture, row by row; read before the call returns
	 * @param seed of a simulated chip's noise in this frame
	 */
	classify(pictures: Uint8Array, seed: number, done: Done): void {
		const { rows, vectors, pictureBits } = this.#model;
		if (pictures.length !== rows * vectors)
			throw new RangeError(`${pictures.length} pixels for ${vectors} pictures of ${rows}`);
		this.#shotSeed = seed >>> 0;
		const levels = (1 << pictureBits) - 1;
		for (let picture = 0, at = 0; picture < vectors; picture++)
			for (let row = 0; row < rows; row++, at++)
				this.#codes[row * vectors + picture] = ((pictures[at] * levels + 127) / 255) | 0;
		this.#run(SHOOTING, done);
	}

	/** Gives up what runs, without calling its `done`, and closes bus and pins. */
	close(): void {
		this.#done = undefined;
		this.driver.close();
	}

	/** Goes through `steps`, one after the other. */
	#run(steps: readonly number[], done: Done): void {
		if (this.#done) throw new LinkError("in-use", "the accelerator is still at its last frame: wait for its answer");
		this.#done = done;
		this.#steps = steps;
		this.#step = 0;
		this.#goOn(undefined);
	}

	#goOn(error: LinkError | undefined): void {
		if (!error && this.#step < this.#steps.length) {
			this.#perform(this.#steps[this.#step++]);
			return;
		}
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	}

	/** Does one step, and goes on when it is done. */
	#perform(step: number): void {
		const { driver } = this;
		const { rows, vectors, labels, codes, bits, pictureBits } = this.#model;
		switch (step) {
			case Step.OPEN_CHIP:
				driver.open(this.#next);
				break;
			case Step.CHECK_FIT:
				this.#goOn(this.#checkFit());
				break;
			case Step.CONFIGURE:
				driver.configure(this.#model, this.#next);
				break;
			case Step.SEED_WEIGHTS:
				this.#writeSeed(mix32(this.#seed ^ WEIGHTS_STREAM) >>> 0);
				break;
			case Step.PROGRAM_WEIGHTS:
				driver.cells.program(WEIGHTS, 0, 0, rows, 2 * labels.length, codes, bits, true, this.#next);
				break;
			case Step.TAKE_KNOWN_ANSWER:
				this.#takeKnownAnswer();
				this.#goOn(undefined);
				break;
			case Step.SEED_SHOT:
				this.#bytesBefore = driver.link.statistics.bytesOut;
				this.#writeSeed(this.#shotSeed);
				break;
			case Step.STORE_PICTURES:
				driver.cells.program(STORAGE, 0, 0, rows, vectors, this.#codes, pictureBits, true, this.#next);
				break;
			case Step.SHOOT:
				driver.multiplication.multiply(Mode.TONES_CASCADE, STORAGE, vectors, this.#next);
				break;
			case Step.READ_SCORES:
				driver.multiplication.readOutputs(this.#outputs, this.#outputs.length, this.#next);
				break;
			case Step.SUM_UP:
				this.#sumUp();
				this.#goOn(undefined);
				break;
			default:
				this.#goOn(knownAnswerError(this.#model.knownAnswer, this.shot.scores));
		}
	}

	/** Does the model fit the chip? Where the chip is larger, the scores are picked out of more outputs. */
	#checkFit(): LinkError | undefined {
		const identity = this.driver.identity!;
		const error = misfit(this.#model, identity);
		if (error) return error;
		this.#columns = identity.arrays[WEIGHTS].columns / 2;
		const outputs = this.#model.vectors * this.#columns;
		if (outputs !== this.#outputs.length)
			this.#outputs = outputs === this.shot.scores.length ? this.shot.scores : new Int8Array(outputs);
		return undefined;
	}

	#takeKnownAnswer(): void {
		const { rows, vectors, knownAnswer } = this.#model;
		for (let picture = 0, at = 0; picture < vectors; picture++)
			for (let row = 0; row < rows; row++, at++) this.#codes[row * vectors + picture] = knownAnswer.pictures[at];
	}

	#sumUp(): void {
		const { shot, driver } = this;
		const { programmed } = driver.cells;
		const { multiplied } = driver.multiplication;
		const { scores } = shot;
		const labels = this.#model.labels.length;
		if (this.#outputs !== scores)
			for (let picture = 0; picture < this.#model.vectors; picture++)
				for (let label = 0; label < labels; label++)
					scores[picture * labels + label] = this.#outputs[picture * this.#columns + label];
		shot.clipped = multiplied.clipped;
		shot.noiseFloor = multiplied.noiseFloor;
		const fullScaleCode = (1 << (driver.identity!.outputBits - 1)) - 1;
		shot.noiseFloorCodes = (multiplied.noiseFloor / this.#model.fullScale) * fullScaleCode;
		shot.programMicroseconds = programmed.microseconds;
		shot.multiplyMicroseconds = multiplied.microseconds;
		shot.energyNanojoules = multiplied.energy;
		shot.missed = programmed.missed;
		shot.wireBytes = driver.link.statistics.bytesOut - this.#bytesBefore;
		shot.wireMicroseconds = driver.link.wireMicroseconds(shot.wireBytes);
	}

	/** Only a simulated chip has a seed; on silicon the step is none. */
	#writeSeed(seed: number): void {
		if (this.simulated) this.driver.writeRegister(Register.SEED, seed, this.#next);
		else this.#goOn(undefined);
	}
}

const Step = {
	OPEN_CHIP: 0,
	CHECK_FIT: 1,
	CONFIGURE: 2,
	SEED_WEIGHTS: 3,
	PROGRAM_WEIGHTS: 4,
	TAKE_KNOWN_ANSWER: 5,
	SEED_SHOT: 6,
	STORE_PICTURES: 7,
	SHOOT: 8,
	READ_SCORES: 9,
	SUM_UP: 10,
	CHECK_KNOWN_ANSWER: 11,
} as const;

/** One frame. */
const SHOOTING: readonly number[] = Object.freeze([
	Step.SEED_SHOT,
	Step.STORE_PICTURES,
	Step.SHOOT,
	Step.READ_SCORES,
	Step.SUM_UP,
]);

/** From power-on to the first frame. */
const OPENING: readonly number[] = Object.freeze([
	Step.OPEN_CHIP,
	Step.CHECK_FIT,
	Step.CONFIGURE,
	Step.SEED_WEIGHTS,
	Step.PROGRAM_WEIGHTS,
	Step.TAKE_KNOWN_ANSWER,
	...SHOOTING,
	Step.CHECK_KNOWN_ANSWER,
]);

/** Keep the noise of the weights and of the known answer apart from each other and from the frames'. */
const WEIGHTS_STREAM = 0x77656967;
const KNOWN_ANSWER_STREAM = 0x6b6e6f77;
