import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { NoiseComparison } from "./noise-comparison";

/**
 * What was measured of training: docs/training.json, which a part of docs/fidelity.md is written from, so that the page can be
 * made without the data.
 */
export interface TrainingRecord {
	/** `cim train digits --compare`. */
	noise?: NoiseComparison;
	/** The published checkpoints of ResNet-20 on the same chips, `cim finetune --epochs 0 --test 2000`: percent right. */
	published?: { pictures: number; plain: number; resilient: number };
	/** `cim finetune --record`. */
	finetuning?: FinetuningRecord;
}

export interface FinetuningRecord {
	/** Network, data, settings, in words. */
	recipe: string;
	/** Pictures of the test set. */
	pictures: number;
	/** Percent right: in software before, on the calibrated chips, and on the same chips after fine-tuning. */
	software?: number;
	calibrated?: number;
	tuned?: number;
	/** After each freeze point: percent of watched training pictures that the rest gets right, before and after it was retrained. */
	stages: { upTo: string; before: number; after: number }[];
}

const PATH = new URL("../../../docs/training.json", import.meta.url);

export function readTrainingRecord(): TrainingRecord {
	return existsSync(PATH) ? JSON.parse(readFileSync(PATH, "utf8")) : {};
}

/** Keeps a part of the record; the others stay. */
export function keepTraining(part: TrainingRecord): void {
	writeFileSync(PATH, `${JSON.stringify({ ...readTrainingRecord(), ...part }, undefined, "\t")}\n`);
}
