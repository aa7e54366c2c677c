import { readFileSync } from "node:fs";
import type { IClientOptions } from "mqtt";
import { type BrokerAddress, MQTT_PORT, parseBrokerAddress } from "./broker-address";
import { UsageError } from "./commands/command";
import type { Options, Values } from "./commands/options";

/** Where a password comes from: a command line is seen by everyone on the computer, and kept in the shell's history. */
export const PASSWORD_VARIABLE = "CIM_BROKER_PASSWORD";

/** Options of every command that is a client of a broker. */
export const BROKER_OPTIONS = {
	broker: { type: "string", value: "url", about: `mqtt:// or mqtts:// (default mqtt://127.0.0.1:${MQTT_PORT})` },
	user: { type: "string", value: "name", about: `user at the broker; its password in ${PASSWORD_VARIABLE}` },
	ca: { type: "string", value: "file", about: "certificate (PEM) that the broker's is signed by" },
	cert: { type: "string", value: "file", about: "own certificate (PEM), with --key" },
	key: { type: "string", value: "file", about: "its private key (PEM)" },
} as const satisfies Options;

/** The broker that the options name, and what to say to it. Throws UsageError. */
export function brokerLogin(values: Values<typeof BROKER_OPTIONS>): { address: BrokerAddress; login: IClientOptions } {
	const address = parseBrokerAddress(values.broker ?? `127.0.0.1:${MQTT_PORT}`, true);
	const isSecure = address.url.startsWith("mqtts:");
	for (const name of ["ca", "cert", "key"] as const)
		if (values[name] !== undefined && !isSecure)
			throw new UsageError(`--${name} is for TLS: --broker must begin with mqtts://`);
	if ((values.cert === undefined) !== (values.key === undefined))
		throw new UsageError("--cert and --key go together: a certificate and its private key");
	const password = process.env[PASSWORD_VARIABLE];
	if (values.user === undefined && password !== undefined)
		throw new UsageError(`${PASSWORD_VARIABLE} is set, but no --user to go with it`);
	return {
		address,
		login: {
			...(values.user === undefined ? {} : { username: values.user, password }),
			...(isSecure ? { servername: address.host, rejectUnauthorized: true } : {}),
			ca: file("ca", values.ca),
			cert: file("cert", values.cert),
			key: file("key", values.key),
		},
	};
}

function file(option: string, path: string | undefined): Buffer | undefined {
	if (path === undefined) return undefined;
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(
			`--${option} is ${JSON.stringify(path)}: ${(error as NodeJS.ErrnoException).code}, no file to read`,
		);
	}
}
