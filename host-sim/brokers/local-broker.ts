import { spawnSync } from "node:child_process";

/** A broker of our own on this machine, reached through loopback only. */
export interface LocalBroker {
	readonly host: string;
	/** For MQTT. */
	readonly port: number;
	/** Of its process; undefined while it does not run. */
	readonly processId: number | undefined;
	/** Starts it again; what it keeps is there again. */
	restart(): Promise<void>;
	/** Ends it without a good-bye. */
	kill(): Promise<void>;
	/** Ends it, and removes all it kept. */
	stop(): Promise<void>;
}

/** The first of these programs that is installed. */
export function findProgram(...names: string[]): string | undefined {
	return names.find(name => spawnSync(name, ["--help"], { stdio: "ignore" }).error === undefined);
}
