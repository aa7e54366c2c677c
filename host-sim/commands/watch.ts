import type { Command } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	frames: { type: "string", value: "N", about: "end after N frames" },
} as const satisfies Options;

export const command: Command = {
	name: "watch",
	summary: "print what any device publishes, decoded",
	help: helpText({ usage: "watch [options]", about: "", options: OPTIONS, examples: [] }),
	async run(args) {
		parseOptions("watch", OPTIONS, args);
		throw new Error("not there yet");
	},
};
