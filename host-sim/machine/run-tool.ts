import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { CimError } from "../../firmware/errors";
import { Masker, masked } from "./masker";

export interface ToolRun {
	program: string;
	args: readonly string[];
	/** Folder it runs in. */
	folder: string;
	environment: Readonly<Record<string, string | undefined>>;
	/** Never shown: masked in all that the program prints. */
	secrets?: readonly string[];
	write(text: string): void;
	writeError(text: string): void;
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Runs a program without a shell and shows what it prints as it comes. Ctrl-C (or SIGTERM) goes to the program and all that it
 * started, the second one ends them at once.
 * @returns its exit code; 128 + the signal's number when a signal ended it, as shells say it
 */
export function runTool({
	program,
	args,
	folder,
	environment,
	secrets = [],
	write,
	writeError,
}: ToolRun): Promise<number> {
	return new Promise((resolve, reject) => {
		// a group of its own, so that a signal reaches everything that it starts, once
		const child = spawn(program, args, {
			cwd: folder,
			env: { ...environment },
			stdio: ["ignore", "pipe", "pipe"],
			detached: true,
		});
		const ends = [show(child.stdout, secrets, write), show(child.stderr, secrets, writeError)];
		let asked: keyof typeof SIGNALS | undefined;
		const pass = (signal: keyof typeof SIGNALS) => {
			const again = asked !== undefined;
			asked = signal;
			try {
				if (child.pid) process.kill(-child.pid, again ? "SIGKILL" : signal);
			} catch {
				// it is gone already
			}
		};
		const onInterrupt = () => pass("SIGINT");
		const onTerminate = () => pass("SIGTERM");
		process.on("SIGINT", onInterrupt);
		process.on("SIGTERM", onTerminate);
		const release = () => {
			process.off("SIGINT", onInterrupt);
			process.off("SIGTERM", onTerminate);
		};
		child.on("error", error => {
			release();
			reject(new CimError("toolchain", `${program} cannot be run: ${error.message}`));
		});
		child.on("close", (code, signal) => {
			release();
			for (const end of ends) end();
			if (asked) resolve(128 + SIGNALS[asked]);
			else resolve(code ?? (signal === "SIGINT" ? 130 : 143));
		});
	});
}

function show(stream: NodeJS.ReadableStream, secrets: readonly string[], write: (text: string) => void): () => void {
	const decoder = new StringDecoder("utf8");
	const masker = new Masker(secrets);
	const put = (text: string) => {
		if (text) write(text);
	};
	stream.on("data", (data: Buffer) => put(masker.push(decoder.write(data))));
	return () => put(masker.push(decoder.end()) + masker.end());
}

/** A command line for people to read and to copy: quoted where a shell needs it, secrets masked. */
export function commandLine(program: string, args: readonly string[], secrets: readonly string[] = []): string {
	return [program, ...args].map(word => quote(masked(word, secrets))).join(" ");
}

function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
