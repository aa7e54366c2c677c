import { type DeviceModel, deviceModels } from "../../firmware/emulator/profiles/fmc-devices";
import { CimError } from "../../firmware/errors";
import { DEVICE_ID } from "../../firmware/messaging/topics";
import { MQTT_PORT, parseBrokerAddress } from "../broker-address";
import { PAGE_PORT } from "../dashboard/page-port";
import type { DemoOptions, Engine } from "../demo";
import type { Outfit } from "../device";
import type { Setting, Totals } from "../terminal/frame-view";
import type { Presenter } from "../terminal/presenter";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, wholeNumber } from "./options";

const OPTIONS = {
	frames: { type: "string", value: "N", about: "end after N frames; exit code 0 only if each was acknowledged" },
	app: {
		type: "string",
		value: "name",
		about: "letters in one shot (default), edges: letters behind a vision sensor, or digits: a network",
	},
	model: { type: "string", value: "file", about: "a .cim model of your own; a network is shown drawn digits" },
	text: {
		type: "string",
		value: "letters",
		about: "the sixteen letters on the sheet, or the digits drawn one a frame",
	},
	camera: {
		type: "string",
		value: "what",
		about:
			"an image, a video, a folder of images, webcam (by the live page), or scene:<name>: letters, digits, day, empty, covered, cut",
	},
	seed: { type: "string", value: "n", about: "all chance comes from it: same seed, same messages (default 1)" },
	events: { type: "boolean", about: "send events only (new, update, end); the chip rests while nothing changes" },
	interval: { type: "string", value: "ms", about: "time between frames (default 500)" },
	device: { type: "string", value: "id", about: "name of the device in topics (default desk-1)" },
	broker: { type: "string", value: "url", about: "use this broker, mqtt://host:port, instead of the embedded one" },
	port: {
		type: "string",
		value: "n",
		about: `port of the embedded broker (default ${MQTT_PORT}; next free one if taken)`,
	},
	engine: {
		type: "string",
		value: "name",
		about:
			"run the firmware on node (default), on xs, the microcontroller's engine, or on rv32, an emulated microcontroller",
	},
	"device-model": {
		type: "string",
		value: "cells",
		about: "the chip's memory cells: rram (default), pcm, floating-gate or mtj",
	},
	state: {
		type: "string",
		value: "folder",
		about: "keep the device's outbox and settings there, over outages and from run to run (default: nothing is kept)",
	},
	"bit-errors": { type: "string", value: "rate", about: "flip bits on the SPI wire, for example 1e-4 (default 0)" },
	vcd: {
		type: "string",
		value: "file",
		about: "write the SPI traffic up to the first verdict as a value change dump, for GTKWave or PulseView",
	},
	"no-page": {
		type: "boolean",
		about: "no live page (there is none with --frames, --json or --quiet unless asked for)",
	},
	"page-port": {
		type: "string",
		value: "n",
		about: `serve the live page on this port of this machine (default ${PAGE_PORT}; next free one if taken)`,
	},
	open: { type: "boolean", about: "open the live page in the browser" },
	json: { type: "boolean", about: "one JSON object a line" },
	quiet: { type: "boolean", about: "only errors and a last line" },
} as const satisfies Options;

const PICTURES = 16;
const DEFAULT_DEVICE = "desk-1";
const DEFAULT_CAMERA = "scene:letters";
const DIGITS_CAMERA = "scene:digits";

