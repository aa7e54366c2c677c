import type { LinkOptions } from "../accelerator/link";
import type { CimError } from "../errors";
import { modelKind } from "../model/document";
import { ModelError } from "../model/model-error";
import type { FrameReport } from "../report";

/** Called once, at a later turn. */
export type Recognised = (error: CimError | undefined) => void;

/**
 * What the kind of model decides of the line of stages: how a frame is read, what the accelerator does with it, what is
 * decided. One a device, made from its model's file.
 */
export interface Recogniser {
	/** The model's name and the CRC-32 of its file. */
	readonly model: { readonly name: string; readonly hash: number };
	/** Profile and protocol of the chip in words, "" before it was identified. */
	readonly chip: string;
	/** The chip says that it is emulated. */
	readonly simulated: boolean;
	/** Margin below which a verdict is not sure; the model's own where undefined. */
	tune(threshold: number | undefined): void;

	/** Brings the accelerator up, with the model on it. @param seed of a simulated chip's noise */
	open(seed: number, done: Recognised): void;
	/** Gives up what runs and lets go of the bus. */
	close(): void;

	/** Frames will have this size from now on. */
	look(width: number, height: number): void;
	/** Reads a frame, width x height bytes of gray. @returns why there is nothing to recognise in it; undefined where there is */
	read(gray: Uint8Array): { code: string; message: string } | undefined;
	/** Recognises what was read last. @param seed of a simulated chip's noise in this frame */
	recognise(seed: number, done: Recognised): void;
	/** Recognises pictures of ink, as `read` would find them. Throws CimError "pictures" where they do not fit the model. */
	classify(pictures: Uint8Array, seed: number, done: Recognised): void;
	/** Turns what the accelerator found into a verdict: kind, text, margins, scores, costs. */
	decide(report: FrameReport): void;
}

export type MakeRecogniser = (modelFile: Uint8Array, link: LinkOptions) => Recogniser;

/** By kind of model. */
export type RecogniserKinds = { readonly [kind: string]: MakeRecogniser };

/** The recogniser for a model's file, among those that this firmware has. Throws ModelError. */
export function makeRecogniser(kinds: RecogniserKinds, modelFile: Uint8Array, link: LinkOptions): Recogniser {
	const kind = modelKind(modelFile);
	if (!Object.hasOwn(kinds, kind))
		throw new ModelError(
			"model-field",
			"kind",
			`it is ${JSON.stringify(kind)}, this firmware recognises ${Object.keys(kinds).join(" and ")}; use a firmware with more`,
		);
	return kinds[kind](modelFile, link);
}
