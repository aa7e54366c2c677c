import { defaultSettings, type Settings } from "../firmware/config";
import { CimError } from "../firmware/errors";
import type { Camera, CameraClass, CameraFrame, CameraOptions, Clock } from "../firmware/hardware";
import { Random } from "../firmware/math/random";
import type { Result } from "../firmware/messaging/messages";
import { decodeResult } from "../firmware/messaging/result-message";

import { Runtime } from "../firmware/runtime";
import { ImageType } from "../firmware/sensing/pixels";
import { emulatedBoard, outfitWithModel } from "./device";
import { SilentTCP } from "./node/silent-tcp";
import { VirtualTime } from "./node/virtual-time";
import type { FrameSource } from "./scene/frame-source";
import { parseSource } from "./scene/parse-source";
import { simulatedKinds } from "./simulated-kinds";

/** A message that cannot be computed again here. */
export class ReplayError extends CimError {}

export interface Replay {
	/** The message as it was. */
	result: Result;
	/** The bytes that came out this time. */
	replayed: Uint8Array;
	same: boolean;
	/** The first field that differs, in words. */
	difference?: string;
}

/**
 * Computes a result again from what the message says: the frame from its source, the chip's noise from its seed.
 * @throws CborError, MessageError for bytes that are no result, ReplayError when source, model or seed are not to be had
 */
export function replayResult(message: Uint8Array): Replay {
	const result = decodeResult(message);
	const { seed } = result;
	if (seed === undefined)
		throw new ReplayError("not-simulated", "the message has no seed: a real chip's noise cannot be had again");
	const outfit = outfitWithModel(result.model);
	if (!outfit)
		throw new ReplayError("unknown-model", `no model here has the hash ${hex(result.model)}: it was made with another`);
	const source = parseSource(result.source);

	const time = new VirtualTime();
	const clock: Clock = {
		get milliseconds() {
			return time.milliseconds;
		},
		get microseconds() {
			return time.microseconds;
		},
		time: result.time,
	};
	const settings: Settings = { ...defaultSettings, seed };
	const board = emulatedBoard(outfit, time, settings);
	const camera = new SingleFrame(source, result.frame);
	let replayed: Uint8Array | undefined;
	let log = "";
	const runtime = new Runtime(
		{
			...{ SPI: board.SPI, Digital: board.Digital, TCP: SilentTCP, Camera: camera.io, resolver: { resolve() {} } },
			...{ timers: time, clock, random: new Random(seed) },
		},
		settings,
		outfit.modelFile,
		{
			onReport(report) {
				replayed = report.message.slice();
			},
			onLog(line) {
				log = line;
			},
		},
		result,
		simulatedKinds,
	);
	runtime.start();
	time.advanceTo(result.uptime);
	if (!camera.isStarted)
		throw new ReplayError("too-early", `the device was not ready ${result.uptime} ms after boot here ${log}`.trim());
	camera.deliver();
	time.advanceUntil(() => replayed !== undefined);
	runtime.stop(() => {});
	if (!replayed)
		throw new ReplayError("no-answer", `the replay came to no verdict: ${log || "the chip did not answer"}`);

	const difference = firstDifference(result, decodeResult(replayed));
	return { result, replayed, same: difference === undefined && Buffer.compare(message, replayed) === 0, difference };
}

/** The first field in which two results differ, in words. */
function firstDifference(was: Result, is: Result): string | undefined {
	for (const key of Object.keys({ ...was, ...is }) as (keyof Result)[]) {
		const before = words(was[key]);
		const now = words(is[key]);
		if (before !== now) return `${key} was ${before}, is ${now}`;
	}
	return undefined;
}

function words(value: unknown): string {
	return ArrayBuffer.isView(value)
		? `[${Array.from(value as unknown as ArrayLike<number>).join(" ")}]`
		: JSON.stringify(value);
}

function hex(hash: number): string {
	return hash.toString(16).padStart(8, "0");
}

/** A camera that shows one frame, when told to. */
class SingleFrame {
	readonly io: CameraClass;
	isStarted = false;
	deliver: () => void = () => {};

	constructor(source: FrameSource, frame: number) {
		const { width, height, identification } = source;
		const single = this;
		this.io = class implements Camera {
			readonly width = width;
			readonly height = height;
			readonly imageType = ImageType.Monochrome;
			readonly identification = { model: identification };
			#frame: CameraFrame | undefined;
			constructor({ onReadable }: CameraOptions) {
				single.deliver = () => {
					this.#frame = source.frame(frame).slice().buffer as CameraFrame;
					onReadable?.(0);
				};
			}
			start(): void {
				single.isStarted = true;
			}
			read(): CameraFrame | undefined {
				const frame = this.#frame;
				this.#frame = undefined;
				return frame;
			}
			stop(): void {}
			close(): void {}
		};
	}
}
