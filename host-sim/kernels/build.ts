// Builds the WebAssembly kernels from assembly/*.ts (AssemblyScript) into out/kernels, once for each state of the source.
// Run by npm install; whoever asks for kernels first builds them otherwise. No binary is checked in.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SOURCE = new URL("assembly/", import.meta.url);
const OUTPUT = new URL("../../out/kernels/", import.meta.url);
const OPTIONS = ["-O3", "--runtime", "stub", "--importMemory", "--noAssert", "--enable", "simd"];

/** What a module is made of: the kernels of the emulated chip and the reference, or those of training. */
export type ModuleEntry = "index" | "training";

/** The built module, or undefined where it was not built yet. */
export function builtModule(entry: ModuleEntry = "index"): Uint8Array<ArrayBuffer> | undefined {
	const path = outputPath(entry);
	return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
}

/** The built module; builds it where it was not yet, which takes some seconds. Throws where AssemblyScript is missing. */
export async function buildModule(entry: ModuleEntry = "index"): Promise<Uint8Array<ArrayBuffer>> {
	const built = builtModule(entry);
	if (built) return built;
	const compiler = await import("assemblyscript/asc");
	const sources = new Map(names().map(name => [`assembly/${name}`, readFileSync(new URL(name, SOURCE), "utf8")]));
	let bytes: Uint8Array<ArrayBuffer> | undefined;
	const { error, stderr } = await compiler.main([`assembly/${entry}.ts`, "--outFile", "kernels.wasm", ...OPTIONS], {
		readFile: name => sources.get(name) ?? null,
		writeFile: (_name, content) => {
			bytes = new Uint8Array(content as Uint8Array);
		},
		listFiles: () => [],
	});
	if (error || !bytes) throw new Error(`AssemblyScript refuses host-sim/kernels/assembly: ${error}\n${stderr}`);
	// Under a name of its own first: tests run side by side and may build at the same time.
	const path = outputPath(entry);
	mkdirSync(OUTPUT, { recursive: true });
	writeFileSync(`${path}.${process.pid}`, bytes);
	renameSync(`${path}.${process.pid}`, path);
	return bytes;
}

function names(): string[] {
	return readdirSync(SOURCE)
		.filter(name => name.endsWith(".ts"))
		.sort();
}

/** An entry and what it imports, in the order in which it is met. */
function sourcesOf(entry: string, known: string[] = []): string[] {
	if (known.includes(entry)) return known;
	known.push(entry);
	for (const [, name] of readFileSync(new URL(entry, SOURCE), "utf8").matchAll(/ from "\.\/([\w-]+)"/g))
		sourcesOf(`${name}.ts`, known);
	return known;
}

function outputPath(entry: ModuleEntry): string {
	const hash = createHash("sha256").update(OPTIONS.join(" ")).update(entry);
	for (const name of sourcesOf(`${entry}.ts`)) hash.update(name).update(readFileSync(new URL(name, SOURCE)));
	return fileURLToPath(new URL(`${hash.digest("hex").slice(0, 16)}.wasm`, OUTPUT));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await buildModule("index");
		await buildModule("training");
	} catch (error) {
		process.stdout.write(`WebAssembly kernels not built, the plain ones do the same slower: ${error}\n`);
	}
}
