// Compiling many C files into a folder. Plain JavaScript, as build.js is.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";

/** What a compiler or linker said. */
export class CompileError extends Error {}

/** @param {(string | Uint8Array)[]} parts */
export function digest(parts) {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part).update("\0");
	return hash.digest("hex").slice(0, 12);
}

/**
 * Paths of a folder's files, in order.
 * @param {string} folder
 */
export function filesOf(folder) {
	const found = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile());
	return found.map(({ name }) => join(folder, name)).sort();
}

/**
 * Fills a folder that appears only when it is complete.
 * @param {string} folder
 * @param {(folder: string) => Promise<void>} fill
 */
export async function inPlace(folder, fill) {
	const work = `${folder}.part${process.pid}`;
	mkdirSync(work, { recursive: true });
	try {
		await fill(work);
		if (!existsSync(folder)) renameSync(work, folder);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

/**
 * @param {string} compiler
 * @param {string[]} flags
 * @param {string[]} sources those that are not in C are left out
 * @param {string} folder
 */
export async function compileAll(compiler, flags, sources, folder) {
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
export function run(command, args) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
		let output = "";
		child.stderr.on("data", data => {
			output += data;
		});
		child.on("error", reject);
		child.on("close", code => {
			if (code === 0) return resolve();
			reject(new CompileError(`${command} ${args.at(-1)} failed\n${output.slice(0, 2000)}`));
		});
	});
}
