import type { Kernels } from "../../../firmware/emulator/kernels/kernels";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import { compileNetwork } from "../compile/compile";
import { ChipNetwork } from "../evaluate/chip-network";
import type { Graph } from "../network/graph";

/** The chip that a stage runs on. */
export interface StageChip {
	profile: NeurramProfile;
	kernels: Kernels;
	seed: number;
	/** Seconds from programming to calibration and use. */
	age: number;
}

/** Examples as a stage takes or makes them: a code or a byte a number, example by example. */
export interface StageInputs {
	codes: Uint8Array;
	count: number;
}

/** Images that run through the chip at once: the patches of more would not stay in the caches. */
const BATCH = 50;
/** Inputs that operating points and calibration vectors are taken from, and vectors of each matrix that it is calibrated with. */
const INPUTS = 32;
const REPRESENTATIVES = 512;

/** A stage of a network on a chip of its own: mapped, programmed, aged, and calibrated with what it will really be given. */
export class StageOnChip {
	readonly chip: ChipNetwork;
	#stage: Graph;
	#batch = 0;

	/** @param inputs of the training set, the first of which are representative */
	constructor(stage: Graph, { profile, kernels, seed, age }: StageChip, inputs: StageInputs) {
		const { height, width, channels, zero, scale } = stage.input;
		const count = Math.min(INPUTS, inputs.count);
		const given = Float32Array.from(
			inputs.codes.subarray(0, count * height * width * channels),
			code => (code - zero) / scale,
		);
		const { model } = compileNetwork(stage, { inputs: given, count, profile, seed, representatives: REPRESENTATIVES });
		this.#stage = stage;
		this.chip = new ChipNetwork(model, { profile, kernels, seed, programming: "write-verify", age });
	}

	/** Codes that the stage's last quantiser makes of each example. */
	codes(inputs: StageInputs, onPart?: (part: number) => void): Uint8Array {
		const last = this.#stage.nodes[this.#stage.nodes.length - 1].shape;
		const size = last.height * last.width * last.channels;
		const codes = new Uint8Array(inputs.count * size);
		const value = this.chip.model.steps.length;
		this.#run(inputs, (from, count) => {
			codes.set(this.chip.value(value).subarray(0, count * size), from * size);
			onPart?.((from + count) / inputs.count);
		});
		return codes;
	}

	/** Part of examples that the last stage gets right. */
	accuracy(inputs: StageInputs, labels: Uint8Array, onPart?: (part: number) => void): number {
		const classes = this.chip.scores;
		let right = 0;
		this.#run(inputs, (from, count, scores) => {
			for (let n = 0; n < count; n++) {
				let best = 0;
				for (let c = 1; c < classes; c++) if (scores[n * classes + c] > scores[n * classes + best]) best = c;
				if (best === labels[from + n]) right++;
			}
			onPart?.((from + count) / inputs.count);
		});
		return right / inputs.count;
	}

	#run(inputs: StageInputs, take: (from: number, count: number, scores: Float32Array) => void): void {
		const { bits, unit, zero, scale, signed } = this.chip.model.input;
		if (signed) throw new RangeError("the input of a stage has no numbers below zero");
		const most = 2 ** bits - 1;
		const codeOf = Uint8Array.from({ length: 256 }, (_, byte) =>
			Math.round(Math.min(Math.max((byte - zero) / scale / unit, 0), most)),
		);
		const size = this.chip.inputs;
		const codes = new Uint8Array(BATCH * size);
		for (let from = 0; from < inputs.count; from += BATCH) {
			const count = Math.min(BATCH, inputs.count - from);
			for (let i = 0; i < count * size; i++) codes[i] = codeOf[inputs.codes[from * size + i]];
			take(from, count, this.chip.run(codes.subarray(0, count * size), count, this.#batch++));
		}
	}
}
