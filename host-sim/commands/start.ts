import type { Command } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	frames: { type: "string", value: "N", about: "end after N frames" },
} as const satisfies Options;

export const command: Command = {
	name: "start",
	summary: "one simulated device at work: camera, chip, verdict, message",
	help: helpText({ usage: "start [options]", about: "", options: OPTIONS, examples: [] }),
	async run(args) {
		parseOptions("start", OPTIONS, args);
		throw new Error("not there yet");
	},
};
