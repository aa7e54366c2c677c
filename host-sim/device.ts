import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultSettings, type Settings } from "../firmware/config";
import { EmulatedBoard } from "../firmware/emulator/board";
import { type AnyCore, isParallel } from "../firmware/emulator/core";
import { createFmcCore } from "../firmware/emulator/fmc-core";
import { createNeurramCore } from "../firmware/emulator/neurram/neurram-core";
import { type FmcProfile, fmc, fmc26 } from "../firmware/emulator/profiles/fmc";
import { type DeviceModel, deviceModels, fmcOn } from "../firmware/emulator/profiles/fmc-devices";
import { type NeurramProfile, neurram } from "../firmware/emulator/profiles/neurram";
import { CimError } from "../firmware/errors";
import type { CameraClass, Clock, Resolver, TCPClass, Timers } from "../firmware/hardware";
import { crc32 } from "../firmware/math/crc32";
import { Random } from "../firmware/math/random";
import { modelKind } from "../firmware/model/document";
import { parseModel } from "../firmware/model/format";
import { type Hardware, type Observer, Runtime } from "../firmware/runtime";
import { readyKernels } from "./kernels/fast-kernels";
import { createCameraClass } from "./node/camera";
import { HurriedTimers } from "./node/hurried-timers";
import type { FrameSource } from "./scene/frame-source";
import { simulatedKinds } from "./simulated-kinds";
import { adaptModel, knownAnswerTolerances } from "./toolchain/adapt-model";
import { edgeProfile } from "./toolchain/edge-profile";
import { encodeModel } from "./toolchain/encode-model";

/** The text of the paper's experiment (Wang et al. 2021, figure 3): an anagram of NANJING, UNIV, CHINA. */
export const PAPER_TEXT = "NAINVINAJNGINUHC";

/** Letters that the nine-class chip of the paper tells apart. */
const PAPER_LETTERS = /^[ANJIGVUCH]*$/;

/** A chip and the model trained for it. */
export type Outfit = LettersOutfit | NetworkOutfit;

export interface LettersOutfit {
	kind: "letters";
	profile: FmcProfile;
	modelFile: Uint8Array;
}

export interface NetworkOutfit {
	kind: "network";
	profile: NeurramProfile;
	modelFile: Uint8Array;
}

/** A model that cannot be had; `code` is "model". */
export class OutfitError extends CimError {}

const DIGITS = new URL("../firmware/model/digits.cim", import.meta.url);
const EDGES = new URL("../firmware/model/edges.cim", import.meta.url);

/** The network that ships for handwritten digits, on the chip that it was compiled for. @throws OutfitError */
export function digitsOutfit(): NetworkOutfit {
	if (!existsSync(DIGITS))
		throw new OutfitError(
			"model",
			"firmware/model/digits.cim is not there: make it with cim train digits, or give a model of your own with --model",
		);
	return { kind: "network", profile: neurram, modelFile: new Uint8Array(readFileSync(DIGITS)) };
}

/** The chip for a model's file. @throws OutfitError, ModelError */
export function outfitOf(path: string): Outfit {
	let modelFile: Uint8Array;
	try {
		modelFile = new Uint8Array(readFileSync(path));
	} catch (error) {
		throw new OutfitError("model", `${path}: ${(error as Error).message}`);
	}
	if (modelKind(modelFile) === "network") return { kind: "network", profile: neurram, modelFile };
	const { labels, sensor } = parseModel(modelFile);
	if (sensor) return { kind: "letters", profile: edgeProfile(labels.length), modelFile };
	return { kind: "letters", profile: labels.length > 9 ? fmc26 : fmc, modelFile };
}

/** The vision sensor and the crossbar behind it that ship, trained end to end for all letters. */
export function edgesOutfit(): LettersOutfit {
	return outfitOf(fileURLToPath(EDGES)) as LettersOutfit;
}

/**
 * The chip and model that a message was made with; undefined when it is none of ours. The model's calibration is of one kind
 * of memory cell, so its hash tells the cells too.
 */
