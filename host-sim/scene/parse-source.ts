import { CimError } from "../../firmware/errors";
import { dayFor, SECONDS_OF_DAY } from "./day";
import { DaySource } from "./day-source";
import type { FrameSource } from "./frame-source";
import { PhotoSource } from "./photo-source";
import type { SceneKind } from "./scene";
import { SceneSource } from "./scene-source";
import { WEBCAM, WebcamGone } from "./webcam-source";

/** A text that names no camera source. */
export class SourceError extends CimError {}

/** What counts where the text says nothing. */
export interface SourceDefaults {
	text?: string;
	seed?: number;
	width?: number;
	height?: number;
}

const KINDS = ["letters", "digits", "empty", "covered", "cut"] satisfies SceneKind[];
const DAY = "day";

/**
 * The frame source that a text names: an identification (`scene:letters?text=...&seed=7`, `photo:sheet.jpg?check=...`),
 * or the path of an image or folder. Throws SourceError "source", SheetError or ImageError.
 */
export function parseSource(source: string, defaults: SourceDefaults = {}): FrameSource {
	if (source.startsWith("scene:")) return parseScene(source, defaults);
	if (source === WEBCAM) throw new WebcamGone();
	if (!source.startsWith("photo:")) return new PhotoSource(source, defaults);
	const { name, parameters } = split(source, ["check", "width", "height"]);
	return new PhotoSource(decode(name, source), {
		width: size(parameters, "width", source) ?? defaults.width,
		height: size(parameters, "height", source) ?? defaults.height,
		check: parameters.get("check") ?? undefined,
	});
}

function parseScene(source: string, defaults: SourceDefaults): FrameSource {
	if (/^scene:day(\?|$)/.test(source)) return parseDay(source, defaults);
	const { name, parameters } = split(source, ["text", "seed", "width", "height", "noise", "views"]);
	const kind = KINDS.find(known => known === name);
	if (!kind) {
		const known = [...KINDS, DAY].join(", ");
		throw new SourceError("source", `there is no scene ${JSON.stringify(name)}: use one of ${known}`);
	}
	return new SceneSource({
		kind,
		text: parameters.get("text") ?? (isText(name, defaults.text) ? defaults.text : undefined),
		seed: number(parameters, "seed", source, 0, 4294967295) ?? defaults.seed,
		width: size(parameters, "width", source) ?? defaults.width,
		height: size(parameters, "height", source) ?? defaults.height,
		noise: number(parameters, "noise", source, 0, 255),
		views: wholeNumber(parameters, "views", source, 1, 1024),
	});
}

/** A scripted day, a frame every `interval` seconds of it. */
function parseDay(source: string, defaults: SourceDefaults): FrameSource {
	const { parameters } = split(source, ["seed", "seconds", "interval"]);
	const seconds = wholeNumber(parameters, "seconds", source, 600, SECONDS_OF_DAY);
	const seed = number(parameters, "seed", source, 0, 4294967295) ?? defaults.seed;
	return new DaySource(dayFor({ seed, seconds }), wholeNumber(parameters, "interval", source, 1, 3600));
}

/** Whether a text is one for this scene: letters go on printed sheets, digits are drawn. */
function isText(name: string, text = ""): boolean {
	return (name === "digits") === /^[0-9]/.test(text);
}

function split(source: string, known: readonly string[]): { name: string; parameters: URLSearchParams } {
	const colon = source.indexOf(":");
	const mark = source.indexOf("?", colon);
	const name = source.slice(colon + 1, mark < 0 ? undefined : mark);
	const parameters = new URLSearchParams(mark < 0 ? "" : source.slice(mark + 1));
	for (const key of parameters.keys())
		if (!known.includes(key))
			throw new SourceError("source", `${source} has an unknown parameter ${key}: use ${known.join(", ")}`);
	return { name, parameters };
}

function decode(name: string, source: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		throw new SourceError("source", `${source} has a broken % in its path`);
	}
}

function size(parameters: URLSearchParams, key: string, source: string): number | undefined {
	return wholeNumber(parameters, key, source, 16, 1024);
}

function wholeNumber(
	parameters: URLSearchParams,
	key: string,
	source: string,
	least: number,
	most: number,
): number | undefined {
	const value = number(parameters, key, source, least, most);
	if (value !== undefined && !Number.isInteger(value))
		throw new SourceError("source", `${key} of ${source} is not a whole number`);
	return value;
}

function number(
	parameters: URLSearchParams,
	key: string,
	source: string,
	least: number,
	most: number,
): number | undefined {
	const text = parameters.get(key);
	if (text === null) return undefined;
	const value = Number(text);
	if (text.trim() === "" || !(value >= least && value <= most))
		throw new SourceError("source", `${key} of ${source} is not a number from ${least} to ${most}`);
	return value;
}