export const command: Command = {
	name: "start",
	summary: "one simulated device at work: camera, chip, verdict, message",
	help: helpText({
		usage: "start [options]",
		about: `Starts a broker on this machine and one device: the firmware, with a simulated
camera that looks at a sheet of sixteen letters and an emulated analog chip behind
SPI bytes. Shows each verdict as a subscriber received it: the letters with their
margins (! weak, × wrong, ? unsure; converter codes), the signal-to-noise ratio of
the scores, what each stage took in the chip's simulated time and in the host's
time, and the bytes on SPI and in the message. Ctrl-C ends; twice ends at once.`,
		options: OPTIONS,
		examples: [
			["cim start --frames 10", "ten frames, then end"],
			["cim start --text HELLOANALOGWORLD", "another sheet; letters beyond the paper's use 26 classes"],
			["cim start --camera photo.jpg", "a photograph of a sheet"],
			["cim start --bit-errors 1e-4", "a bad wire to the chip: the same verdicts"],
			[
				"cim start --camera scene:day --events --interval 50",
				"a day before the camera, twenty of its seconds each second",
			],
			["cim start --app edges", "kernels in the sensor, the crossbar behind them: trained as one network"],
			["cim start --app digits", "handwritten digits, a network on the emulated 48-core chip"],
			["cim start --device-model pcm", "a chip of phase-change cells whose weights have drifted for a day"],
			["cim start --engine xs", "the firmware on the microcontroller's engine: the same messages"],
			["cim start --engine rv32", "the firmware on an emulated microcontroller: the same messages"],
			["cim start --open", "and the live page in the browser"],
			["cim start --state out/state", "what an outage, or the end of a run, left unsent comes as history"],
			["cim start --json | jq -r .text", "only the letters"],
		],
	}),
	async run(args) {
		const { values } = parseOptions("start", OPTIONS, args);
		if (values.json && values.quiet) throw new UsageError("--json and --quiet exclude each other");
		if (values.broker !== undefined && values.port !== undefined)
			throw new UsageError("--port is for the embedded broker; with --broker put the port into its address");
		const device = values.device ?? DEFAULT_DEVICE;
		if (!DEVICE_ID.test(device))
			throw new UsageError(`--device is ${JSON.stringify(device)}: it must be 1 to 23 characters of a-z, 0-9 and -`);
		const frames = wholeNumber("frames", values.frames, 0, 1, 1_000_000);
		const settings = {
			device,
			frames: frames || undefined,
			seed: wholeNumber("seed", values.seed, 1, 0, 0xffffffff),
			interval: wholeNumber("interval", values.interval, 500, 10, 3_600_000),
			engine: checkEngine(values.engine),
			deviceModel: checkDeviceModel(values["device-model"]),
			events: values.events,
			vcd: values.vcd,
			state: checkState(values.state, values.engine),
			bitErrorRate: checkRate(values["bit-errors"]),
			port: values.port === undefined ? undefined : wholeNumber("port", values.port, MQTT_PORT, 1, 65535),
			broker: values.broker === undefined ? undefined : parseBrokerAddress(values.broker),
		};
		const page = pageOptions(values);
		const outfit = await outfitFor(values.app, values.model);
		const isNetwork = outfit?.kind === "network";
		if (isNetwork && values["device-model"] !== undefined)
			throw new UsageError("--device-model is for the letters' chip");
		const text = values.text === undefined ? undefined : isNetwork ? checkDigits(values.text) : checkText(values.text);
		const present = await presenterFor(values);
		const camera = values.camera ?? (isNetwork ? DIGITS_CAMERA : DEFAULT_CAMERA);
		if (camera === "webcam" && (!page || settings.engine !== "node"))
			throw new UsageError(
				"--camera webcam takes its frames from the live page: it needs one (no --no-page), and --engine node",
			);
		const view = { ...(await lookAt(camera, text, settings)), outfit };
		await checkEngineIsThere(settings.engine);
		const { runDemo } = await import("../demo");
		const good = await runDemo({ ...settings, ...view, page, present, interrupted: interruption() });
		return good ? EXIT_OK : EXIT_FAILED;
	},
};

/** Where the live page is served; undefined where there is none. What runs for a while unattended needs none unless it says so. */
function pageOptions(values: {
	"no-page": boolean;
	"page-port"?: string;
	open: boolean;
	frames?: string;
	json: boolean;
	quiet: boolean;
}): DemoOptions["page"] {
	const isAsked = values.open || values["page-port"] !== undefined;
	if (values["no-page"] && isAsked) throw new UsageError("--no-page excludes --open and --page-port");
	const isUnattended = values.frames !== undefined || values.json || values.quiet;
	if (values["no-page"] || (isUnattended && !isAsked)) return undefined;
	const port = wholeNumber("page-port", values["page-port"], PAGE_PORT, 1, 65535);
	return {
		port,
		onServed(url) {
			if (values.open) void import("../dashboard/open-browser").then(({ openBrowser }) => openBrowser(url));
		},
	};
}

function checkText(given: string): string {
	const text = given.toUpperCase().replaceAll(" ", "");
	const stranger = [...text].find(letter => !/[A-Z]/.test(letter));
	if (stranger !== undefined)
		throw new UsageError(
			`--text is ${JSON.stringify(given)}: ${JSON.stringify(stranger)} is not a letter of A to Z, which is what the font has`,
		);
	if (text.length !== PICTURES)
		throw new UsageError(
			`--text is ${JSON.stringify(given)}: the sheet has ${PICTURES} letters, and this has ${text.length}`,
		);
	return text;
}

function checkDigits(given: string): string {
	if (/^[0-9]{1,64}$/.test(given)) return given;
	throw new UsageError(`--text is ${JSON.stringify(given)}: digits are drawn one a frame, 1 to 64 of 0 to 9`);
}

/** Chip and model of an app or a file; undefined for the letters, whose chip depends on the text. */
async function outfitFor(app: string | undefined, model: string | undefined): Promise<Outfit | undefined> {
	if (app !== undefined && model !== undefined) throw new UsageError("--app and --model exclude each other");
	if (app !== undefined && app !== "letters" && app !== "edges" && app !== "digits")
		throw new UsageError(`--app is ${JSON.stringify(app)}: it must be letters, edges or digits`);
	if (model === undefined && (app === undefined || app === "letters")) return undefined;
	const { digitsOutfit, edgesOutfit, outfitOf } = await import("../device");
	try {
		if (model !== undefined) return outfitOf(model);
		return app === "edges" ? edgesOutfit() : digitsOutfit();
	} catch (error) {
		if (!(error instanceof CimError)) throw error;
		throw new UsageError(`--${model === undefined ? "app" : "model"}: ${error.message}`);
	}
}

