import type { Command } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	frames: { type: "string", value: "N", about: "end after N frames" },
} as const satisfies Options;

export const command: Command = {
	name: "replay",
	summary: "recompute a result message and compare it byte for byte",
	help: helpText({ usage: "replay [options]", about: "", options: OPTIONS, examples: [] }),
	async run(args) {
		parseOptions("replay", OPTIONS, args);
		throw new Error("not there yet");
	},
};
