import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeImage } from "../scene/image-file";
import { parseSource } from "../scene/parse-source";
import { PhotoSource } from "../scene/photo-source";
import { SceneSource } from "../scene/scene-source";
import type { Shown } from "../scene/switched-source";
import { WEBCAM } from "../scene/webcam-source";
import { ActionError, bytesField, choiceField, textField, wholeField } from "./action-fields";
import type { Hub } from "./hub";
import type { PageLog } from "./page-log";
import type { Rig } from "./rig";

const SCENES = ["letters", "digits", "day", "covered", "cut", "empty"] as const;
/** Bytes of a picture that a page may send; the same as a file's limit of pixels holds when it is decoded. */
const LARGEST_PICTURE = 20 * 1024 * 1024;
/** Pixels across a webcam's frame, at most. */
const LARGEST_SIDE = 640;
/** Milliseconds that a webcam gets for its first frame. */
const FIRST_FRAME_MS = 3000;

/** Lets a page choose what the camera looks at: a scene, a text, a picture, the page's own camera. */
export function produceCameras(hub: Hub, rig: Rig, log: PageLog): void {
	const { source } = rig;
	const size = { width: source.width, height: source.height };

	let frameCame: (value?: unknown) => void = () => {};

	function tell(): void {
		const { identification } = source;
		const text =
			source.expected(0) !== undefined && source.source instanceof SceneSource ? source.source.text : undefined;
		hub.publish({
			kind: "camera",
			at: Date.now(),
			source: identification,
			text,
			replay: replayWords(identification),
			missing: rig.missing,
		});
	}

	async function show(shown: Shown, words: string): Promise<void> {
		source.show(shown);
		log.add("you", "plain", words);
		tell();
	}

	function checkCanChange(): void {
		if (!rig.isOpen)
			throw new ActionError(
				`the firmware in engine ${rig.options.engine} was told once what it looks at: start with --engine node to change it`,
			);
	}

	hub.handle("scene", async fields => {
		checkCanChange();
		const scene = choiceField(fields, "scene", SCENES);
		const given = fields.text === undefined ? undefined : textField(fields, "text", 64);
		const text = given && checkText(scene, given);
		const seed = rig.options.seed;
		if (scene === "letters") await rig.fitFor(text);
		const shown = shownOf(`scene:${scene}`, { text, seed, ...size });
		await show(shown, `the camera looks at ${text ? `the text ${text}` : `the scene ${scene}`}`);
	});
	hub.handle("upload", async fields => {
		checkCanChange();
		const name = textField(fields, "name", 200);
		const bytes = bytesField(fields, "bytes", LARGEST_PICTURE);
		// before it is written anywhere: what is no picture is refused with its name
		decodeImage(bytes, name);
		const picture = new PhotoSource(keep(bytes), size);
		if (rig.outfit.kind === "letters") await rig.fitFor(undefined);
		await show({ source: picture }, `the camera looks at the picture ${name}`);
	});
	hub.handle("webcam", async () => {
		checkCanChange();
		if (rig.outfit.kind === "letters") await rig.fitFor(undefined);
		// its first frame is on its way: a camera that has none yet would be missing for a while
		const firstFrame = new Promise(resolve => {
			frameCame = resolve;
		});
		if (!rig.webcam.isThere) await Promise.race([firstFrame, sleep(FIRST_FRAME_MS)]);
		await show({ source: rig.webcam }, "the camera is the page's own");
	});
	hub.handle("webcam-frame", fields => {
		const width = wholeField(fields, "width", 16, LARGEST_SIDE);
		const height = wholeField(fields, "height", 16, LARGEST_SIDE);
		const gray = bytesField(fields, "gray", LARGEST_SIDE * LARGEST_SIDE);
		if (gray.length !== width * height)
			throw new ActionError(`a frame of ${width} x ${height} has ${width * height} bytes, not ${gray.length}`);
		const wasThere = rig.webcam.isThere;
		rig.webcam.put({ width, height, gray });
		frameCame();
		if (!wasThere) tell();
	});
	rig.observers.add({ onLog: tell, onOnline: tell });
	tell();
}

/** What a text names, and what can be read there. */
export function shownOf(name: string, defaults: Parameters<typeof parseSource>[1]): Shown {
	const source = parseSource(name, defaults);
	if (!(source instanceof SceneSource)) return { source };
	const { identification } = source;
	if (/^scene:(letters|digits)/.test(identification)) return { source, expected: index => source.expected(index) };
	return { source };
}

function checkText(scene: string, given: string): string {
	const text = given.toUpperCase().replaceAll(" ", "");
	if (scene === "digits") {
		if (/^[0-9]{1,64}$/.test(text)) return text;
		throw new ActionError("digits are drawn one a frame: give 1 to 64 of 0 to 9");
	}
	const stranger = [...text].find(letter => !/[A-Z]/.test(letter));
	if (stranger !== undefined)
		throw new ActionError(`${JSON.stringify(stranger)} is not a letter of A to Z, which is what the font has`);
	if (text.length !== 16) throw new ActionError(`the sheet has 16 letters, and this has ${text.length}`);
	return text;
}

/** Writes a picture where `cim replay` finds it as long as the machine keeps it; the same picture is one file. */
function keep(bytes: Uint8Array): string {
	const folder = join(tmpdir(), "cim-edge");
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const isPng = bytes[0] === 0x89;
	const path = join(
		folder,
		`${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.${isPng ? "png" : "jpg"}`,
	);
	writeFileSync(path, bytes, { mode: 0o600 });
	return path;
}

function replayWords(identification: string): string {
	if (identification === WEBCAM) return "not possible: the webcam's frames are not kept";
	if (identification.startsWith("photo:")) return "possible as long as the picture's file is there";
	return "possible: the same frames can be drawn again";
}
