// Builds the XS host (host-sim/xs/host) over the engine's sources in the npm package @agoric/xsnap.
// Plain JavaScript, as npm runs it at install: `node host-sim/xs/build.js [native64|native32|rv32]... [--install]`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CompileError, compileAll, digest, filesOf, inPlace, run } from "./compile.js";

/** @typedef {"native64" | "native32" | "checked32" | "rv32"} Build */

const HOST = fileURLToPath(new URL("host/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ENGINE = join(ROOT, "node_modules/@agoric/xsnap/moddable/xs");
const OUT = join(ROOT, "out/xs");

/** Neither -0 for integers (mxMinusZero), nor CESU-8 strings, nor Unicode property escapes: the device's engine has none. */
const COMMON = [
	...["-std=gnu11", "-w", "-fno-common", "-DINCLUDE_XSPLATFORM", '-DXSPLATFORM="platform.h"'],
	...["-DmxRun=1", "-DmxInstrument=1", "-DmxBoundsCheck=1"],
];
const NATIVE = ["-O2", "-DmxParse=1", "-DmxMetering=1"];
const NATIVE32 = ["-m32", "-msse2", "-mfpmath=sse"];
/** Every access to memory outside the arena is checked. */
const CHECKED = ["-fsanitize=address", "-fno-omit-frame-pointer", "-g1"];
/** The subset of the instruction set that ESP32-C3 (without atomics) and C6 have; optimised for size as the SDK's builds are. */
const RV32 = ["--specs=picolibc.specs", "--picolibc-buildtype=release", "-march=rv32imac", "-misa-spec=2.2", "-mabi=ilp32", "-mcmodel=medany"];
/** Debian's. */
export const RV32_PACKAGES = "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc";
/** Functions of the engine that host/rv32 has its own of. */
const WRAPPED = ["fxShare", "fxCStackLimit", "fxNewFunctionName", "fxNewFunctionLength"];

/** What differs between the builds; `cure` are the Debian packages. Native arithmetic is IEEE 754 double precision: x87 would round twice. */
const TARGETS = {
	native64: { compiler: process.env.CC ?? "cc", folder: "native", machine: [], flags: NATIVE, link: [], cure: "gcc libc6-dev" },
	native32: {
		...{ compiler: process.env.CC ?? "cc", folder: "native", machine: NATIVE32, flags: NATIVE, link: [] },
		cure: "gcc-multilib",
	},
	checked32: {
		...{ compiler: process.env.CC ?? "cc", folder: "native", machine: [...NATIVE32, ...CHECKED], flags: NATIVE, link: [] },
		cure: "gcc-multilib",
	},
	rv32: {
		...{ compiler: "riscv64-unknown-elf-gcc", folder: "rv32", machine: RV32, cure: RV32_PACKAGES },
		flags: ["-Os", "-ffunction-sections", "-fdata-sections", "-DmxNoConsole=1"],
		link: [
			...["-nostartfiles", `-T${join(HOST, "rv32/memory.ld")}`, "-Wl,--gc-sections"],
			...WRAPPED.map(name => `-Wl,--wrap=${name}`),
		],
	},
};

/** Why a host cannot be had; one line. */
export class XSUnavailable extends Error {}

/**
 * The path of the host's executable, built now if it is not there or older than its sources.
 * @param {Build} build
 * @param {(line: string) => void} [note] told when a build begins
 * @returns {Promise<string>}
 */
export async function xsHost(build, note = () => {}) {
	const target = TARGETS[build];
	if (!existsSync(join(ENGINE, "sources/xsAll.c")))
		throw new XSUnavailable(
			"XS is not there: npm install --include=optional brings its sources (@agoric/xsnap; Node 20 or 22, others with --force)",
		);
	const { version } = JSON.parse(readFileSync(join(ENGINE, "../../package.json"), "utf8"));
	const flags = [...target.machine, ...COMMON, ...target.flags];
	const known = [version, compilerVersion(target), flags.join(" "), readFileSync(join(HOST, "platform.h"))];
	const objects = join(OUT, `${build}-${digest(known)}`);
	const own = [HOST, join(HOST, target.folder)].flatMap(filesOf);
	const executable = join(objects, `xs-host-${digest([...own.map(name => readFileSync(name)), target.link.join(" ")])}`);
	if (existsSync(executable)) return executable;

	checkTarget(target, build);
	note(`building the XS host (${build}), once`);
	const includes = ["includes", "platforms", "sources"].map(folder => `-I${join(ENGINE, folder)}`);
	const common = [...flags, ...includes, `-I${HOST}`];
	try {
		if (!existsSync(objects)) {
			for (const old of readdirSync(OUT)) if (old.startsWith(`${build}-`)) rmSync(join(OUT, old), { recursive: true });
			const engine = filesOf(join(ENGINE, "sources"));
			// the interpreter takes longest: it goes first
			engine.sort((a, b) => Number(b.endsWith("xsRun.c")) - Number(a.endsWith("xsRun.c")));
			await inPlace(objects, folder => compileAll(target.compiler, common, engine, folder));
		}
		const work = `${executable}.${process.pid}`;
		await inPlace(work, async folder => {
			await compileAll(target.compiler, common, own, folder);
			const linked = [objects, folder].flatMap(filesOf).filter(part => part.endsWith(".o"));
			await run(target.compiler, [...target.machine, ...target.link, ...linked, "-lm", "-o", join(folder, "xs-host")]);
		});
		renameSync(join(work, "xs-host"), executable);
		rmSync(work, { recursive: true });
	} catch (error) {
		if (!(error instanceof CompileError)) throw error;
		throw new XSUnavailable(`XS is not built (${build}): ${error.message}`);
	}
	return executable;
}

/**
 * Another program for the microcontroller, without the engine: its start, its memory protection, its traps, and these sources.
 * @param {string[]} sources C files, `main` and `die` among them
 * @param {string} executable path of the ELF file to be made
 */
export async function rv32Program(sources, executable) {
	const { compiler, machine, flags, link } = TARGETS.rv32;
	checkTarget(TARGETS.rv32, "rv32");
	const own = ["start", "protection", "trap", "semihosting", "system", "library"].map(name => join(HOST, `rv32/${name}.c`));
	const plain = link.filter(option => !option.includes("--wrap"));
	try {
		await run(compiler, [...machine, "-std=gnu11", ...flags, `-I${HOST}`, `-I${join(HOST, "rv32")}`, ...plain, ...own, ...sources, "-o", executable]);
	} catch (error) {
		if (!(error instanceof CompileError)) throw error;
		throw new XSUnavailable(error.message);
	}
}

/** @param {{ compiler: string, cure: string }} target */
function compilerVersion({ compiler, cure }) {
	const { status, stdout } = spawnSync(compiler, ["--version"], { encoding: "utf8" });
	if (status !== 0) throw new XSUnavailable(`XS is not built: no C compiler ${compiler} (Debian: apt-get install ${cure})`);
	return stdout;
}

/**
 * @param {{ compiler: string, machine: string[], cure: string }} target
 * @param {Build} build
 */
function checkTarget({ compiler, machine, cure }, build) {
	mkdirSync(OUT, { recursive: true });
	const probe = join(OUT, `probe.${process.pid}`);
	writeFileSync(`${probe}.c`, "#include <math.h>\n#include <stdio.h>\nint main(void) { return 0; }\n");
	const step = build === "rv32" ? ["-c", `${probe}.c`] : [`${probe}.c`, "-lm"];
	const { status } = spawnSync(compiler, [...machine, ...step, "-o", probe], { stdio: "ignore" });
	rmSync(`${probe}.c`);
	rmSync(probe, { force: true });
	if (status !== 0)
		throw new XSUnavailable(`XS is not built (${build}): ${compiler} makes no such programs (Debian: apt-get install ${cure})`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const builds = process.argv.slice(2).filter(name => name in TARGETS);
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
