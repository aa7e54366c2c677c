import { existsSync, statSync } from "node:fs";
import { CimError } from "../../firmware/errors";
import { BrightenedSource, PatternSource } from "./adjusted-source";
import { dayFor, SECONDS_OF_DAY } from "./day";
import { DaySource } from "./day-source";
import type { FrameSource } from "./frame-source";
import { ImageError } from "./image-file";
import { PhotoSource } from "./photo-source";
import type { SceneKind } from "./scene";
import { SceneSource } from "./scene-source";
import { VIDEO_NAME, VideoSource } from "./video-source";
import { WEBCAM, WebcamGone } from "./webcam-source";

/** A text that names no camera source. */
export class SourceError extends CimError {}

/** What counts where the text says nothing. */
export interface SourceDefaults {
	text?: string;
	seed?: number;
	width?: number;
	height?: number;
	/** Milliseconds between the camera's frames: a video keeps its pace. */
	interval?: number;
}

const KINDS = ["letters", "digits", "empty", "covered", "cut"] satisfies SceneKind[];
const DAY = "day";

/** What a camera can look at, in words. */
export const CHOICES = `webcam, an image (PNG or JPEG), a video, a folder of images, or scene: with ${[...KINDS, DAY].join(", ")}`;

/**
 * The frame source that a text names: an identification (`scene:letters?text=...&seed=7`, `photo:sheet.jpg?check=...`,
 * `video:clip.mp4?fps=2`), or the path of an image, a video or a folder. Throws SourceError "source", SheetError, ImageError or
 * VideoError.
 */
export function parseSource(source: string, defaults: SourceDefaults = {}): FrameSource {
	const kind = source.slice(0, source.indexOf(":") + 1);
	if (kind === "scene:") return parseScene(source, defaults);
	if (kind === "photo:") return parsePhoto(source, defaults);
	if (kind === "video:") return parseVideo(source, defaults);
	if (kind === "light:" || kind === "pattern:") return parseAdjusted(source, kind, defaults);
	if (source === WEBCAM) throw new WebcamGone();
	if (!existsSync(source))
		throw new ImageError("image-missing", `there is no file or folder ${source}; a camera looks at ${CHOICES}`);
	const isVideo = VIDEO_NAME.test(source) && !statSync(source).isDirectory();
	return isVideo ? new VideoSource(source, { ...defaults, fps: fpsOf(defaults) }) : new PhotoSource(source, defaults);
}

function parsePhoto(source: string, defaults: SourceDefaults): FrameSource {
	const { name, parameters } = split(source, ["check", "width", "height"]);
	return new PhotoSource(decode(name, source), {
		width: size(parameters, "width", source) ?? defaults.width,
		height: size(parameters, "height", source) ?? defaults.height,
		check: parameters.get("check") ?? undefined,
	});
}

function parseVideo(source: string, defaults: SourceDefaults): FrameSource {
	const { name, parameters } = split(source, ["check", "fps", "width", "height"]);
	return new VideoSource(decode(name, source), {
		width: size(parameters, "width", source) ?? defaults.width,
		height: size(parameters, "height", source) ?? defaults.height,
		fps: number(parameters, "fps", source, 0.001, 100) ?? fpsOf(defaults),
		check: parameters.get("check") ?? undefined,
	});
}

/** What a camera saw whose exposure was set, or that showed its test picture. */
function parseAdjusted(source: string, kind: string, defaults: SourceDefaults): FrameSource {
	const light = /^light:(-?[12]):(.*)$/.exec(source);
	if (light) return new BrightenedSource(parseSource(light[2], defaults), Number(light[1]));
	const pattern = /^pattern:(\d{2,4})x(\d{2,4})$/.exec(source);
	if (pattern) return new PatternSource(Number(pattern[1]), Number(pattern[2]));
	const form = kind === "light:" ? "light:-1:scene:letters" : "pattern:160x120";
	throw new SourceError("source", `${source} is not understood: it must look like ${form}`);
}

function fpsOf({ interval }: SourceDefaults): number | undefined {
	return interval && Math.min(100, 1000 / interval);
}

function parseScene(source: string, defaults: SourceDefaults): FrameSource {
	const name = nameOf(source);
	if (name === DAY) return parseDay(source, defaults);
	const kind = KINDS.find(known => known === name);
	if (!kind) {
		const known = [...KINDS, DAY].join(", ");
		throw new SourceError("source", `there is no scene ${JSON.stringify(name)}: use one of ${known}`);
	}
	const { parameters } = split(source, ["text", "seed", "width", "height", "noise", "views"]);
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

/** What stands between kind and parameters. */
function nameOf(source: string): string {
	const mark = source.indexOf("?");
	return source.slice(source.indexOf(":") + 1, mark < 0 ? undefined : mark);
}

function split(source: string, known: readonly string[]): { name: string; parameters: URLSearchParams } {
	const name = nameOf(source);
	const mark = source.indexOf("?");
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
