import { defaultSettings, type Settings } from "../../firmware/config";
import type { EmulatedBoard } from "../../firmware/emulator/board";
import { CimError } from "../../firmware/errors";
import type { WatchCounts } from "../../firmware/events/event-watch";
import type { CameraClass, Resolver, TCPClass } from "../../firmware/hardware";
import { decodeResult } from "../../firmware/messaging/result-message";
import type { Hardware, Observer, Origin } from "../../firmware/runtime";
import { emulatedBoard, type Outfit } from "../device";
import { createCameraClass } from "../node/camera";
import type { VirtualTime } from "../node/virtual-time";
import type { FrameSource } from "../scene/frame-source";
import { EventQueue } from "./event-queue";
import { type Launch, XSMachine } from "./machine";
import { FIGURES, type Placement, REPORT_FIELDS, Request, type Setup, WATCH_COUNTS, WATCHED_FIELDS } from "./protocol";
import type { Recording } from "./recording";
import { World } from "./world";

/** The machine's figures (host/machine.h): bytes or numbers of slots. */
export type Figures = Record<(typeof FIGURES)[number], number>;

export interface XSDeviceOptions {
	/** Switches on a machine with the firmware in it (firmware.ts). */
	launch: Launch;
	/** Where the chip is; "emulated" puts it into the machine. */
	placement: Placement;
	device: string;
	seed: number;
	outfit: Outfit;
	/** What the camera looks at. */
	source: FrameSource;
	host: string;
	port: number;
	/** Milliseconds between frames. */
	interval: number;
	time: VirtualTime;
	/** Time keeps pace with the wall clock. */
	paced?: boolean;
	TCP: TCPClass;
	resolver: Resolver;
	observer?: Observer;
	origin?: Origin;
	Camera?: CameraClass;
	/** What differs from the default settings, beside the above. */
	settings?: Partial<Settings>;
	/** With the chip behind the bridge: faults between board and firmware go here. */
	wrapBoard?: (board: EmulatedBoard) => Pick<Hardware, "SPI" | "Digital">;
	/** Stages of a report are metered steps (on a microcontroller: instructions) instead of microseconds. */
	inSteps?: boolean;
	recording?: Recording;
	/** How often a machine that ended badly begins anew. */
	restarts?: number;
	/** The machine's figures with the firmware loaded and nothing built, and after each frame. */
	onFigures?(figures: Figures, isReady: boolean): void;
	/** The machine's whole work when the firmware has ended: metered steps, or instructions. */
	onEnded?(steps: number): void;
	/** Asked whenever the firmware waits: true ends it. */
	isDone?(): boolean;
}

export interface XSDevice {
	machine: XSMachine;
	/** The chip, when it is on this side. */
	board?: EmulatedBoard;
}

/** The firmware in an XS machine, with the same chip, camera and sockets as createDevice in host-sim/device.ts. */
export function startXSDevice(options: XSDeviceOptions): XSDevice {
	const { time, seed, outfit, observer = {}, placement } = options;
	const settings: Settings = {
		...defaultSettings,
		device: options.device,
		seed,
		broker: { ...defaultSettings.broker, host: options.host, port: options.port },
		...options.settings,
	};
	let lives = 0;
	const setup: Omit<Setup, "life"> = {
		...{ settings, origin: options.origin, profile: outfit.profile.name },
		modelBytes: outfit.modelFile.length,
		stages: options.inSteps ? "steps" : "microseconds",
	};
	const board = placement === "silicon" ? emulatedBoard(outfit, time, settings) : undefined;
	const { SPI, Digital } = (board && (options.wrapBoard?.(board) ?? board)) ?? {};
	const { source, interval, TCP, resolver } = options;
	const Camera = options.Camera ?? createCameraClass({ timers: time, source, interval });
	const events = new EventQueue();
	const world = new World({ timers: time, SPI, Digital, Camera, TCP, resolver }, events);
	const machine = new XSMachine({
		...{ launch: options.launch, restarts: options.restarts, recording: options.recording },
		...{ events, time, paced: options.paced, isDone: options.isDone },
		onLog: line => observer.onLog?.(line),
		serve(kind, subject, payload) {
			if (kind === Request.SETUP) {
				// the first thing a machine asks for: whatever there was before belonged to an earlier life
				world.reset();
				return Buffer.from(JSON.stringify({ ...setup, life: lives++ } satisfies Setup));
			}
			if (kind === Request.MODEL) return outfit.modelFile;
			if (kind === Request.READY) return options.onFigures?.(readFigures(payload, 0), true) as undefined;
			if (kind === Request.ENDED) {
				options.onEnded?.(payload.readDoubleLE(0));
				return undefined;
			}
			if (kind === Request.REPORT) return onReport(payload, options) as undefined;
			if (kind === Request.WATCHED) return onWatched(payload, options) as undefined;
			if (isObserved(kind)) return observe(kind, payload, observer) as undefined;
			return world.serve(kind, subject, payload);
		},
	});
	return { machine, board };
}

function onReport(payload: Buffer, { observer, onFigures }: XSDeviceOptions): void {
	const fields = Array.from({ length: REPORT_FIELDS }, (_, i) => payload.readDoubleLE(8 * i));
	const [capture, sensing, accelerator, decide, publish, wireMicroseconds, informationBytes] = fields;
	onFigures?.(readFigures(payload, 8 * REPORT_FIELDS), false);
	const message = Uint8Array.from(payload.subarray(8 * REPORT_FIELDS + 4 * FIGURES.length));
	observer?.onReport?.({
		...{ result: decodeResult(message), message, wireMicroseconds, informationBytes },
		stages: { capture, sensing, accelerator, decide, publish },
	});
}

function onWatched(payload: Buffer, { observer, onFigures }: XSDeviceOptions): void {
	const fields = Array.from({ length: WATCHED_FIELDS }, (_, i) => payload.readDoubleLE(8 * i));
	const counts = Object.fromEntries(WATCH_COUNTS.map((name, n) => [name, fields[n]])) as unknown as WatchCounts;
	const [capture, sensing, accelerator, decide, publish] = fields.slice(WATCH_COUNTS.length);
	onFigures?.(readFigures(payload, 8 * WATCHED_FIELDS), false);
	observer?.onWatched?.(counts, { capture, sensing, accelerator, decide, publish });
}

function readFigures(payload: Buffer, at: number): Figures {
	return Object.fromEntries(FIGURES.map((name, i) => [name, payload.readInt32LE(at + 4 * i)])) as Figures;
}

function isObserved(kind: number): boolean {
	return kind >= Request.PUBLISHED && kind <= Request.LOG;
}

function observe(kind: number, payload: Buffer, observer: Observer): void {
	if (kind === Request.PUBLISHED) observer.onPublished?.(payload.readUInt32LE(0));
	else if (kind === Request.DROPPED) observer.onDropped?.(payload.readUInt32LE(0), reason(payload.toString("utf8", 4)));
	else if (kind === Request.ONLINE) observer.onOnline?.();
	else if (kind === Request.OFFLINE) observer.onOffline?.(reason(payload.toString()));
	else observer.onLog?.(payload.toString());
}

function reason(text: string): CimError {
	const end = text.indexOf("\n");
	return new CimError(text.slice(0, end), text.slice(end + 1));
}
