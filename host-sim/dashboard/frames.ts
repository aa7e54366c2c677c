import { crc32 } from "../../firmware/math/crc32";
import { parseModel } from "../../firmware/model/format";
import { parseNetwork } from "../../firmware/model/network-format";
import { inputTable } from "../../firmware/networks/quantize";
import type { FrameReport } from "../../firmware/report";
import { DrawingReader } from "../../firmware/sensing/drawing-reader";
import { SheetReader } from "../../firmware/sensing/sheet-reader";
import type { Outfit } from "../device";
import type { Hub } from "./hub";
import type { FrameFact } from "./protocol";
import type { Rig } from "./rig";

/** Frames that are kept until their result comes. */
const KEPT = 8;
/** Milliseconds between two facts at least: no eye sees more. */
const LEAST_INTERVAL = 60;

/** Reads a frame as the device's sensing does, with an instance of its own: what the chip gets, and where it was found. */
type Read = (gray: Uint8Array) => Pick<FrameFact, "pictures" | "corners" | "failure">;

/** Tells what the camera saw, what was made of it and what the device said: while a page looks, and at no other time. */
export function produceFrames(hub: Hub, rig: Rig): void {
	const { source } = rig;
	const kept: { index: number; gray: Uint8Array }[] = [];
	let read: Read | undefined;
	let told = 0;
	rig.onFitted.add(() => {
		read = undefined;
	});

	hub.onInterest("frame", isWanted => {
		kept.length = 0;
		source.onFrame = isWanted
			? (index, gray) => {
					const old = kept.length < KEPT ? undefined : kept.shift();
					const copy = old?.gray ?? new Uint8Array(gray.length);
					copy.set(gray);
					kept.push({ index, gray: copy });
				}
			: undefined;
	});

	function tellFrame(index: number, hash?: number): void {
		const frame = kept.findLast(one => one.index === index);
		// what is shown is what was hashed, or nothing
		if (!frame || (hash && crc32(frame.gray) !== hash)) return;
		const { width, height } = source;
		read ??= reader(rig.outfit, width, height);
		const gray = frame.gray.slice();
		hub.publish({ kind: "frame", at: Date.now(), frame: index, width, height, gray, ...read(gray) });
	}

	function isTooSoon(): boolean {
		const now = performance.now();
		if (now - told < LEAST_INTERVAL) return true;
		told = now;
		return false;
	}

	rig.observers.add({
		onReport(report) {
			if (!hub.isWanted("verdict") || isTooSoon()) return;
			if (hub.isWanted("frame")) tellFrame(report.result.frame, report.result.frameHash);
			hub.publish(verdictFact(report, source.expected(report.result.frame)));
		},
		onWatched({ frames, passed, recognised }) {
			if (hub.isWanted("watched")) hub.publish({ kind: "watched", at: Date.now(), frames, passed, recognised });
			const newest = kept[kept.length - 1];
			if (hub.isWanted("frame") && newest && !isTooSoon()) tellFrame(newest.index);
		},
	});
}

/** Copies what it takes: the device uses the report again. */
function verdictFact(report: FrameReport, expected: string | undefined) {
	const { result, message, stages, wireMicroseconds, informationBytes } = report;
	const { chip, margins, scores } = result;
	return {
		kind: "verdict" as const,
		at: Date.now(),
		result: { ...result, chip: { ...chip }, margins: margins.slice(), scores: scores.slice() },
		stages: { ...stages },
		messageBytes: message.length,
		...{ wireMicroseconds, informationBytes, expected },
	};
}

function reader(outfit: Outfit, width: number, height: number): Read {
	if (outfit.kind === "network") {
		const { input } = parseNetwork(outfit.modelFile);
		const table = inputTable(input);
		const drawing = new DrawingReader({ width, height, side: input.width });
		const levels = 1 << (input.signed ? input.bits - 1 : input.bits);
		return gray => {
			if (!drawing.read(gray)) return { failure: drawing.failure?.message };
			const codes = Uint8Array.from(drawing.picture, ink => Math.max(0, table[ink]));
			return { pictures: { codes, side: input.width, levels }, corners: Array.from(drawing.corners) };
		};
	}
	const { pictureBits } = parseModel(outfit.modelFile);
	const levels = 1 << pictureBits;
	const sheet = new SheetReader({ width, height });
	return gray => {
		if (!sheet.read(gray)) return { failure: sheet.failure?.message };
		// as the letters' program makes codes of ink
		const codes = sheet.pictures.map(ink => ((ink * (levels - 1) + 127) / 255) | 0);
		return { pictures: { codes, side: 5, levels }, corners: Array.from(sheet.corners) };
	};
}
