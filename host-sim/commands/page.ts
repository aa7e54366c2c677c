import { BROKER_OPTIONS, brokerLogin } from "../broker-login";
import { PAGE_PORT } from "../dashboard/page-port";
import { type Command, EXIT_OK } from "./command";
import { helpText, type Options, parseOptions, wholeNumber } from "./options";

const OPTIONS = {
	...BROKER_OPTIONS,
	"page-port": {
		type: "string",
		value: "n",
		about: `serve the page on this port of this machine (default ${PAGE_PORT}; next free one if taken)`,
	},
	open: { type: "boolean", about: "open it in the browser" },
} as const satisfies Options;

export const command: Command = {
	name: "page",
	summary: "the live page over any broker: a tile for each device, commands",
	help: helpText({
		usage: "page [options]",
		about: `Serves the live page on this machine for the devices of a broker: who is there, what each one said last, and
commands to some or all of them. The insides of a device can be seen where it runs: cim start has this page too.
Ctrl-C ends.`,
		options: OPTIONS,
		examples: [
			["cim page", "the devices of this machine's broker, for example those of cim fleet --real"],
			["cim page --broker mqtt://192.168.1.5 --open", "those of another one"],
		],
	}),
	async run(args) {
		const { values } = parseOptions("page", OPTIONS, args);
		const { address, login } = brokerLogin(values);
		const port = wholeNumber("page-port", values["page-port"], PAGE_PORT, 1, 65535);
		const { Dashboard } = await import("../dashboard/dashboard");
		const dashboard = new Dashboard({ broker: address.url, login, port });
		const url = await dashboard.open();
		process.stdout.write(`live page: ${url}#/fleet\n`);
		if (values.open) (await import("../dashboard/open-browser")).openBrowser(`${url}#/fleet`);
		await new Promise<void>(resolve => {
			process.once("SIGINT", resolve);
			process.once("SIGTERM", resolve);
		});
		await dashboard.close();
		return EXIT_OK;
	},
};
