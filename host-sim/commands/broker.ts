import { readUsers } from "../broker-access";
import { MQTT_PORT, MQTTS_PORT } from "../broker-address";
import { type Command, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, wholeNumber } from "./options";

const OPTIONS = {
	users: { type: "string", value: "file", about: "who may do what (JSON, see docs/security.md)" },
	host: { type: "string", value: "address", about: "where to listen (default 127.0.0.1; others need --users)" },
	port: { type: "string", value: "N", about: `port (default ${MQTT_PORT}, with TLS ${MQTTS_PORT})` },
	cert: { type: "string", value: "file", about: "certificate (PEM): speak TLS only" },
	key: { type: "string", value: "file", about: "its private key (PEM)" },
	"client-ca": { type: "string", value: "file", about: "clients must show a certificate signed by this one" },
	connections: { type: "string", value: "N", about: "at most so many (default 200)" },
} as const satisfies Options;

export const command: Command = {
	name: "broker",
	summary: "an MQTT broker with users and an access list, for a few hundred devices",
	help: helpText({
		usage: "broker [options]",
		about: `Runs the broker of cim start by itself, until Ctrl-C. All it knows is in memory. With users a device touches only its own topics, an operator sends commands, a viewer reads.`,
		options: OPTIONS,
		examples: [
			["cim broker", "for this machine only"],
			["cim broker --users users.json --host 0.0.0.0 --cert b.pem --key b.key", "for a workshop"],
		],
	}),
	async run(args) {
		const { values } = parseOptions("broker", OPTIONS, args);
		if ((values.cert === undefined) !== (values.key === undefined))
			throw new UsageError("--cert and --key go together: a certificate and its private key");
		if (values["client-ca"] !== undefined && values.cert === undefined)
			throw new UsageError("--client-ca is for TLS: --cert and --key are needed");
		const { startBroker } = await import("../broker");
		const broker = await startBroker({
			port: wholeNumber("port", values.port, values.cert ? MQTTS_PORT : MQTT_PORT, 1, 65535),
			host: values.host,
			connectionLimit: wholeNumber("connections", values.connections, 200, 1, 100_000),
			users: values.users === undefined ? undefined : readUsers(values.users),
			tls:
				values.cert === undefined || values.key === undefined
					? undefined
					: { certificate: values.cert, key: values.key, clientAuthority: values["client-ca"] },
		});
		process.stdout.write(`cim broker: ${broker.url}\n`);
		await new Promise<void>(resolve => {
			process.once("SIGINT", resolve);
			process.once("SIGTERM", resolve);
		});
		await broker.close();
		return EXIT_OK;
	},
};
