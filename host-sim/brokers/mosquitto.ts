import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerProcess, freePort } from "./broker-process";
import { configuration } from "./configuration";
import { findProgram, type LocalBroker } from "./local-broker";

/** Where mosquitto is, or undefined when it is not installed. */
export const mosquittoPath = findProgram("mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto");

/** What differs from docs/brokers/mosquitto.conf: without it, nobody is asked who they are, and nothing is encrypted. */
export interface MosquittoFiles {
	certificate: string;
	key: string;
	devicePasswords: string;
	deviceAccess: string;
	peoplePasswords: string;
	peopleAccess: string;
}

export interface Mosquitto extends LocalBroker {
	/** Of the second listener, for people and consumers. */
	peoplePort: number;
}

/** Starts docs/brokers/mosquitto.conf on loopback ports. */
export async function startMosquitto(path: string, files?: MosquittoFiles): Promise<Mosquitto> {
	const host = "127.0.0.1";
	const [port, peoplePort] = [await freePort(), await freePort()];
	const folder = mkdtempSync(join(tmpdir(), "cim-mosquitto-"));
	const own = join(folder, "mosquitto.conf");
	const log = join(folder, "log");
	const places = {
		"persistence_location ": `persistence_location ${folder}/`,
		"listener 8883": `listener ${port} ${host}`,
		"listener 8884": `listener ${peoplePort} ${host}`,
	};
	const text = files
		? configuration("mosquitto.conf", {
				...places,
				"certfile ": `certfile ${files.certificate}`,
				"keyfile ": `keyfile ${files.key}`,
				"password_file /etc/mosquitto/devices": `password_file ${files.devicePasswords}`,
				"password_file /etc/mosquitto/people": `password_file ${files.peoplePasswords}`,
				"acl_file /etc/mosquitto/devices": `acl_file ${files.deviceAccess}`,
				"acl_file /etc/mosquitto/people": `acl_file ${files.peopleAccess}`,
			})
		: configuration("mosquitto.conf", {
				...places,
				"certfile ": undefined,
				"keyfile ": undefined,
				"password_file ": undefined,
				"acl_file ": undefined,
				"allow_anonymous ": "allow_anonymous true",
				"use_username_as_clientid ": undefined,
			});
	// Started by root it would become another user, who may not write here.
	writeFileSync(own, `${text}\nuser root\nlog_type error\nlog_dest file ${log}\n`);
	const broker = new BrokerProcess({ name: "mosquitto", command: path, args: ["-c", own], host, port, log });
	await broker.start();
	return {
		...{ host, port, peoplePort },
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
