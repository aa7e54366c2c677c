import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Machine, Outcome } from "./machine";
import { moddableTools } from "./moddable";

/** How long a question to a program or a socket may take, milliseconds: nothing that is asked here is slow by nature. */
const TIME_LIMIT_MS = 4000;
/** Characters of a program's output that are kept. */
const OUTPUT_LIMIT = 10_000;

/**
 * This machine. PATH begins with the Moddable SDK's tools and this project's own packages, so that mcconfig finds its tools and
 * a TypeScript that is new enough, whatever else is installed.
 */
export function localMachine(environment: NodeJS.ProcessEnv = process.env, timeLimit = TIME_LIMIT_MS): Machine {
	const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
	const { platform } = process;
	const tools = environment.MODDABLE ? [moddableTools(environment.MODDABLE, platform)] : [];
	// mosquitto is in /usr/sbin, which is not on everybody's PATH
	const given = [...(environment.PATH ?? "").split(delimiter), "/usr/sbin"];
	const folders = [...tools, join(root, "node_modules", ".bin"), ...given].filter(Boolean);
	const own: NodeJS.ProcessEnv = { ...environment, PATH: folders.join(delimiter) };
	const which = (program: string) => folders.map(folder => join(folder, program)).find(isProgram);
	return {
		platform,
		environment: own,
		root,
		node: process.versions.node,
		addresses: Object.values(networkInterfaces())
			.flatMap(entries => entries ?? [])
			.filter(entry => entry.family === "IPv4" && !entry.internal)
			.map(entry => entry.address),
		which,
		run(program, args) {
			const path = which(program);
			return path ? runProgram(path, args, own, timeLimit) : Promise.resolve(undefined);
		},
		read: path => attempt(() => readFileSync(path, "utf8")),
		exists: existsSync,
		list: folder => attempt(() => readdirSync(folder).sort()) ?? [],
		resolve: path => attempt(() => realpathSync(path)) ?? path,
		writable: path => attempt(() => accessSync(path, constants.W_OK) ?? true) ?? false,
		ask: (host, port, bytes) => askSocket(host, port, bytes, timeLimit / 2),
	};
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function isProgram(path: string): boolean {
	return attempt(() => statSync(path).isFile() && (accessSync(path, constants.X_OK) ?? true)) ?? false;
}

function runProgram(
	path: string,
	args: readonly string[],
	env: NodeJS.ProcessEnv,
	timeout: number,
): Promise<Outcome | undefined> {
	return new Promise(resolve => {
		let output = "";
		// A group of its own: what the program started ends with it.
		const child = spawn(path, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
		const keep = (data: Buffer) => {
			if (output.length < OUTPUT_LIMIT) output += data;
		};
		child.stdout.on("data", keep);
		child.stderr.on("data", keep);
		const timer = setTimeout(() => {
			if (child.pid) attempt(() => process.kill(-child.pid!, "SIGKILL"));
			resolve({ code: undefined, output });
		}, timeout);
		child.on("error", () => {
			clearTimeout(timer);
			resolve(undefined);
		});
		child.on("close", code => {
			clearTimeout(timer);
			resolve({ code: code ?? undefined, output });
		});
	});
}

function askSocket(host: string, port: number, bytes: Uint8Array, timeout: number): Promise<Uint8Array | undefined> {
	return new Promise(resolve => {
		const socket = connect({ host, port });
		let open = false;
		const end = (answer: Uint8Array | undefined) => {
			resolve(answer);
			socket.destroy();
		};
		socket.setTimeout(timeout, () => end(open ? new Uint8Array(0) : undefined));
		socket.on("connect", () => {
			open = true;
			socket.write(bytes);
		});
		socket.on("data", data => end(new Uint8Array(data)));
		socket.on("error", () => end(undefined));
		socket.on("close", () => end(open ? new Uint8Array(0) : undefined));
	});
}
