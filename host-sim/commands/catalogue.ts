import type { Command } from "./command";

/** A command before it is loaded: help and start-up read only this. */
export interface CatalogueEntry {
	name: string;
	summary: string;
	load(): Promise<{ command: Command }>;
}

/** Every command, in the order of `cim --help`. Each is loaded when it is used, so that `cim start` starts quickly. */
export const CATALOGUE: readonly CatalogueEntry[] = [
	{
		name: "start",
		summary: "one simulated device at work: camera, chip, verdict, message",
		load: () => import("./start"),
	},
	{
		name: "watch",
		summary: "print what any device publishes, decoded",
		load: () => import("./watch"),
	},
	{
		name: "page",
		summary: "the live page over any broker: a tile for each device, commands",
		load: () => import("./page"),
	},
	{
		name: "send",
		summary: "send a command to a device, or to all, and print the answer",
		load: () => import("./send"),
	},
	{
		name: "purge",
		summary: "clear what a broker still remembers of a device",
		load: () => import("./purge"),
	},
	{
		name: "broker",
		summary: "an MQTT broker with users and an access list, for a few hundred devices",
		load: () => import("./broker"),
	},
	{
		name: "fleet",
		summary: "many devices at once, in virtual or real time, with faults",
		load: () => import("./fleet"),
	},
	{
		name: "replay",
		summary: "recompute a result message and compare it byte for byte",
		load: () => import("./replay"),
	},
	{
		name: "train",
		summary: "train a classifier and write its model file",
		load: () => import("./train"),
	},
	{
		name: "finetune",
		summary: "win accuracy back with the chip in the loop, layer by layer",
		load: () => import("./finetune"),
	},
	{
		name: "import",
		summary: "read a trained network (ONNX, NumPy) and write it as a .net file",
		load: () => import("./import"),
	},
	{
		name: "compile",
		summary: "map a trained network on the chip and write its model file",
		load: () => import("./compile"),
	},
	{
		name: "calibrate",
		summary: "operating points and calibration inputs of a model from training data",
		load: () => import("./calibrate"),
	},
	{
		name: "evaluate",
		summary: "a network on the emulated chip: accuracy, and what each imperfection costs",
		load: () => import("./evaluate"),
	},
	{
		name: "experiments",
		summary: "the emulator's physics beside the published numbers",
		load: () => import("./experiments"),
	},
	{
		name: "plot",
		summary: "figures as SVG: of an experiment, or of a frame in the chip",
		load: () => import("./plot"),
	},
	{
		name: "doctor",
		summary: "what this computer has and lacks, and the one thing to do about it",
		load: () => import("./doctor"),
	},
	{
		name: "flash",
		summary: "build the firmware for an ESP32 board and put it there",
		load: () => import("./flash"),
	},
	{
		name: "simulate",
		summary: "the firmware as a Moddable application on this computer (Linux)",
		load: () => import("./simulate"),
	},
];
