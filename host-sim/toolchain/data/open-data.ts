import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Shape } from "../network/graph";
import { arrayDataSet } from "./arrays";
import { cifarDataSet } from "./cifar";
import { DataError, type DataSet } from "./data-set";
import { folderDataSet } from "./folder";
import { idxDataSet, parseIdx } from "./idx";
import { tileDataSet } from "./tiles";

const FORMATS = ["idx", "cifar", "tiles", "npz", "folder"] as const;
type Format = (typeof FORMATS)[number];

export interface DataOptions {
	/** Which part of a folder that has both; the test set otherwise. */
	part?: "train" | "test";
	/** What the network takes: pictures of folders are scaled to it. */
	shape?: Shape;
}

/** What `openData` understands, for a command's help. */
export const DATA_FORMATS = `a folder of MNIST (idx, may be .gz) or of CIFAR-10 (binary version), a folder of pictures with
a folder for each class, a .npz with arrays x and y, idx:IMAGES[,CLASSES], cifar:FILE[,FILE...]`;

/**
 * Examples and their classes from a file or a folder; what it is shows in its name and its first bytes, or is said in front:
 * "idx:images.gz,classes.gz", "cifar:a.bin,b.bin", "tiles:test_batch.webp", "npz:data.npz", "folder:pictures".
 * @throws DataError and the errors of the formats
 */
export async function openData(description: string, options: DataOptions = {}): Promise<DataSet> {
	const part = options.part ?? "test";
	const [, named, rest] = new RegExp(`^(?:(${FORMATS.join("|")}):)?(.+)$`, "s").exec(description) ?? [];
	if (rest === undefined) throw new DataError("no data are named: give a file or a folder");
	const paths = named ? rest.split(",") : [rest];
	const format = (named as Format | undefined) ?? formatOf(rest);
	for (const path of paths) check(path);
	switch (format) {
		case "idx":
			return openIdx(paths[0], paths[1] ?? classesBeside(paths[0]));
		case "cifar":
			return cifarDataSet(paths.map(read), basename(paths[0]));
		case "tiles":
			return openTiles(paths[0]);
		case "npz":
			return arrayDataSet(read(paths[0]), part, basename(paths[0]));
		case "folder":
			return openFolder(paths[0], part, options.shape);
	}
}

function formatOf(path: string): Format {
	check(path);
	if (statSync(path).isDirectory()) return "folder";
	if (/\.npz$/i.test(path)) return "npz";
	if (/\.webp$/i.test(path)) return "tiles";
	if (/\.bin$/i.test(path)) return "cifar";
	if (/idx\d/i.test(basename(path)) || /\.(idx|gz)$/i.test(path)) return "idx";
	throw new DataError(
		`${path} is of no kind that is known: say ${FORMATS.map(name => `${name}:`).join(", ")} in front`,
	);
}

async function openFolder(folder: string, part: "train" | "test", shape: Shape | undefined): Promise<DataSet> {
	const names = readdirSync(folder);
	const images = names.find(name => (part === "test" ? /^(t10k|test)-images.*idx3/ : /^train-images.*idx3/).test(name));
	if (images) return openIdx(join(folder, images), classesBeside(join(folder, images)));
	const batch = part === "test" ? /^test_batch\.(bin|webp)$/ : /^data_batch_\d+\.(bin|webp)$/;
	const batches = names.filter(name => batch.test(name)).sort();
	const packed = batches.filter(name => name.endsWith(".bin"));
	if (packed.length > 0)
		return cifarDataSet(
			packed.map(name => read(join(folder, name))),
			`${basename(folder)} ${part}`,
		);
	if (batches.length > 0) return joined(await Promise.all(batches.map(name => openTiles(join(folder, name)))));
	if (names.includes(part) && statSync(join(folder, part)).isDirectory())
		return folderDataSet(join(folder, part), shape);
	return folderDataSet(folder, shape);
}

function openIdx(images: string, classes: string): DataSet {
	return idxDataSet(
		parseIdx(read(images), basename(images)),
		parseIdx(read(classes), basename(classes)),
		basename(images),
	);
}

/** As MNIST's files are called: …-images-idx3-ubyte and …-labels-idx1-ubyte. */
function classesBeside(images: string): string {
	const name = basename(images).replace("images", "labels").replace("idx3", "idx1");
	const path = join(dirname(images), name);
	if (name === basename(images) || !existsSync(path))
		throw new DataError(`the classes of ${images} are not found: name both, idx:IMAGES,CLASSES`);
	return path;
}

function openTiles(path: string): Promise<DataSet> {
	const labels = path.replace(/\.webp$/i, ".labels");
	if (labels === path || !existsSync(labels))
		throw new DataError(`the classes of ${path} are not found: a file of a byte for each tile, named .labels`);
	return tileDataSet(read(path), read(labels), basename(path));
}

function joined(parts: readonly DataSet[]): DataSet {
	if (parts.length === 1) return parts[0];
	const values = Buffer.concat(parts.map(part => part.values as Uint8Array));
	return {
		...parts[0],
		count: parts.reduce((sum, part) => sum + part.count, 0),
		values: new Uint8Array(values.buffer, values.byteOffset, values.length),
		classes: Uint8Array.from(parts.flatMap(part => [...part.classes])),
	};
}

function check(path: string): void {
	if (!existsSync(path)) throw new DataError(`${path} does not exist`);
}

function read(path: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (cause) {
		throw new DataError(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`);
	}
}
