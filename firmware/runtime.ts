import type { DeviceControl, Tuning, Verdict } from "./commands/device-control";
import { checkSettings, type Settings } from "./config";
import { CimError } from "./errors";
import { EventWatch, type WatchCounts } from "./events/event-watch";
import type {
	CameraClass,
	Clock,
	DigitalClass,
	FlashPartition,
	KeyValueStore,
	Resolver,
	SPIClass,
	TCPClass,
	Timers,
} from "./hardware";
import { crc32 } from "./math/crc32";
import type { Random } from "./math/random";
import { mix32 } from "./math/random";
import type { Birth, Result } from "./messaging/messages";
import { Messenger } from "./messaging/messenger";
import { kinds as ownKinds } from "./recognise/kinds";
import { makeRecogniser, type Recogniser, type RecogniserKinds } from "./recognise/recogniser";
import type { FrameReport } from "./report";
import { Capture, cameraError } from "./sensing/capture";
import { FIRMWARE_VERSION, SCHEMA_VERSION } from "./version";

/** The classes and modules the firmware runs on (ECMA-419), and the generator all its chance comes from. */
export interface Hardware {
	SPI: SPIClass;
	Digital: DigitalClass;
	/** A TLS class is one too. */
	TCP: TCPClass;
	/** Further options of that class (TLS: certificates). */
	socket?: object;
	Camera: CameraClass;
	resolver: Resolver;
	timers: Timers;
	clock: Clock;
	random: Random;
	/** Why the device began anew, where that was neither power-on nor asked for. */
	reset?: string;
	/** Keeps results while there is no connection; without it they wait in memory, and few of them. */
	flash?: FlashPartition;
	/** Keeps what was set from far away; without it that is forgotten at the next start. */
	store?: KeyValueStore;
	/** Starts the device anew. */
	restart?: () => void;
}

/** Whoever watches the device from inside: a terminal, a page, a test, the serial log. All optional. */
export interface Observer {
	/** After each frame; the report is reused. */
	onReport?(report: FrameReport): void;
	/** After each frame that is not told of, where only events are sent; what it is given is reused. */
	onWatched?(counts: WatchCounts, stages: FrameReport["stages"]): void;
	/** The broker acknowledged the result with this sequence number. */
	onPublished?(sequence: number): void;
	/** The result with this sequence number was given up. */
	onDropped?(sequence: number, reason: CimError): void;
	onOnline?(): void;
	onOffline?(reason: CimError): void;
	onLog?(line: string): void;
}

/** The first frame's place in the life of the device. */
export interface Origin {
	boot: number;
	/** Sequence number of the first result. */
	sequence: number;
	/** Number of the camera's first frame. */
	frame: number;
	/** What the result that is replayed told: its frame alone does not say. */
	event?: Result["event"];
}

/**
 * The one way through the house: camera -> sensing -> accelerator -> decide -> messaging.
 * A stage that fails gives a worded verdict and the next frame starts afresh; a part that is missing is looked for again.
 */
export class Runtime implements DeviceControl {
	readonly #hardware: Hardware;
	readonly #settings: Settings;
	readonly #observer: Observer;
	readonly #origin: Origin;
	readonly #messenger: Messenger;
	readonly #kinds: RecogniserKinds;
	#recogniser: Recogniser;
	readonly #report: FrameReport;
	/** Why each part is missing, "" when it is there, undefined before it was looked for. */
	readonly #parts: { accelerator?: string; camera?: string } = {};
	#capture: Capture | undefined;
	/** Where only events are sent. */
	#watch: EventWatch | undefined;
	/** Code of the fault that was sent last, "" for none since: where only events are sent it is told once. */
	#toldFault = "";
	#acceleratorReady = false;
	#cameraWanted = false;
	#working = false;
	#stopped = false;
	#stageStarted = 0;
	/** Least milliseconds between frames, and when the next one may be taken. */
	#rate = 0;
	#nextFrame = 0;
	/** A command wants to see the next frame. */
	#onLook: Parameters<DeviceControl["look"]>[0] | undefined;

