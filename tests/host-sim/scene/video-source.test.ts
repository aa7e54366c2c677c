import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseSource } from "../../../host-sim/scene/parse-source";
import { VideoError, VideoSource } from "../../../host-sim/scene/video-source";

const folder = mkdtempSync(join(tmpdir(), "cim-edge-video "));
test.after(() => rmSync(folder, { recursive: true }));

const LEVELS = [20, 90, 160, 230];
/** A name that a shell, ffmpeg or a URL would take for something else. */
const ODD_NAME = "-i $(rm) 'a' %d;b?c&ö.mkv";

/** One gray level after another, each for half a second: 4 frames of 2 a second, without loss. */
function makeVideo(name: string, width = 32, height = 24): string {
	const path = join(folder, name);
	const raw = Buffer.concat(LEVELS.map(level => Buffer.alloc(width * height, level)));
	const input = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", `${width}x${height}`, "-r", "2", "-i", "pipe:0"];
	const { status, error } = spawnSync("ffmpeg", ["-v", "error", ...input, "-c:v", "ffv1", `file:${path}`], {
		input: raw,
	});
	if (error || status !== 0) throw error ?? new Error(`ffmpeg ended with ${status}`);
	return path;
}

const refuses = (make: () => unknown, code: string, words: RegExp): void =>
	assert.throws(
		make,
		(error: VideoError) => error instanceof VideoError && error.code === code && words.test(error.message),
		code,
	);

test("without ffmpeg a video is refused with what to install", () => {
	const path = join(folder, "clip.mp4");
	writeFileSync(path, "any");
	refuses(() => new VideoSource(path, { ffmpeg: join(folder, "no-such-tool") }), "video-tool", /install it .*ffmpeg/);
	refuses(() => parseSource("video:absent.mp4"), "video-missing", /absent\.mp4/);
});

if (spawnSync("ffmpeg", ["-version"]).error) {
	process.stdout.write("skips: ffmpeg is not on this machine, so no video is made\n");
	test.skip("videos", () => {});
} else {
	test("frames come in their order and round and round, whatever the file's name", () => {
		const source = parseSource(makeVideo(ODD_NAME), { interval: 500 }) as VideoSource;
		assert.equal([source.width, source.height, source.frames], [160, 120, 4]);
		const middle = (index: number): number => source.frame(index)[60 * 160 + 80];
		assert.equal([0, 1, 2, 3, 4, 9].map(middle), [20, 90, 160, 230, 20, 90]);
		const again = parseSource(source.identification);
		assert.is(again.identification, source.identification);
		assert.equal(again.frame(2), source.frame(2));
		refuses(
			() => parseSource(source.identification.replace(/check=\w+/, "check=0")),
			"video-changed",
			/not what it was/,
		);
	});

	test("a video of another shape keeps it, and the pace is the camera's", () => {
		const path = makeVideo("tall.mkv", 24, 48);
		const source = new VideoSource(path, { width: 40, height: 24, fps: 1 });
		assert.is(source.frames, 2, "two seconds, a frame each");
		const gray = source.frame(0);
		for (const at of [0, 12 * 40 + 2, 12 * 40 + 37]) assert.ok(Math.abs(gray[at] - 96) < 4, "the surround");
		assert.is(LEVELS.includes(gray[12 * 40 + 20]), true);
		assert.is(new VideoSource(path, { fps: 8 }).frames, 16);
	});

	test("what is no video is refused in one line", () => {
		const path = join(folder, "words.mp4");
		writeFileSync(path, "no video at all");
		refuses(() => parseSource(path), "video-broken", /words\.mp4 cannot be read: [^\n]+$/);
	});
}

test.run();
