import { readFileSync, writeFileSync } from "node:fs";
import { trainingFigure, withTrainingPart } from "../experiments/training-page";
import { keepTraining, readTrainingRecord, type TrainingRecord } from "../toolchain/train/training-record";

const PAGE = new URL("../../docs/fidelity.md", import.meta.url);
const FIGURE = new URL("../../docs/figures/training.svg", import.meta.url);

/** Keeps what was measured of training in docs/training.json and renews its part of docs/fidelity.md. */
export function recordTraining(part: TrainingRecord): void {
	keepTraining(part);
	const record = readTrainingRecord();
	writeFileSync(PAGE, withTrainingPart(readFileSync(PAGE, "utf8"), record));
	const figure = trainingFigure(record);
	if (figure !== undefined) writeFileSync(FIGURE, figure);
}
