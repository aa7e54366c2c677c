import { fileURLToPath } from "node:url";
import { BrokerProcess, freePort } from "./broker-process";
import type { LocalBroker } from "./local-broker";

/** Starts `cim broker` as a process of its own: what it takes can be told from what its clients take. */
export async function startEmbedded(connections: number): Promise<LocalBroker> {
	const host = "127.0.0.1";
	const port = await freePort();
	const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));
	const args = ["--import", "tsx", cli, "broker", "--port", String(port), "--connections", String(connections)];
	const broker = new BrokerProcess({ name: "cim broker", command: process.execPath, args, host, port });
	await broker.start();
	const stop = () => broker.kill();
	return {
		...{ host, port, stop },
		get processId() {
			return broker.id;
		},
		restart: () => broker.start(),
		kill: stop,
	};
}
