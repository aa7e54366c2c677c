import { DEVICE_ID, TOPIC_ROOT } from "../../firmware/messaging/topics";
import { BROKER_OPTIONS, brokerLogin } from "../broker-login";
import { type Command, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	...BROKER_OPTIONS,
	device: { type: "string", value: "id", about: "only this device (default: all)" },
	json: { type: "boolean", about: "one JSON object a line" },
	raw: { type: "boolean", about: "the payload's bytes in hexadecimal too" },
} as const satisfies Options;

export const command: Command = {
	name: "watch",
	summary: "print what any device publishes, decoded",
	help: helpText({
		usage: "watch [options]",
		about: `Subscribes to ${TOPIC_ROOT}/# with an ordinary MQTT client and prints each message in
words: status (text), birth and result (CBOR, see firmware/messaging/schema.cddl).
Anything else, and whatever cannot be decoded, is shown as hexadecimal. Keeps
trying while the broker is away. Ctrl-C ends.`,
		options: OPTIONS,
		examples: [
			["cim watch", "everything on this machine's broker"],
			["cim watch --broker mqtt://192.168.1.5 --device desk-1", "one device elsewhere"],
			["cim watch --json | jq .value.text", "only the letters"],
			["cim watch --raw", "with the hex that cim replay takes"],
		],
	}),
	async run(args) {
		const { values } = parseOptions("watch", OPTIONS, args);
		const { address: broker, login } = brokerLogin(values);
		if (values.device !== undefined && !DEVICE_ID.test(values.device))
			throw new UsageError(
				`--device is ${JSON.stringify(values.device)}: it must be 1 to 23 characters of a-z, 0-9 and -`,
			);
		const { Subscriber } = await import("../subscriber");
		const { messageObject, messageText } = await import("../message-text");
		const filters = values.device ? [`${TOPIC_ROOT}/${values.device}/#`] : [`${TOPIC_ROOT}/#`];
		const subscriber = new Subscriber({
			url: broker.url,
			login,
			filters,
			onMessage(message) {
				const hex = Buffer.from(message.payload).toString("hex");
				if (values.json) {
					const object = { time: new Date().toISOString(), ...messageObject(message), ...(values.raw ? { hex } : {}) };
					process.stdout.write(`${JSON.stringify(object)}\n`);
					return;
				}
				const time = new Date().toTimeString().slice(0, 8);
				process.stdout.write(`${time}  ${messageText(message)}\n${values.raw ? `          ${hex}\n` : ""}`);
			},
			onState(subscribed, reason) {
				process.stderr.write(
					subscribed
						? `cim watch: subscribed to ${filters[0]} at ${broker.url}\n`
						: `cim watch: ${broker.url}: ${reason}; trying again until it answers\n`,
				);
			},
		});
		await new Promise<void>(resolve => {
			process.once("SIGINT", resolve);
			process.once("SIGTERM", resolve);
		});
		await subscriber.close();
		return EXIT_OK;
	},
};
