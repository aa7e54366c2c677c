import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";

export interface BrokerProcessOptions {
	/** For errors. */
	name: string;
	command: string;
	args: readonly string[];
	env?: NodeJS.ProcessEnv;
	host: string;
	port: number;
	/** File that both its output streams go to; nowhere without it. */
	log?: string;
	/** It has children of its own, which are ended with it. */
	isGroup?: boolean;
}

/** A broker as a process of this machine, which can be killed and started again. */
export class BrokerProcess {
	readonly #options: BrokerProcessOptions;
	#process: ChildProcess | undefined;

	constructor(options: BrokerProcessOptions) {
		this.#options = options;
	}

	get id(): number | undefined {
		return this.#process?.pid;
	}

	/** Starts it, or starts it again; resolves once it takes connections. */
	async start(): Promise<void> {
		await this.kill();
		const { name, command, args, env, host, port, isGroup = false } = this.#options;
		const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env }, detached: isGroup });
		this.#process = child;
		let failure: Error | undefined;
		child.once("error", error => (failure = error));
		// What is left when this process ends must not stay behind.
		const end = () => this.#signal(child);
		process.once("exit", end);
		child.once("exit", () => process.off("exit", end));
		while (!(await isOpen(host, port)))
			if (failure || child.exitCode !== null)
				throw failure ?? new Error(`${name} ended with ${child.exitCode}: ${this.#words()}`);
	}

	/** Ends it without a good-bye (SIGKILL). */
	async kill(): Promise<void> {
		const child = this.#process;
		this.#process = undefined;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		await new Promise(resolve => {
			child.once("exit", resolve);
			this.#signal(child);
		});
		// The first of a group may be gone before the one that listens.
		const { host, port, isGroup } = this.#options;
		while (isGroup && (await isOpen(host, port)));
	}

	/** Stops it in its tracks, with its connections open, or lets it go on. */
	freeze(isFrozen: boolean): void {
		this.#process?.kill(isFrozen ? "SIGSTOP" : "SIGCONT");
	}

	#signal(child: ChildProcess): void {
		try {
			if (this.#options.isGroup) process.kill(-child.pid!, "SIGKILL");
			else child.kill("SIGKILL");
		} catch {
			// it ended by itself meanwhile
		}
	}

	#words(): string {
		const { log } = this.#options;
		try {
			return log ? readFileSync(log, "utf8").slice(-1000) : "";
		} catch {
			return "";
		}
	}
}

/** A port of this host that nobody listens on. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(0, host, resolve);
	});
	const address = server.address();
	await new Promise(resolve => server.close(resolve));
	if (typeof address !== "object" || !address) throw new Error("no port");
	return address.port;
}

/** Milliseconds between two looks whether somebody listens. */
const LOOK = 10;

function isOpen(host: string, port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, host);
		const end = (open: boolean) => () => {
			socket.destroy();
			setTimeout(() => resolve(open), open ? 0 : LOOK);
		};
		socket.once("connect", end(true));
		socket.once("error", end(false));
	});
}
