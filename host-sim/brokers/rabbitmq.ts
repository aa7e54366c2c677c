import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerProcess, freePort } from "./broker-process";
import { configuration } from "./configuration";
import { findProgram, type LocalBroker } from "./local-broker";

/** Where Debian puts RabbitMQ's own scripts: the one in /usr/sbin works for one node of the whole machine only. */
const FOLDER = "/usr/lib/rabbitmq/lib";

/** Where the script that starts RabbitMQ is, or undefined when it is not installed. */
export const rabbitmqPath = findScript();

function findScript(): string | undefined {
	try {
		const version = readdirSync(FOLDER).find(name => name.startsWith("rabbitmq_server-"));
		return version && findProgram("epmd") ? join(FOLDER, version, "sbin", "rabbitmq-server") : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Starts docs/brokers/rabbitmq.conf as one node: no TLS, anybody may come in. The name service of Erlang and what nodes talk to
 * each other listen on loopback too, on ports of their own; nothing outside its temporary folder is touched.
 */
export async function startRabbitmq(path: string): Promise<LocalBroker> {
	const host = "127.0.0.1";
	const [port, names, distribution] = [await freePort(), await freePort(), await freePort()];
	const folder = mkdtempSync(join(tmpdir(), "cim-rabbitmq-"));
	const at = (name: string): string => join(folder, name);
	const text = configuration("rabbitmq.conf", {
		"mqtt.listeners.tcp = none": `mqtt.listeners.tcp.1 = ${host}:${port}`,
		"mqtt.listeners.ssl.1": undefined,
		ssl_options: undefined,
		"mqtt.allow_anonymous": "mqtt.allow_anonymous = true",
		cluster_: undefined,
	});
	writeFileSync(at("rabbitmq.conf"), text);
	writeFileSync(at("plugins"), "[rabbitmq_mqtt].\n");
	const env = {
		...{ HOME: folder, ERL_EPMD_ADDRESS: host, ERL_EPMD_PORT: String(names) },
		RABBITMQ_NODENAME: "cim@localhost",
		RABBITMQ_DIST_PORT: String(distribution),
		RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
		RABBITMQ_MNESIA_BASE: at("data"),
		RABBITMQ_LOG_BASE: at("log"),
		RABBITMQ_PID_FILE: at("pid"),
		RABBITMQ_ENABLED_PLUGINS_FILE: at("plugins"),
		RABBITMQ_CONFIG_FILE: at("rabbitmq"),
		RABBITMQ_CONF_ENV_FILE: at("none"),
	};
	const args = ["-port", String(names), "-address", host];
	const nameService = new BrokerProcess({ name: "epmd", command: "epmd", args, host, port: names });
	const broker = new BrokerProcess({
		...{ name: "rabbitmq", command: path, args: [], env, host, port, log: at("log/cim@localhost.log"), isGroup: true },
	});
	const stop = async () => {
		await broker.kill();
		await nameService.kill();
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		await nameService.start();
		await broker.start();
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		...{ host, port, stop },
		get processId() {
			return broker.id;
		},
		restart: () => broker.start(),
		kill: () => broker.kill(),
	};
}
