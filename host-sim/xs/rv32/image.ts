import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { XSUnavailable, xsHost } from "../build.js";
import { digest } from "../compile.js";
import { staticRamBytes } from "./flash-bytes";
import { type Module, modulesOf } from "./modules";
import { encodeParameters, PACK_OFFSET, PARAMETERS, PROGRAM } from "./parameters";
import { checkQemu, startQemu } from "./qemu";

const OUT = fileURLToPath(new URL("../../../out/rv32/", import.meta.url));
const MOST_OUTPUT = 1 << 24;

/** What is in the flash of a microcontroller. */
export interface FlashImage {
	/** The engine and our host: an ELF file. */
	kernel: string;
	/** Modules and the preloaded machine, for address PROGRAM. */
	program: string;
	/** Path of the module to begin with. */
	main: string;
	/** Bytes of RAM that are taken before anything runs: C stack, data. */
	staticRam: number;
	contents: ImageContents;
}

/** What the linked machine holds; bytes. */
export interface ImageContents {
	/** Bytecode by module. */
	bytecode: Record<string, number>;
	slots: number;
	chunks: number;
	names: number;
	/** Objects and variables that are copied to RAM when they are written to. */
	aliases: number;
}

const SLOT_BYTES = 16;

/**
 * The flash of a microcontroller whose main module is `entry`. All others are preloaded, as on a device (manifests/app.json):
 * they have run when it starts. Made once for the same sources.
 * @throws XSUnavailable
 */
export async function flashImage(entry: string, note?: (line: string) => void): Promise<FlashImage> {
	checkQemu();
	return flashImageOf(await modulesOf(entry), basename(entry, ".ts"), note);
}

/**
 * The same of modules that there are, each before those that import it: the last is the main module.
 * @param name what the file of the image begins with
 * @throws XSUnavailable
 */
export async function flashImageOf(
	modules: readonly Module[],
	name: string,
	note: (line: string) => void = () => {},
): Promise<FlashImage> {
	checkQemu();
	const kernel = await xsHost("rv32", note);
	const compiler = await xsHost("native64", note);
	const key = digest([kernel, compiler, ...modules.flatMap(({ path, source }) => [path, source])]);
	const stem = join(OUT, `${name}-${key}`);
	const main = modules[modules.length - 1].path;
	if (!existsSync(`${stem}.json`)) {
		note("linking the firmware for the microcontroller");
		await link(kernel, compiler, modules, stem);
	}
	const contents = JSON.parse(await readFile(`${stem}.json`, "utf8"));
	return { kernel, program: `${stem}.bin`, main, staticRam: staticRamBytes(kernel), contents };
}

async function link(kernel: string, compiler: string, modules: readonly Module[], stem: string): Promise<void> {
	mkdirSync(OUT, { recursive: true });
	const folder = await mkdtemp(join(OUT, "link-"));
	try {
		const sources = join(folder, "sources");
		await writeFile(sources, modules.map(({ path, source }) => `${path}\0${source}\0`).join(""));
		const { stdout } = await promisify(execFile)(compiler, ["--pack", sources], {
			encoding: "buffer",
			maxBuffer: MOST_OUTPUT,
		});
		const header = Buffer.alloc(8);
		header.writeUInt32LE(stdout.length, 0);
		header.writeUInt32LE(modules.length - 1, 4);
		await writeFile(join(folder, "pack"), Buffer.concat([header, stdout]));
		const sizes = {
			chunks: 1 << 19,
			chunkIncrement: 65_536,
			slots: 65_536,
			slotIncrement: 4096,
			stack: 2048,
			keys: 8192,
		};
		const parameters = { isLinking: true, ram: 1 << 20, heap: 1 << 19, restarts: 0, sizes, main: "" };
		await writeFile(join(folder, "parameters"), encodeParameters(parameters));
		const loads = [
			{ address: PROGRAM + PACK_OFFSET, file: "pack" },
			{ address: PARAMETERS, file: "parameters" },
		];
		const counts = await linked(startQemu(kernel, loads, folder));
		const [, slots, chunks, names, aliases] = counts.map(Number);
		const contents: ImageContents = {
			...{ slots: slots * SLOT_BYTES, chunks, names, aliases },
			bytecode: bytecodeOf(stdout),
		};
		await writeFile(join(folder, "contents"), JSON.stringify(contents));
		await rename(join(folder, "image"), `${stem}.bin`);
		await rename(join(folder, "contents"), `${stem}.json`);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Bytes of each module in a pack (host/native/pack.c). */
function bytecodeOf(pack: Buffer): Record<string, number> {
	const bytes: Record<string, number> = {};
	for (let at = 0; at < pack.length; ) {
		const [path, names, code] = [0, 4, 8].map(offset => pack.readUInt32LE(at + offset));
		bytes[pack.toString("utf8", at + 12, at + 11 + path)] = code;
		at += 12 + ((path + names + code + 3) & ~3);
	}
	return bytes;
}

function linked(child: ReturnType<typeof startQemu>): Promise<RegExpMatchArray> {
	return new Promise((resolve, reject) => {
		let output = "";
		child.stderr!.on("data", data => (output += data));
		child.on("error", reject);
		child.on("close", code => {
			const counts = output.match(/linked: slots (\d+), chunks (\d+), names (\d+), aliases (\d+)/);
			if (code === 0 && counts) resolve(counts);
			else reject(new XSUnavailable(`the firmware cannot be linked for the microcontroller: ${output.trim()}`));
		});
	});
}
