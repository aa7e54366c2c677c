// Builds the XS host (host-sim/xs/host) over the engine's sources in the npm package @agoric/xsnap.
// Plain JavaScript, as npm runs it at install: `node host-sim/xs/build.js [native64|native32]... [--install]`.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** @typedef {"native64" | "native32"} Build */

const HOST = fileURLToPath(new URL("host/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ENGINE = join(ROOT, "node_modules/@agoric/xsnap/moddable/xs");
const OUT = join(ROOT, "out/xs");

/** Neither -0 for integers (mxMinusZero), nor CESU-8 strings, nor Unicode property escapes: the device's engine has none. */
const FLAGS = [
	...["-O2", "-std=gnu11", "-w", "-fno-common", "-DINCLUDE_XSPLATFORM", '-DXSPLATFORM="platform.h"'],
	...["-DmxRun=1", "-DmxParse=1", "-DmxMetering=1", "-DmxInstrument=1", "-DmxBoundsCheck=1"],
];

/** Arithmetic in IEEE 754 double precision on both: x87 would round twice. */
const MACHINE = { native64: [], native32: ["-m32", "-msse2", "-mfpmath=sse"] };

/** Why a host cannot be had; one line. */
export class XSUnavailable extends Error {}

/**
 * The path of the host's executable, built now if it is not there or older than its sources.
 * @param {Build} build
 * @param {(line: string) => void} [note] told when a build begins
 * @returns {Promise<string>}
 */
export async function xsHost(build, note = () => {}) {
	const compiler = process.env.CC ?? "cc";
	if (!existsSync(join(ENGINE, "sources/xsAll.c")))
		throw new XSUnavailable(
			"XS is not there: npm install --include=optional brings its sources (@agoric/xsnap; Node 20 or 22, others with --force)",
		);
	const { version } = JSON.parse(readFileSync(join(ENGINE, "../../package.json"), "utf8"));
	const flags = [...FLAGS, ...MACHINE[build]];
	const known = [version, compilerVersion(compiler), flags.join(" "), readFileSync(join(HOST, "platform.h"))];
	const objects = join(OUT, `${build}-${digest(known)}`);
	const own = [HOST, join(HOST, "native")].flatMap(files);
	const executable = join(objects, `xs-host-${digest(own.map(name => readFileSync(name)))}`);
	if (existsSync(executable)) return executable;

	checkTarget(compiler, MACHINE[build], build);
	note(`building the XS host (${build}), once`);
	const includes = ["includes", "platforms", "sources"].map(folder => `-I${join(ENGINE, folder)}`);
	const common = [...flags, ...includes, `-I${HOST}`];
	if (!existsSync(objects)) {
		for (const old of readdirSync(OUT)) if (old.startsWith(`${build}-`)) rmSync(join(OUT, old), { recursive: true });
		const engine = readdirSync(join(ENGINE, "sources")).map(name => join(ENGINE, "sources", name));
		// the interpreter takes longest: it goes first
		engine.sort((a, b) => Number(b.endsWith("xsRun.c")) - Number(a.endsWith("xsRun.c")));
		await inPlace(objects, folder => compileAll(compiler, common, engine, folder));
	}
	const work = `${executable}.${process.pid}`;
	await inPlace(work, async folder => {
		await compileAll(compiler, common, own, folder);
		const parts = [objects, folder].flatMap(from => readdirSync(from).map(name => join(from, name)));
		const linked = parts.filter(part => part.endsWith(".o"));
		await run(compiler, [...MACHINE[build], ...linked, "-lm", "-o", join(folder, "xs-host")]);
	});
	renameSync(join(work, "xs-host"), executable);
	rmSync(work, { recursive: true });
	return executable;
}

/**
 * Paths of a folder's files, in order.
 * @param {string} folder
 */
function files(folder) {
	const found = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile());
	return found.map(({ name }) => join(folder, name)).sort();
}

/** @param {(string | Uint8Array)[]} parts */
function digest(parts) {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 12);
}

/**
 * Fills a folder that appears only when it is complete.
 * @param {string} folder
 * @param {(folder: string) => Promise<void>} fill
 */
async function inPlace(folder, fill) {
	const work = `${folder}.part${process.pid}`;
	mkdirSync(work, { recursive: true });
	try {
		await fill(work);
		if (!existsSync(folder)) renameSync(work, folder);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

/** @param {string} compiler */
function compilerVersion(compiler) {
	const { status, stdout } = spawnSync(compiler, ["--version"], { encoding: "utf8" });
	if (status !== 0) throw new XSUnavailable(`XS is not built: no C compiler ${compiler} (Debian: apt-get install gcc libc6-dev)`);
	return stdout;
}

/**
 * @param {string} compiler
 * @param {string[]} machine
 * @param {Build} build
 */
function checkTarget(compiler, machine, build) {
	mkdirSync(OUT, { recursive: true });
	const probe = join(OUT, `probe.${process.pid}`);
	writeFileSync(`${probe}.c`, "#include <math.h>\n#include <stdio.h>\nint main(void) { return 0; }\n");
	const { status } = spawnSync(compiler, [...machine, `${probe}.c`, "-lm", "-o", probe], { stdio: "ignore" });
	rmSync(`${probe}.c`);
	rmSync(probe, { force: true });
	const cure = build === "native32" ? "gcc-multilib" : "gcc libc6-dev";
	if (status !== 0)
		throw new XSUnavailable(`XS is not built (${build}): ${compiler} makes no such programs (Debian: apt-get install ${cure})`);
}

/**
 * @param {string} compiler
 * @param {string[]} flags
 * @param {string[]} sources those that are not C sources are left out
 * @param {string} folder
 */
async function compileAll(compiler, flags, sources, folder) {
	const waiting = sources.filter(file => file.endsWith(".c"));
	const worker = async () => {
		for (let source = waiting.shift(); source; source = waiting.shift())
			await run(compiler, [...flags, "-c", source, "-o", join(folder, `${basename(source, ".c")}.o`)]);
	};
	await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function run(command, args) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
		let output = "";
		child.stderr.on("data", data => {
			output += data;
		});
		child.on("error", reject);
		child.on("close", code => {
			if (code === 0) return resolve();
			reject(new XSUnavailable(`XS is not built: ${command} ${args.at(-1)} failed\n${output.slice(0, 2000)}`));
		});
	});
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const builds = process.argv.slice(2).filter(name => name in MACHINE);
	const started = performance.now();
	try {
		for (const build of builds.length > 0 ? builds : ["native64"])
			await xsHost(/** @type {Build} */ (build), line => console.log(line));
		console.log(`XS is ready (${((performance.now() - started) / 1000).toFixed(0)} s)`);
	} catch (error) {
		// an install without XS is a good install
		if (!(error instanceof XSUnavailable)) throw error;
		console.log(`${error.message}; everything but --engine xs works`);
		if (!process.argv.includes("--install")) process.exitCode = 1;
	}
}
