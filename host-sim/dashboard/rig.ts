import { defaultSettings } from "../../firmware/config";
import type { EmulatedBoard } from "../../firmware/emulator/board";
import type { CameraClass, Clock, Timers } from "../../firmware/hardware";
import type { Hardware, Observer, Runtime } from "../../firmware/runtime";
import { type AdjustableCore, adjustableCore } from "../conditions/adjustable-core";
import { createDevice, type DeviceOptions, type Outfit, outfitFor } from "../device";
import { BreakableLink } from "../node/breakable-tcp";
import { createCameraClass } from "../node/camera";
import { FaultyWire } from "../node/faulty-wire";
import { unpluggable } from "../node/unpluggable-camera";
import { WireTap } from "../node/wire-tap";
import { type Shown, SwitchedSource } from "../scene/switched-source";
import { WebcamSource } from "../scene/webcam-source";
import type { BrokerSwitch } from "./broker-switch";
import { Observers } from "./observers";

export interface RigOptions {
	device: string;
	engine: "node" | "xs" | "rv32";
	seed: number;
	outfit: Outfit;
	/** What the camera looks at first. */
	shown: Shown;
	time: Timers & Clock;
	/** Milliseconds between frames. */
	interval: number;
	events: boolean;
	bitErrorRate: number;
}

/**
 * The device on the bench: between the firmware and its surroundings, all that a page can watch, turn or break. While nobody
 * does, everything passes through as it is, and the device's messages are the same bytes.
 */
export class Rig {
	readonly options: RigOptions;
	readonly observers = new Observers();
	readonly source: SwitchedSource;
	readonly webcam: WebcamSource;
	readonly Camera: CameraClass;
	readonly link = new BreakableLink();
	/** The camera's plug is pulled. */
	isUnplugged = false;
	/** The SPI wire, where the chip is on this side of it. */
	wire: FaultyWire | undefined;
	/** The chip, where it is on this side. Another one after the device was fitted anew: see `onFitted`. */
	board: EmulatedBoard | undefined;
	/** Listens on the host's side of the wire. */
	tap: WireTap | undefined;
	/** The physics of the chip on this side, whose conditions can be changed, and the firmware that uses it. */
	core: AdjustableCore | undefined;
	runtime: Runtime | undefined;
	/** The embedded broker, where there is one. */
	broker: BrokerSwitch | undefined;
	/** Stops the device and starts it with another chip and model, where that can be done. */
	refit: ((outfit: Outfit) => Promise<void>) | undefined;
	/** Called when the device was made, and when it has another chip and model. */
	readonly onFitted = new Set<() => void>();
	#outfit: Outfit;

	constructor(options: RigOptions) {
		const { shown, time, interval } = options;
		this.options = options;
		this.#outfit = options.outfit;
		this.source = new SwitchedSource(shown);
		this.webcam =
			shown.source instanceof WebcamSource ? shown.source : new WebcamSource(shown.source, () => performance.now());
		const Camera = createCameraClass({ timers: time, source: this.source, interval });
		this.Camera = unpluggable(Camera, () => this.missing);
	}

	/** Whether firmware and chip are in this process's own engine, where their insides can be seen. */
	get isOpen(): boolean {
		return this.options.engine === "node";
	}

	/** The chip and the model on it. */
	get outfit(): Outfit {
		return this.#outfit;
	}

	/** Why there is no camera; "" where there is one. */
	get missing(): string {
		if (this.isUnplugged) return "the camera is unplugged";
		if (this.source.source === this.webcam && !this.webcam.isThere)
			return "no frame comes from the webcam: open the page, view Camera, and let it use the webcam";
		return "";
	}

	/** Sees to it that the chip and its model can tell the letters of a text apart; any letters where it is not known. */
	async fitFor(text: string | undefined): Promise<void> {
		const wanted = outfitFor(text);
		if (this.#outfit.kind !== "letters" || !this.refit) return;
		// a model of more letters than needed does as well, and so does one of the user's own
		if (wanted.profile.name === this.#outfit.profile.name || this.#outfit.profile.name !== outfitFor("").profile.name)
			return;
		this.#outfit = wanted;
		await this.refit(wanted);
	}

	/** Makes the device, with a chip whose conditions can be changed. */
	fit(device: DeviceOptions): Runtime {
		const core = adjustableCore(device.outfit);
		this.core = core;
		this.runtime = createDevice({ ...device, core }).runtime;
		for (const fitted of this.onFitted) fitted();
		return this.runtime;
	}

	/** Puts a wire that can fail, and be listened to, between board and firmware. */
	wrapBoard(board: EmulatedBoard): Pick<Hardware, "SPI" | "Digital"> {
		const { time, seed, bitErrorRate } = this.options;
		const { select, interrupt } = defaultSettings.accelerator;
		const { SPI, Digital } = board;
		const resetChip = () => board.chip.reset();
		const wire = new FaultyWire({ SPI, Digital, timers: time, interrupt, seed, resetChip });
		wire.bitErrorRate = this.wire?.bitErrorRate ?? bitErrorRate;
		this.wire = wire;
		this.board = board;
		const tap = new WireTap({ SPI: wire.SPI, Digital: wire.Digital, clock: time, select, interrupt });
		tap.isListening = this.tap?.isListening ?? false;
		this.tap = tap;
		return tap;
	}

	/** The device's observer: `first` and whoever else watches. */
	observe(first: Observer): Observer {
		this.observers.add(first);
		return this.observers;
	}
}