export function outfitWithModel(hash: number): Outfit | undefined {
	if (existsSync(DIGITS)) {
		const outfit = digitsOutfit();
		if (crc32(outfit.modelFile) === hash) return outfit;
	}
	const edges = edgesOutfit();
	if (crc32(edges.modelFile) === hash) return edges;
	for (const model of deviceModels)
		for (const text of ["", undefined]) {
			const outfit = outfitFor(text, model);
			if (crc32(outfit.modelFile) === hash) return outfit;
		}
	return undefined;
}

/**
 * The paper's nine-class chip where the text allows it, else the 26-letter one; any text is possible where it is unknown.
 * @param model kind of memory cell; the paper's where absent
 */
export function outfitFor(text: string | undefined, model: DeviceModel = "rram"): LettersOutfit {
	const small = text !== undefined && PAPER_LETTERS.test(text);
	const file = small ? "letters.cim" : "alphabet.cim";
	const base = small ? fmc : fmc26;
	const modelFile = new Uint8Array(readFileSync(new URL(`../firmware/model/${file}`, import.meta.url)));
	if (model === "rram") return { kind: "letters", profile: base, modelFile };
	const profile = fmcOn(model, base);
	return {
		kind: "letters",
		profile,
		modelFile: encodeModel(adaptModel(parseModel(modelFile), base, profile, knownAnswerTolerances[model])),
	};
}

export interface DeviceOptions {
	device: string;
	seed: number;
	outfit: Outfit;
	/** What the camera looks at. */
	source: FrameSource;
	host: string;
	port: number;
	/** Milliseconds between frames. */
	interval: number;
	time: Timers & Clock;
	/** Where the clock is another than that of the timers. */
	clock?: Clock;
	/** Where the firmware's chance comes from; from the seed where absent, the same at every start. */
	random?: Random;
	TCP: TCPClass;
	resolver: Resolver;
	observer?: Observer;
	/** Another camera than the simulated one. */
	Camera?: CameraClass;
	/** What else a device may have: outbox, store, restart. */
	more?: Pick<Hardware, "flash" | "store" | "restart" | "socket">;
	/** What differs from the default settings, beside the above. */
	settings?: Partial<Settings>;
	/** Another chip than the outfit's own: one whose conditions can be changed, say. */
	core?: AnyCore;
	/** Tests put faults between board and firmware here. */
	wrapBoard?: (board: EmulatedBoard) => Pick<Hardware, "SPI" | "Digital">;
}

export interface Device {
	runtime: Runtime;
	board: EmulatedBoard;
}

/** The firmware with an emulated chip and a simulated camera: what a board would be, on this machine. */
export function createDevice(options: DeviceOptions): Device {
	const { time, seed, outfit } = options;
	const settings: Settings = {
		...defaultSettings,
		device: options.device,
		seed,
		broker: { ...defaultSettings.broker, host: options.host, port: options.port },
		...options.settings,
	};
	const board = emulatedBoard(outfit, time, settings, options.core);
	const { SPI, Digital } = options.wrapBoard?.(board) ?? board;
	const Camera =
		options.Camera ?? createCameraClass({ timers: time, source: options.source, interval: options.interval });
	const hardware: Hardware = {
		...{ SPI, Digital, Camera, TCP: options.TCP, resolver: options.resolver },
		...{ timers: time, clock: options.clock ?? time, random: options.random ?? new Random(seed) },
		...options.more,
	};
	const runtime = new Runtime(hardware, settings, outfit.modelFile, options.observer, undefined, simulatedKinds);
	return { runtime, board };
}

/** The chip of an outfit, or another, on the pins of the settings. */
export function emulatedBoard(
	outfit: Outfit,
	timers: Timers,
	settings: Settings,
	core = coreOf(outfit),
): EmulatedBoard {
	const { select, interrupt, reset } = settings.accelerator;
	const pins = { select, interrupt, reset };
	return new EmulatedBoard({ core, timers: isParallel(core) ? new HurriedTimers(timers) : timers, pins });
}

function coreOf(outfit: Outfit): AnyCore {
	if (outfit.kind === "letters") return createFmcCore(outfit.profile);
	return createNeurramCore(outfit.profile, { kernels: readyKernels() });
}
