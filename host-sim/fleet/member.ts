import { defaultSettings, type Settings } from "../../firmware/config";
import type { EmulatedBoard } from "../../firmware/emulator/board";
import type { Clock, Resolver, TCPClass, Timers } from "../../firmware/hardware";
import { crc32 } from "../../firmware/math/crc32";
import { Random } from "../../firmware/math/random";
import type { Runtime } from "../../firmware/runtime";
import { createDevice, type Outfit } from "../device";
import { createCameraClass } from "../node/camera";
import { FaultyFlash } from "../node/faulty-flash";
import { FaultyLink } from "../node/faulty-link";
import { FaultyWire } from "../node/faulty-wire";
import type { FrameSource } from "../scene/frame-source";
import { Account } from "./account";
import { MemberCamera } from "./member-camera";
import { MemoryStore } from "./memory-store";
import { Power } from "./power";

/** Bytes of a block of flash, as on the device. */
const BLOCK = 4096;
/** Milliseconds after power-on at which the device has the time of day. */
const TIME_KNOWN = 3000;
/** 2026-01-01 UTC. */
const EPOCH = 1_767_225_600_000;

export interface MemberOptions {
	device: string;
	seed: number;
	time: Timers & Clock;
	TCP: TCPClass;
	resolver: Resolver;
	host: string;
	port: number;
	outfit: Outfit;
	source: FrameSource;
	/** Milliseconds between frames. */
	interval: number;
	outbox: NonNullable<Settings["outbox"]>;
	/** Blocks of flash that the outbox has. */
	blocks: number;
	/** Further settings: user, password. */
	settings?: Partial<Settings>;
}

/** One device of a fleet: the firmware's own runtime on hardware that fails on request, and that keeps flash and store. */
export class Member {
	readonly device: string;
	readonly flash: FaultyFlash;
	readonly store = new MemoryStore();
	readonly link: FaultyLink;
	readonly camera = new MemberCamera();
	readonly account = new Account();
	/**
	 * How often it came online, how often the power went, how many results it made, how many of them tell of a fault, and how
	 * many were made while flash refused them in lives that the power ended.
	 */
	readonly counts = { online: 0, cuts: 0, results: 0, faults: 0, refusedCuts: 0 };
	/** Milliseconds by which the time server is wrong. */
	clockError = 0;
	/** SPI wire of this life. */
	wire: FaultyWire | undefined;
	readonly #options: MemberOptions;
	#power: Power | undefined;
	#runtime: Runtime | undefined;
	#isOnline = false;
	#lives = 0;
	/** Results that this life made while flash refused. */
	#refused = 0;
	#boot = 0;

	constructor(options: MemberOptions) {
		const { device, seed, TCP, time, blocks } = options;
		this.#options = options;
		this.device = device;
		this.link = new FaultyLink(TCP, time);
		this.flash = new FaultyFlash(blocks, BLOCK, new Random(seed, 1));
		this.flash.onCut = () => this.#die();
	}

	get keepsAlways(): boolean {
		return this.#options.outbox === "always";
	}

	get isOn(): boolean {
		return this.#power !== undefined;
	}

	get isOnline(): boolean {
		return this.#isOnline;
	}

	powerOn(): void {
		if (this.#power) return;
		const { time, outfit, source, interval, host, port, resolver, device, seed, outbox } = this.#options;
		const power = new Power(time);
		this.#power = power;
		this.flash.left = Number.POSITIVE_INFINITY;
		power.set(() => this.setClock(this.clockError), TIME_KNOWN);
		const runtime = createDevice({
			...{ device, seed, outfit, source, host, port, interval, time: power, resolver },
			// as on a board, chance is another one in every life: no two boots have the same identifier
			random: new Random(seed, 2 + this.#lives++),
			TCP: power.sockets(this.link.TCP),
			Camera: this.camera.wrap(createCameraClass({ timers: power, source, interval })),
			more: {
				flash: power.flash(this.flash),
				store: power.store(this.store),
				restart: () => this.restart(0),
			},
			settings: { ...this.#options.settings, outbox },
			wrapBoard: board => this.#wireTo(board, power),
			observer: {
				onReport: power.whileOn(({ result, message }) => {
					this.counts.results++;
					if (result.kind === "fault") this.counts.faults++;
					if (this.flash.isRefusing) this.#refused++;
					this.account.made(result.boot, result.sequence, crc32(message), this.#isOnline, this.flash.isRefusing);
				}),
				onPublished: power.whileOn((sequence: number) => this.account.acknowledged(this.#boot, sequence)),
				onDropped: power.whileOn((sequence: number, { code }) => {
					if (code === "mqtt-rejected") this.account.parked(this.#boot, sequence);
				}),
				onOnline: power.whileOn(() => {
					this.#isOnline = true;
					this.counts.online++;
				}),
				onOffline: power.whileOn(() => {
					if (this.#isOnline) this.account.offline(this.#boot);
					this.#isOnline = false;
				}),
			},
		}).runtime;
		this.#runtime = runtime;
		this.#boot = runtime.describe().boot;
		runtime.start();
	}

	/** The power goes, now. */
	cutPower(): void {
		if (this.#power) this.#die();
	}

	/** The power goes within the next write to flash, after so many bytes. */
	cutWhileWriting(bytes: number): void {
		if (this.#power) this.flash.left = bytes;
	}

	/** The power goes and comes back after so many milliseconds. */
	restart(pause: number): void {
		this.cutPower();
		this.#options.time.set(() => this.powerOn(), pause);
	}

	/** The device's time of day is off by so many milliseconds from now on. */
	setClock(error: number): void {
		this.clockError = error;
		const { time } = this.#options;
		if (this.#power) this.#power.wallClock = EPOCH + time.milliseconds - this.#power.milliseconds + error;
	}

	/** Every fault is over; it is switched on if it is off. */
	heal(): void {
		const { link, flash, camera, wire } = this;
		link.delay = 1;
		link.rate = 0;
		link.isRefusing = link.isHanging = false;
		// a cut that was to come within a write does not come any more
		flash.left = Number.POSITIVE_INFINITY;
		flash.isRefusing = camera.isMissing = camera.isStill = false;
		if (wire) {
			wire.bitErrorRate = 0;
			wire.stuckIn = undefined;
		}
		this.setClock(0);
		this.powerOn();
	}

	/** Says `stopped` and ends. */
	stop(done: () => void): void {
		if (this.#runtime && this.#power) this.#runtime.stop(done);
		else done();
	}

	#die(): void {
		this.#power?.cut();
		this.#power = undefined;
		this.#runtime = undefined;
		this.#isOnline = false;
		this.counts.cuts++;
		this.counts.refusedCuts += this.#refused;
		this.#refused = 0;
		this.account.cut(this.#boot);
		this.link.break({ both: false });
	}

	#wireTo(board: EmulatedBoard, power: Power): FaultyWire {
		const { SPI, Digital } = board;
		const { interrupt } = { ...defaultSettings.accelerator, ...this.#options.settings?.accelerator };
		const resetChip = () => board.chip.reset();
		this.wire = new FaultyWire({ SPI, Digital, timers: power, interrupt, seed: this.#options.seed, resetChip });
		return this.wire;
	}
}
