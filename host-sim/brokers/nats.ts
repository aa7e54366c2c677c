import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerProcess, freePort } from "./broker-process";
import { configuration, withoutSection } from "./configuration";
import { findProgram, type LocalBroker } from "./local-broker";

/** Where nats-server is, or undefined when it is not installed. */
export const natsPath = findProgram("nats-server", "/usr/sbin/nats-server", "/usr/local/bin/nats-server");

/** Starts docs/brokers/nats.conf as one node on loopback ports, without TLS; without users too unless they are asked for. */
export async function startNats(path: string, { users = false } = {}): Promise<LocalBroker> {
	const host = "127.0.0.1";
	const [port, client] = [await freePort(), await freePort()];
	return start(path, { host, port, client, server: "cim-1", users });
}

interface Node {
	host: string;
	port: number;
	/** For NATS' own protocol. */
	client: number;
	server: string;
	users?: boolean;
	/** For the other nodes, and where all of them are. */
	route?: { port: number; all: string };
}

async function start(path: string, node: Node): Promise<LocalBroker> {
	const broker = prepare(path, node);
	await broker.restart();
	return broker;
}

function prepare(path: string, { host, port, client, server, users, route }: Node): LocalBroker {
	const folder = mkdtempSync(join(tmpdir(), "cim-nats-"));
	const own = join(folder, "nats.conf");
	const log = join(folder, "log");
	let text = configuration("nats.conf", {
		"server_name:": `server_name: ${server}`,
		"listen: 10.0.0.1:4222": `listen: "${host}:${client}"`,
		"store_dir:": `store_dir: "${folder}"`,
		"listen: 10.0.0.1:6222": route && `listen: "${host}:${route.port}"`,
		"routes:": route && `routes: [${route.all}]`,
		"listen: 10.0.0.1:8883": `listen: "${host}:${port}"`,
	});
	text = withoutSection(text, "tls {");
	if (!users) text = withoutSection(text, "authorization {");
	if (!route) text = withoutSection(text, "cluster {");
	writeFileSync(own, text);
	const broker = new BrokerProcess({
		...{ name: server, command: path, args: ["-c", own, "-l", log], host, port, log },
	});
	return {
		...{ host, port },
		get processId() {
			return broker.id;
		},
		restart: () => broker.start(),
		kill: () => broker.kill(),
		async stop() {
			await broker.kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/**
 * Starts three nodes of docs/brokers/nats.conf that know each other, each with a loopback address of its own and all with the
 * same port. Throws where this machine has only one loopback address.
 */
export async function startNatsCluster(path: string): Promise<LocalBroker[]> {
	const hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];
	const port = await freePort(hosts[2]);
	const routePort = await freePort(hosts[1]);
	const all = hosts.map(host => `"nats://${host}:${routePort}"`).join(", ");
	const nodes: LocalBroker[] = [];
	for (const [n, host] of hosts.entries()) {
		const client = await freePort(host);
		nodes.push(prepare(path, { host, port, client, server: `cim-${n + 1}`, route: { port: routePort, all } }));
	}
	await Promise.all(nodes.map(node => node.restart()));
	return nodes;
}