function checkEngine(given = "node"): Engine {
	if (given === "node" || given === "xs" || given === "rv32") return given;
	throw new UsageError(`--engine is ${JSON.stringify(given)}: it must be node, xs or rv32`);
}

function checkDeviceModel(given = "rram"): DeviceModel {
	const model = deviceModels.find(name => name === given);
	if (model) return model;
	throw new UsageError(`--device-model is ${JSON.stringify(given)}: it must be ${deviceModels.join(", ")}`);
}

/** Builds what the engine needs where that was not done at install; says what is missing where it cannot be. */
async function checkEngineIsThere(engine: Engine): Promise<void> {
	if (engine === "node") return;
	const note = (line: string) => void process.stderr.write(`${line}\n`);
	const { XSUnavailable } = await import("../xs/build.js");
	const { firmwareMachine } = await import("../xs/firmware");
	try {
		await firmwareMachine(engine === "xs" ? "native64" : "rv32", "emulated", { note });
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		throw new UsageError(`--engine ${engine}: ${error.message}`);
	}
}

function checkState(folder: string | undefined, engine: string | undefined): string | undefined {
	if (folder !== undefined && engine !== undefined && engine !== "node")
		throw new UsageError("--state is for --engine node: another engine's device has no flash here");
	return folder;
}

/** At this rate about half of the frames still get through the link's repetitions; the others are faults that say so. */
const WORST_WIRE = 0.001;

function checkRate(given: string | undefined): number {
	if (given === undefined) return 0;
	const rate = given.trim() === "" ? Number.NaN : Number(given);
	if (!(rate >= 0 && rate <= WORST_WIRE))
		throw new UsageError(
			`--bit-errors is ${JSON.stringify(given)}: it must be a probability from 0 to ${WORST_WIRE}, for example 1e-4`,
		);
	return rate;
}

/** What the camera looks at, and which letters are there if that is known. */
async function lookAt(
	camera: string,
	text: string | undefined,
	{ seed, interval }: Pick<DemoOptions, "seed" | "interval">,
): Promise<Pick<DemoOptions, "source" | "text">> {
	const { parseSource } = await import("../scene/parse-source");
	const { SceneSource } = await import("../scene/scene-source");
	if (camera === "webcam") {
		const { WebcamSource } = await import("../scene/webcam-source");
		const { DEFAULT_HEIGHT: height, DEFAULT_WIDTH: width } = await import("../scene/frame-source");
		return { source: new WebcamSource({ width, height }, () => performance.now()), text };
	}
	try {
		const source = parseSource(camera, { text, seed, interval });
		if (source instanceof SceneSource && source.identification.startsWith("scene:digits"))
			return { source, text: frame => source.expected(frame) };
		const isSheet = source instanceof SceneSource && source.identification.startsWith("scene:letters");
		return { source, text: isSheet ? source.text : text };
	} catch (error) {
		if (!(error instanceof CimError)) throw error;
		throw new UsageError(`--camera is ${JSON.stringify(camera)}: ${error.message}`);
	}
}

async function presenterFor(values: {
	json: boolean;
	quiet: boolean;
}): Promise<(setting: Setting, totals: Totals) => Presenter> {
	const { stdout, stderr } = process;
	const { JsonPresenter, LivePresenter, ParagraphPresenter, QuietPresenter } = await import("../terminal/presenter");
	const { isColorSupported } = (await import("picocolors")).default;
	const write = (text: string) => stdout.write(text);
	const writeError = (text: string) => stderr.write(text);
	if (values.json) return () => new JsonPresenter(write, writeError);
	if (values.quiet) return () => new QuietPresenter(write, writeError);
	if (stdout.isTTY && process.env.TERM !== "dumb")
		return (setting, totals) => new LivePresenter(stdout, setting, totals, isColorSupported);
	return () => new ParagraphPresenter(write, writeError);
}

const SHOW_CURSOR = "\x1b[?25h";

/** Resolves at the first Ctrl-C (or SIGTERM); the second ends the process at once. */
function interruption(): Promise<void> {
	return new Promise(resolve => {
		let asked = false;
		const onSignal = () => {
			if (asked) {
				if (process.stdout.isTTY) process.stdout.write(SHOW_CURSOR);
				process.exit(130);
			}
			asked = true;
			resolve();
		};
		process.on("SIGINT", onSignal);
		process.on("SIGTERM", onSignal);
	});
}
