import { DEVICE_ID } from "../../firmware/messaging/topics";
import { BROKER_OPTIONS, brokerLogin } from "../broker-login";
import { Caller } from "../caller";
import { printable } from "../printable";
import { type Command, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	...BROKER_OPTIONS,
	discovery: { type: "string", value: "prefix", about: "Home Assistant's (default homeassistant)" },
} as const satisfies Options;

/** Milliseconds without another retained message after which there are no more. */
const QUIET_MS = 1000;

export const command: Command = {
	name: "purge",
	summary: "clear what a broker still remembers of a device",
	help: helpText({
		usage: "purge <device> [options]",
		about: `Clears every retained message of a device that is gone for good: its status, birth and settings, and what Home Assistant was told of it.`,
		options: OPTIONS,
		examples: [["cim purge desk-1", "desk-1 is forgotten"]],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("purge", OPTIONS, args, 1);
		const [device] = positionals;
		if (device === undefined || !DEVICE_ID.test(device))
			throw new UsageError(
				`the device is ${JSON.stringify(device ?? "")}: it must be 1 to 23 characters of a-z, 0-9 and -`,
			);
		const { address, login } = brokerLogin(values);
		const caller = await Caller.connect(address.url, login);
		try {
			const topics = await caller.purge(device, values.discovery ?? "homeassistant", QUIET_MS);
			for (const topic of topics) process.stdout.write(`cleared ${printable(topic, 120)}\n`);
			process.stdout.write(`${topics.length === 0 ? "nothing" : topics.length} retained of ${device}\n`);
			return EXIT_OK;
		} finally {
			await caller.close();
		}
	},
};
