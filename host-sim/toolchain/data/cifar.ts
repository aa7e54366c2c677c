import { classesOf, DataError, type DataSet } from "./data-set";

export const CIFAR_LABELS = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const SIDE = 32;
const PIXELS = SIDE * SIDE;
const CHANNELS = 3;
const RECORD = 1 + CHANNELS * PIXELS;

/** Batches of CIFAR-10's binary version: records of a class and 32 x 32 pixels, red, then green, then blue. @throws DataError */
export function cifarDataSet(batches: readonly Uint8Array[], name: string): DataSet {
	for (const [n, batch] of batches.entries())
		if (batch.length === 0 || batch.length % RECORD !== 0)
			throw new DataError(
				`batch ${n} of ${name} has ${batch.length} bytes, not records of ${RECORD}: get CIFAR-10's binary version`,
			);
	const count = batches.reduce((sum, batch) => sum + batch.length / RECORD, 0);
	const values = new Uint8Array(count * CHANNELS * PIXELS);
	const stored = new Uint8Array(count);
	let n = 0;
	for (const batch of batches)
		for (let at = 0; at < batch.length; at += RECORD, n++) {
			stored[n] = batch[at];
			const to = n * CHANNELS * PIXELS;
			for (let channel = 0; channel < CHANNELS; channel++)
				for (let pixel = 0; pixel < PIXELS; pixel++)
					values[to + pixel * CHANNELS + channel] = batch[at + 1 + channel * PIXELS + pixel];
		}
	const classes = classesOf(stored, count, CIFAR_LABELS.length, name);
	const shape = { height: SIDE, width: SIDE, channels: CHANNELS };
	return { name, count, shape, values, classes, labels: CIFAR_LABELS };
}
