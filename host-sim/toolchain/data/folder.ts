import { readdirSync, readFileSync } from "node:fs";
import { decodeColors } from "../../scene/image-file";
import type { Shape } from "../network/graph";
import { DataError, type DataSet, sizeOf } from "./data-set";
import { fitPicture } from "./fit-picture";

const PICTURES = /\.(png|jpe?g)$/i;
const MOST_BYTES = 1 << 30;

/**
 * PNG and JPEG files in a folder for each class, whose name is the label; folders and files in the order of their names.
 * @param shape what the network takes: pictures are cut and scaled to it. Without it they keep the size of the first.
 * @throws DataError, ImageError
 */
export function folderDataSet(folder: string, shape?: Shape): DataSet {
	const labels = readdirSync(folder, { withFileTypes: true })
		.filter(entry => entry.isDirectory() && !entry.name.startsWith("."))
		.map(entry => entry.name)
		.sort();
	const files = labels.flatMap((label, index) => picturesIn(`${folder}/${label}`).map(file => ({ file, index })));
	if (files.length === 0)
		throw new DataError(`${folder} has no folders with PNG or JPEG files: make one folder a class, named as the class`);
	if (labels.length > 256) throw new DataError(`${folder} has ${labels.length} classes, at most 256 can be told apart`);
	const fixed = shape ?? { ...sizeOfPicture(files[0].file), channels: 3 };
	if (fixed.channels !== 1 && fixed.channels !== 3)
		throw new DataError(`pictures have 1 or 3 channels, the network takes ${fixed.channels}: give its data as .npz`);
	const size = sizeOf(fixed);
	if (files.length * size > MOST_BYTES)
		throw new DataError(`${folder} has ${files.length} pictures, more than fit into ${MOST_BYTES} bytes`);
	const values = new Uint8Array(files.length * size);
	for (const [n, { file }] of files.entries())
		fitPicture(decodeColors(readFileSync(file), file), fixed, values, n * size);
	const classes = Uint8Array.from(files, ({ index }) => index);
	return { name: folder, count: files.length, shape: fixed, values, classes, labels };
}

function picturesIn(folder: string): string[] {
	return readdirSync(folder)
		.filter(name => PICTURES.test(name))
		.sort()
		.map(name => `${folder}/${name}`);
}

function sizeOfPicture(file: string): { width: number; height: number } {
	const { width, height } = decodeColors(readFileSync(file), file);
	return { width, height };
}
