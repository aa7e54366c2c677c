import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CimError } from "../../firmware/errors";
import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "./frame-source";

/** A video that cannot be shown to the camera; the words name the file. */
export class VideoError extends CimError {}

/** What is taken for a video; ffmpeg says what it can really read. */
export const VIDEO_NAME = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|ogv|wmv|mjpe?g|gif)$/i;

/** Frames that are taken of a video at most: an hour at one a second, in a file of 70 MB at the usual size. */
const MOST_FRAMES = 3600;
/** A video that takes longer to read is given up. */
const TIMEOUT_MS = 120_000;
const FRAMES_PER_SECOND = 2;
/** Gray around a video whose shape is not the frame's, as around a photograph. */
const SURROUND = "0x606060";
/** Bytes at the beginning of the file that tell it from another of the same length. */
const CHECKED_BYTES = 1 << 20;

export interface VideoSourceOptions {
	width?: number;
	height?: number;
	/** Frames taken of each second of the video. */
	fps?: number;
	/** The `check` of an identification: the video must be the same as then. */
	check?: string;
	/** The program that reads it. */
	ffmpeg?: string;
}

/**
 * A video's frames in their order, round and round. ffmpeg reads it once, to its end or to MOST_FRAMES, into a temporary file without a
 * name; of that one frame is in memory at a time.
 */
export class VideoSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	/** Frames that there are. */
	readonly frames: number;
	readonly #file: number;
	readonly #gray: Uint8Array;
	#shown = -1;

	/** Throws VideoError "video-tool" without ffmpeg, "video-missing", "video-broken", "video-changed". */
	constructor(path: string, options: VideoSourceOptions = {}) {
		const { width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT, fps = FRAMES_PER_SECOND, ffmpeg = "ffmpeg" } = options;
		this.width = width;
		this.height = height;
		const check = checkOf(path);
		if (options.check !== undefined && options.check !== check)
			throw new VideoError(
				"video-changed",
				`${path} is not what it was: its check is ${check}, the recorded one ${options.check}; frames from it would differ`,
			);
		this.identification = `video:${path.split("/").map(encodeURIComponent).join("/")}?check=${check}&fps=${fps}`;
		if (width !== DEFAULT_WIDTH || height !== DEFAULT_HEIGHT) this.identification += `&width=${width}&height=${height}`;
		this.#gray = new Uint8Array(width * height);
		this.#file = unpack(path, ffmpeg, filtersFor(width, height, fps));
		this.frames = Math.floor(fstatSync(this.#file).size / this.#gray.length);
		if (this.frames === 0) {
			closeSync(this.#file);
			throw new VideoError("video-broken", `${path} has no pictures that ffmpeg could read`);
		}
	}

	frame(index: number): Uint8Array {
		const wanted = index % this.frames;
		if (wanted !== this.#shown) readSync(this.#file, this.#gray, 0, this.#gray.length, wanted * this.#gray.length);
		this.#shown = wanted;
		return this.#gray;
	}
}

/** As large as fits and centred, gray, so many frames of a second. */
function filtersFor(width: number, height: number, fps: number): string {
	return [
		`fps=${fps}`,
		`scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=area`,
		`pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:color=${SURROUND}`,
		"format=gray",
	].join(",");
}

/** All frames of a video, gray, one behind the other, in a file that is gone when it is closed. */
function unpack(path: string, ffmpeg: string, filters: string): number {
	const folder = mkdtempSync(join(tmpdir(), "cim-video-"));
	const file = openSync(join(folder, "frames.gray"), "w+");
	try {
		const input = ["-protocol_whitelist", "file", "-i", `file:${resolve(path)}`];
		const output = ["-vf", filters, "-frames:v", String(MOST_FRAMES), "-f", "rawvideo", "pipe:1"];
		// No shell, and "file:" before a whole path: no name of a file is anything else to ffmpeg.
		const { error, status, stderr } = spawnSync(
			ffmpeg,
			["-nostdin", "-v", "error", ...input, "-an", "-sn", "-dn", ...output],
			{ stdio: ["ignore", file, "pipe"], timeout: TIMEOUT_MS, killSignal: "SIGKILL" },
		);
		if (error) throw toolError(path, error as NodeJS.ErrnoException);
		if (status !== 0) throw new VideoError("video-broken", `${path} cannot be read: ${lastLine(stderr)}`);
		return file;
	} catch (cause) {
		closeSync(file);
		throw cause;
	} finally {
		// An open file needs no name.
		rmSync(folder, { recursive: true, force: true });
	}
}

function toolError(path: string, { code, message }: NodeJS.ErrnoException): VideoError {
	if (code === "ENOENT")
		return new VideoError(
			"video-tool",
			`${path} is a video, and ffmpeg, which would read it, is not on this machine: install it (apt install ffmpeg)`,
		);
	if (code === "ETIMEDOUT")
		return new VideoError("video-broken", `${path} was not read within ${TIMEOUT_MS / 1000} s: use a shorter video`);
	return new VideoError("video-tool", `ffmpeg could not read ${path}: ${message}`);
}

/** What ffmpeg said last, in one line. */
function lastLine(words: Buffer): string {
	const lines = words.toString("utf8").trim().split("\n");
	return lines[lines.length - 1].slice(-200) || "ffmpeg gave no reason";
}

/** Tells one video from another: its length and its beginning. */
function checkOf(path: string): string {
	try {
		const file = openSync(path, "r");
		try {
			const { size } = fstatSync(file);
			const bytes = new Uint8Array(Math.min(size, CHECKED_BYTES));
			readSync(file, bytes, 0, bytes.length, 0);
			return createHash("sha256").update(`${size}\n`).update(bytes).digest("hex").slice(0, 8);
		} finally {
			closeSync(file);
		}
	} catch (cause) {
		throw new VideoError("video-missing", `${path} cannot be read: ${(cause as Error).message}`);
	}
}