	/**
	 * @param modelFile bytes of a `.cim` file
	 * @param origin where a replay goes on; without it the device begins a boot of its own
	 * @param kinds of models that it can use
	 * @throws ConfigError, ModelError
	 */
	constructor(
		hardware: Hardware,
		settings: Settings,
		modelFile: Uint8Array,
		observer: Observer = {},
		origin?: Origin,
		kinds: RecogniserKinds = ownKinds,
	) {
		checkSettings(settings);
		this.#hardware = hardware;
		this.#settings = settings;
		this.#observer = observer;
		this.#kinds = kinds;
		const recogniser = this.#recogniserFor(modelFile);
		this.#recogniser = recogniser;
		this.#origin = origin ?? { boot: hardware.random.int32() >>> 0, sequence: 1, frame: 0 };
		this.#report = emptyReport(this.#origin, recogniser.model.hash);
		this.#messenger = new Messenger(hardware, settings, {
			control: this,
			onOnline: () => observer.onOnline?.(),
			onOffline: reason => observer.onOffline?.(reason),
			onPublished: sequence => observer.onPublished?.(sequence),
			onDropped: (sequence, reason) => observer.onDropped?.(sequence, reason),
			onFault: error => this.#log(`messaging: ${String(error)}`),
		});
	}

	/** Goes online, brings up the accelerator, then the camera. None of them waits for another to succeed. */
	start(): void {
		this.#messenger.open();
		this.#openAccelerator();
	}

	/** Stops the camera, publishes status `stopped`, disconnects. */
	stop(done: () => void): void {
		this.#stopped = true;
		this.#capture?.close();
		this.#capture = undefined;
		this.#recogniser.close();
		this.#messenger.close(done);
	}

	/**
	 * Takes another model. A file that is refused changes nothing: the model in use goes on. Else the accelerator is brought up
	 * with the new one, and a new birth message names it.
	 * @throws ModelError, or CimError "busy" while a frame is at work
	 */
	load(modelFile: Uint8Array): void {
		if (this.#working) throw busy();
		const recogniser = this.#recogniserFor(modelFile);
		this.#recogniser.close();
		this.#recogniser = recogniser;
		this.#report.result.model = recogniser.model.hash;
		if (this.#capture) recogniser.look(this.#capture.width, this.#capture.height);
		this.#parts.accelerator = undefined;
		this.#openAccelerator();
	}

	#recogniserFor(modelFile: Uint8Array): Recogniser {
		return makeRecogniser(this.#kinds, modelFile, { ...this.#hardware, ...this.#settings.accelerator });
	}

	look(onFrame: (gray: Uint8Array, width: number, height: number) => void): void {
		this.#onLook = onFrame;
	}

	classify(pictures: Uint8Array, done: (error: CimError | undefined, verdict: Verdict) => void): void {
		this.#checkIdle();
		this.#recogniser.classify(pictures, this.#settings.seed, error => {
			this.#working = false;
			if (error) this.#openAccelerator();
			else this.#recogniser.decide(this.#report);
			const { text, margins, scores } = this.#report.result;
			done(error, { text, margins, scores });
		});
		this.#working = true;
	}

	reopen(done: (error: CimError | undefined) => void): void {
		this.#checkIdle();
		this.#openAccelerator(done);
	}

	tune({ rate, threshold, exposure, testPattern }: Tuning): void {
		this.#rate = rate;
		this.#nextFrame = 0;
		this.#recogniser.tune(threshold);
		if (exposure === undefined && testPattern === undefined) return;
		// The settings' own object may be another device's too.
		const camera = { ...this.#settings.camera };
		if (exposure !== undefined) camera.exposure = exposure;
		if (testPattern !== undefined) camera.testPattern = testPattern;
		this.#settings.camera = camera;
		this.#capture?.tune(camera);
	}

	work(): WatchCounts | undefined {
		return this.#watch?.counts;
	}

	#checkIdle(): void {
		if (!this.#acceleratorReady || this.#working) throw busy();
	}

	/** Short, for an arrow keeps every private name that it uses. */
	readonly #onFrame = (): void => this.#takeFrame();
	readonly #recognised = (error: CimError | undefined): void => this.#conclude(error);

	/** A frame is waiting: the whole line of stages, up to the chip; `#conclude` goes on when it has answered. */
	#takeFrame(): void {
		const capture = this.#capture;
		if (!capture) return;
		const now = this.#hardware.clock.milliseconds;
		try {
			if (this.#working || !this.#acceleratorReady || now < this.#nextFrame) {
				capture.skip();
				return;
			}
			this.#startClock();
			if (!capture.take()) return;
		} catch (cause) {
			this.#loseCamera(capture, cause);
			return;
		}
		this.#nextFrame = now + Math.max(this.#rate, this.#settings.camera.interval ?? 0);
		this.#begin(capture);
		try {
			capture.convert();
			if (this.#onLook) this.#show(capture);
			if (this.#watch && !this.#watch.wants(capture.gray)) {
				capture.release();
				this.#report.stages.capture = this.#lap();
				this.#pass();
				return;
			}
			this.#report.result.frameHash = crc32(capture.gray);
			this.#report.stages.capture = this.#lap();
			const nothing = this.#recogniser.read(capture.gray);
			this.#report.stages.sensing = this.#lap();
			capture.release();
			if (nothing) {
				this.#publish("no-sheet", nothing);
				return;
			}
			this.#working = true;
			this.#recogniser.recognise(this.#frameSeed(), this.#recognised);
		} catch (error) {
			capture.release();
			this.#working = false;
			this.#publish("fault", asFault(error));
		}
	}

	/** Shows a frame to the command that asked for it. */
	#show({ gray, width, height }: Capture): void {
		const onLook = this.#onLook!;
		this.#onLook = undefined;
		onLook(gray, width, height);
	}

	/** The accelerator has answered. */
	#conclude(error: CimError | undefined): void {
		this.#working = false;
		this.#report.stages.accelerator = this.#lap();
		if (error) {
			this.#publish("fault", error);
			this.#openAccelerator();
			return;
		}
		this.#recogniser.decide(this.#report);
		const { wireBytes, energy } = this.#report.result.chip;
		this.#watch?.spend(wireBytes, energy);
		this.#report.stages.decide = this.#lap();
		this.#publish(this.#report.result.kind);
	}

	/** What holds for a frame whatever becomes of it. */
	#begin(capture: Capture): void {
		const { result, stages } = this.#report;
		result.sequence++;
		result.uptime = this.#hardware.clock.milliseconds;
		result.time = this.#hardware.clock.time;
		result.frame = this.#origin.frame + capture.frames - 1;
		result.frameHash = 0;
		result.source = capture.source;
		result.seed = this.#recogniser.simulated ? this.#settings.seed : undefined;
		result.text = "";
		result.margins = NO_MARGINS;
		result.scores = NO_SCORES;
		result.snr = 0;
		result.unit = undefined;
		result.event = this.#origin.event;
		result.chip.program = result.chip.multiply = result.chip.energy = result.chip.wireBytes = 0;
		stages.capture = stages.sensing = stages.accelerator = stages.decide = stages.publish = 0;
		this.#report.wireMicroseconds = this.#report.informationBytes = 0;
	}

	/** The last stage, and the frame's end: an exception here has nowhere to go but the log. */
	#publish(kind: Result["kind"], fault?: Result["fault"]): void {
		try {
			const { result, stages } = this.#report;
			result.kind = kind;
			result.fault = fault;
			if (this.#watch && !this.#isNews(this.#watch)) {
				this.#pass();
				return;
			}
			this.#report.message = this.#messenger.publishResult(result);
			stages.publish = this.#lap();
			this.#observer.onReport?.(this.#report);
		} catch (error) {
			this.#log(`publish: ${String(error)}`);
		}
	}

	/** Whether a frame's verdict completes an event, or is a fault that was not told yet. */
	#isNews(watch: EventWatch): boolean {
		const { result } = this.#report;
		if (result.kind === "fault") {
			const isNew = result.fault!.code !== this.#toldFault;
			this.#toldFault = result.fault!.code;
			return isNew;
		}
		this.#toldFault = "";
		result.event = watch.heard(result.text, result.uptime);
		return result.event !== undefined;
	}

	/** A frame that nobody hears of takes no number. */
	#pass(): void {
		this.#report.result.sequence--;
		this.#observer.onWatched?.(this.#watch!.counts, this.#report.stages);
	}

	/** A frame's noise is a function of the device's seed and the frame's number, not of what went before. */
	#frameSeed(): number {
		return mix32(this.#settings.seed ^ mix32(this.#report.result.frame)) >>> 0;
	}

	#openAccelerator(done?: (error: CimError | undefined) => void): void {
		this.#acceleratorReady = false;
		const recogniser = this.#recogniser;
		recogniser.open(this.#settings.seed, error => {
			if (this.#stopped || recogniser !== this.#recogniser) return;
			done?.(error);
			this.#acceleratorReady = !error;
			this.#found("accelerator", error);
			if (error) this.#hardware.timers.set(() => this.#stopped || this.#openAccelerator(), this.#settings.retry);
			if (!this.#capture && !this.#cameraWanted) this.#openCamera();
		});
	}

	#openCamera(): void {
		if (this.#stopped) return;
		this.#cameraWanted = true;
		try {
			const { camera } = this.#settings;
			const capture = new Capture({ ...camera, io: this.#hardware.Camera, onFrame: this.#onFrame });
			this.#recogniser.look(capture.width, capture.height);
			if (this.#settings.events) this.#watch ??= new EventWatch(capture.width, capture.height);
			this.#capture = capture;
			this.#found("camera");
		} catch (cause) {
			this.#found("camera", cameraError(cause));
			this.#hardware.timers.set(() => this.#openCamera(), this.#settings.retry);
		}
	}

	/** The camera gave an error in the place of a frame: it is as good as unplugged, and is looked for again. */
	#loseCamera(capture: Capture, cause: unknown): void {
		this.#capture = undefined;
		try {
			capture.close();
		} catch {
			// what is gone cannot be stopped
		}
		this.#found("camera", cameraError(cause));
		this.#hardware.timers.set(() => this.#openCamera(), this.#settings.retry);
	}

	/** Notes that a part is there or why it is not; what changed goes out as a new birth message. */
	#found(part: "accelerator" | "camera", error?: CimError): void {
		const reason = error?.message ?? "";
		if (reason === this.#parts[part]) return;
		this.#parts[part] = reason;
		if (error) this.#log(`${part}: ${reason}`);
		this.#messenger.announce();
	}

	#log(line: string): void {
		this.#observer.onLog?.(line);
		// Undefined while it is being made.
		this.#messenger?.log("warning", line);
	}

	describe(): Birth {
		const missing: Birth["missing"] = [];
		const { accelerator, camera } = this.#parts;
		const recogniser = this.#recogniser;
		if (accelerator) missing.push({ part: "accelerator", reason: accelerator });
		if (camera) missing.push({ part: "camera", reason: camera });
		return {
			firmware: FIRMWARE_VERSION,
			schema: SCHEMA_VERSION,
			boot: this.#origin.boot,
			model: recogniser.model.name,
			modelHash: recogniser.model.hash,
			reset: this.#hardware.reset,
			chip: accelerator === "" ? recogniser.chip : "",
			simulated: recogniser.simulated,
			camera: this.#capture?.source ?? "",
			missing,
		};
	}

	#startClock(): void {
		this.#stageStarted = this.#hardware.clock.microseconds;
	}

	/** Microseconds since the last lap. */
	#lap(): number {
		const now = this.#hardware.clock.microseconds;
		const microseconds = now - this.#stageStarted;
		this.#stageStarted = now;
		return microseconds;
	}
}

const NO_MARGINS = new Uint8Array(0);
const NO_SCORES = new Int8Array(0);

function emptyReport(origin: Origin, model: number): FrameReport {
	return {
		result: {
			sequence: origin.sequence - 1,
			uptime: 0,
			boot: origin.boot,
			frame: 0,
			frameHash: 0,
			kind: "fault",
			text: "",
			margins: NO_MARGINS,
			scores: NO_SCORES,
			snr: 0,
			chip: { program: 0, multiply: 0, wireBytes: 0, energy: 0 },
			model,
			source: "",
		},
		message: new Uint8Array(0),
		stages: { capture: 0, sensing: 0, accelerator: 0, decide: 0, publish: 0 },
		wireMicroseconds: 0,
		informationBytes: 0,
	};
}

function busy(): CimError {
	return new CimError("busy", "the accelerator is at work or missing: try again, or see what the birth message says");
}

function asFault(error: unknown): { code: string; message: string } {
	if (error instanceof CimError) return error;
	return { code: "internal", message: `${String(error)}: please report this with the log` };
}
