import { DrawingReader } from "../../../firmware/sensing/drawing-reader";
import { SceneSource } from "../../scene/scene-source";
import type { DataSet } from "../data/data-set";
import { DIGIT_SIDE } from "./digits-network";

const DIGITS = "0123456789";
const [WIDTH, HEIGHT] = [160, 120];

/** Digits that a pen drew on sheets before the simulated camera, as the device's sensing reads them. */
export function sceneDigits(count: number, seed: number): DataSet {
	const source = new SceneSource({ kind: "digits", text: DIGITS, seed, width: WIDTH, height: HEIGHT });
	const reader = new DrawingReader({ width: WIDTH, height: HEIGHT, side: DIGIT_SIDE });
	const size = DIGIT_SIDE * DIGIT_SIDE;
	const values = new Uint8Array(count * size);
	const classes = new Uint8Array(count);
	for (let n = 0, frame = 0; n < count; frame++) {
		// A sheet that sensing does not find is not for the network to read.
		if (!reader.read(source.frame(frame))) continue;
		values.set(reader.picture, n * size);
		classes[n++] = Number(source.expected(frame));
	}
	const shape = { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 };
	return { name: `scenes, seed ${seed}`, count, shape, values, classes, labels: [...DIGITS] };
}
