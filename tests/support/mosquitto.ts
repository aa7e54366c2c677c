import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the mosquitto broker is, or undefined when it is not installed. */
export const mosquittoPath: string | undefined = ["mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].find(
	path => spawnSync(path, ["-h"], { stdio: "ignore" }).error === undefined,
);

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	await new Promise(resolve => server.close(resolve));
	if (typeof address !== "object" || !address) throw new Error("no port");
	return address.port;
}

/** A mosquitto of our own on a loopback port; can be killed and started again. */
export class Mosquitto {
	readonly port: number;
	readonly #path: string;
	readonly #folder: string;
	#process: ChildProcess | undefined;

	private constructor(path: string, port: number) {
		this.#path = path;
		this.port = port;
		this.#folder = mkdtempSync(join(tmpdir(), "cim-mosquitto-"));
		const lines = [`listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence false", "log_type error"];
		writeFileSync(join(this.#folder, "mosquitto.conf"), `${lines.join("\n")}\n`);
	}

	static async start(path: string): Promise<Mosquitto> {
		const broker = new Mosquitto(path, await freePort());
		await broker.restart();
		return broker;
	}

	/** Starts it, or starts it again, and waits until it takes connections. */
	async restart(): Promise<void> {
		await this.kill();
		const child = spawn(this.#path, ["-c", join(this.#folder, "mosquitto.conf")], { stdio: "ignore" });
		this.#process = child;
		while (!(await isOpen(this.port)))
			if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
	}

	/** Ends it without a good-bye. */
	async kill(): Promise<void> {
		const child = this.#process;
		this.#process = undefined;
		if (!child || child.exitCode !== null) return;
		await new Promise(resolve => {
			child.once("exit", resolve);
			child.kill("SIGKILL");
		});
	}

	async stop(): Promise<void> {
		await this.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

function isOpen(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, "127.0.0.1");
		const end = (open: boolean) => () => {
			socket.destroy();
			setTimeout(() => resolve(open), open ? 0 : 10);
		};
		socket.once("connect", end(true));
		socket.once("error", end(false));
	});
}
