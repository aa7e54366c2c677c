import { defaultSettings } from "../firmware/config";
import type { EmulatedBoard } from "../firmware/emulator/board";
import type { DeviceModel } from "../firmware/emulator/profiles/fmc-devices";
import type { CimError } from "../firmware/errors";
import type { WatchCounts } from "../firmware/events/event-watch";
import { Random } from "../firmware/math/random";
import { deviceTopics } from "../firmware/messaging/topics";
import { parseModel } from "../firmware/model/format";
import type { FrameReport } from "../firmware/report";
import type { Observer, Runtime } from "../firmware/runtime";
import { startBroker } from "./broker";
import { type BrokerAddress, MQTT_PORT } from "./broker-address";
import { BrokerSwitch } from "./dashboard/broker-switch";
import type { Dashboard } from "./dashboard/dashboard";
import { both } from "./dashboard/page-presenter";
import type { Rig } from "./dashboard/rig";
import { createDevice, type DeviceOptions, type Outfit, outfitFor } from "./device";
import { FrameJournal } from "./frame-journal";
import { decodeReceivedResult } from "./message-decoder";
import { DeviceState } from "./node/device-state";
import { FaultyWire } from "./node/faulty-wire";
import { PacedTime } from "./node/paced-time";
import { nodeResolver } from "./node/resolver";
import { NodeTCP } from "./node/tcp";
import { VirtualTime } from "./node/virtual-time";
import { printable } from "./printable";
import type { FrameSource } from "./scene/frame-source";
import { SpiDump } from "./spi-dump";
import { type Received, Subscriber } from "./subscriber";
import type { Setting, Totals } from "./terminal/frame-view";
import type { Presenter } from "./terminal/presenter";
import { plural } from "./terminal/quantity";

export type Engine = "node" | "xs" | "rv32";

export interface DemoOptions {
	device: string;
	seed: number;
	/** Another broker; without it an embedded one is started on `port` of this machine. */
	broker?: BrokerAddress;
	port?: number;
	source: FrameSource;
	/** What the camera is shown, where that is known: in all frames, or in each. */
	text?: string | ((frame: number) => string);
	/** Chip and model; those for the letters of the text where absent. */
	outfit?: Outfit;
	/** Milliseconds between frames. */
	interval: number;
	/** Where the firmware runs: in Node's own engine, in the microcontroller's, or on an emulated microcontroller. */
	engine?: Engine;
	/** Kind of memory cell that the chip is made of; the paper's where absent. */
	deviceModel?: DeviceModel;
	/** Send events only: what came into view, what took its place, that it went. */
	events?: boolean;
	/** Folder where the device keeps its outbox, its settings and the number of its boots; without it nothing is kept. */
	state?: string;
	/** Probability that a bit on the SPI wire is flipped, in each direction. */
	bitErrorRate: number;
	/** End after so many frames. */
	frames?: number;
	/** Writes the SPI traffic from power-on to the end of the first frame into this file. */
	vcd?: string;
	/** Serves the live page on this port of the loopback, or the next free one. */
	page?: { port: number; onServed(url: string): void };
	/** Makes the view once it is known what there is to show. */
	present(setting: Setting, totals: Totals): Presenter;
	/** Resolves when the user wants to end. */
	interrupted: Promise<void>;
}

const LOOPBACK = "127.0.0.1";
/** With --frames, how long nothing may happen before it is given up, milliseconds; a frame on the emulated microcontroller takes seconds. */
const PATIENCE_MS = { node: 10_000, xs: 10_000, rv32: 60_000 };
/** The same for a network, which engines without compiler write into the chip cell by cell. */
const NETWORK_PATIENCE_MS = { node: 30_000, xs: 60_000, rv32: 600_000 };
/** How long the device gets to say goodbye, milliseconds. */
const FAREWELL_MS = 3000;

/** Runs one device against a broker and shows what a subscriber sees of it. Says whether all went well. */
export async function runDemo(options: DemoOptions): Promise<boolean> {
	const embedded = options.broker ? undefined : await startBroker({ port: options.port ?? MQTT_PORT });
	const address = options.broker ?? { host: LOOPBACK, port: embedded!.port, url: embedded!.url };
	const { text } = options;
	const outfit = options.outfit ?? outfitFor(typeof text === "string" ? text : undefined, options.deviceModel);
	const setting: Setting = {
		device: options.device,
		chip: outfit.profile.name,
		broker: address.url,
		seed: options.seed,
		state: "connecting",
		online: false,
	};
	const time = inXS(options.engine) ? new VirtualTime() : new PacedTime();
	const broker = embedded && new BrokerSwitch(embedded);
	const page = options.page && (await pageFor(options, outfit, { time, broker, url: address.url }));
	const run = new DemoRun(options, setting, page);
	if (embedded && embedded.port !== embedded.requestedPort)
		run.note(`port ${embedded.requestedPort} is taken: the broker listens on ${embedded.port} instead`);

	const dump = options.vcd === undefined ? undefined : new SpiDump(options.vcd, options.device);
	const wireFor = (board: EmulatedBoard) => {
		if (page) return page.rig.wrapBoard(board);
		if (options.bitErrorRate === 0) return board;
		const { interrupt } = defaultSettings.accelerator;
		const resetChip = () => board.chip.reset();
		const { SPI, Digital } = board;
		const wire = new FaultyWire({ SPI, Digital, timers: time, interrupt, seed: options.seed, resetChip });
		wire.bitErrorRate = options.bitErrorRate;
		run.wire = wire;
		return wire;
	};
	const wrapBoard = (board: EmulatedBoard) => dump?.listen(wireFor(board), time) ?? wireFor(board);
	const state = options.state === undefined ? undefined : new DeviceState(options.state, options.device);
	const device: DeviceOptions = {
		device: options.device,
		random: state && new Random(options.seed, state.begin()),
		more: state && { flash: state.flash, store: state.store },
		seed: options.seed,
		outfit,
		source: page?.rig.source ?? options.source,
		Camera: page?.rig.Camera,
		host: address.host,
		port: address.port,
		interval: options.interval,
		time,
		TCP: page?.rig.link.TCP ?? NodeTCP,
		resolver: nodeResolver,
		wrapBoard: options.bitErrorRate > 0 || page?.rig.isOpen || dump ? wrapBoard : undefined,
		settings: { events: options.events },
	};
	const observer: Observer = {
		onReport(report) {
			run.onReport(report);
			writeDump(dump, run);
		},
		onWatched: counts => run.setWatched(counts),
		onPublished: sequence => run.isWanted(sequence) && run.journal.onAcknowledged(sequence),
		onOnline: () => run.setState(true, "online"),
		onOffline: (reason: CimError) => run.setState(false, reason.message),
		onLog: line => run.problem(line),
	};
	device.observer = page?.rig.observe(observer) ?? observer;
	let runtime: Pick<Runtime, "start" | "stop"> = inXS(options.engine)
		? await xsRuntime(options.engine, device, time, run)
		: page
			? page.rig.fit(device)
			: createDevice(device).runtime;
	let started = false;
	const subscriber = new Subscriber({
		url: address.url,
		filters: [deviceTopics(options.device).result, deviceTopics(options.device).history],
		onMessage: message => run.onMessage(message),
		onState(subscribed, reason) {
			if (!subscribed) return run.onUnreachable(reason ?? "gone");
			// The device begins when somebody listens, so that the first verdict is seen too.
			if (!started) runtime.start();
			started = true;
		},
	});

	if (page?.rig.isOpen) {
		let fits = 0;
		page.rig.refit = async outfit => {
			await withLimit(FAREWELL_MS, done => runtime.stop(done));
			// as after a flash: another boot
			runtime = page.rig.fit({ ...device, outfit, random: new Random(options.seed, state?.begin() ?? ++fits) });
			setting.chip = outfit.profile.name;
			runtime.start();
		};
	}
	if (page)
		page.dashboard.open().then(
			url => {
				run.note(`live page: ${url}`);
				options.page!.onServed(url);
			},
			(error: Error) => run.problem(error.message),
		);

	const ended = await run.ended;
	if (started) await withLimit(FAREWELL_MS, done => runtime.stop(done));
	if (time instanceof PacedTime) time.stop();
	await subscriber.close();
	state?.close();
	run.presenter.end(run.summary());
	await page?.dashboard.close();
	await broker?.close();
	return ended;
}

/** After a frame; the first has it written. */
function writeDump(dump: SpiDump | undefined, run: DemoRun): void {
	try {
		const words = dump?.end();
		if (words) run.note(words);
	} catch (error) {
		run.problem(`the SPI traffic could not be written: ${(error as Error).message}`);
	}
}

interface Page {
	rig: Rig;
	dashboard: Dashboard;
}

/** The bench around the device and the page that shows it; loaded only where a page is wanted. */
async function pageFor(
	options: DemoOptions,
	outfit: Outfit,
	{ time, broker, url }: { time: VirtualTime; broker: BrokerSwitch | undefined; url: string },
): Promise<Page> {
	const { Rig } = await import("./dashboard/rig");
	const { Dashboard } = await import("./dashboard/dashboard");
	const { device, engine = "node", seed, source, text, interval, events = false, bitErrorRate } = options;
	const expected = typeof text === "string" ? () => text : text;
	const rig = new Rig({
		device,
		engine,
		seed,
		outfit,
		shown: { source, expected },
		time,
		interval,
		events,
		bitErrorRate,
	});
	rig.broker = broker;
	return { rig, dashboard: new Dashboard({ rig, broker: url, port: options.page!.port }) };
}

function inXS(engine: Engine = "node"): engine is "xs" | "rv32" {
	return engine !== "node";
}

/**
 * The firmware in XS, with the chip emulated there too; on this side, where the wire and all kinds of cells are, when the
 * wire is a bad one or the cells are not the paper's.
 * @throws XSUnavailable
 */
async function xsRuntime(
	engine: "xs" | "rv32",
	device: DeviceOptions,
	time: VirtualTime,
	run: DemoRun,
): Promise<Pick<Runtime, "start" | "stop">> {
	const { startXSDevice } = await import("./xs/device");
	const { firmwareMachine, guestMachine } = await import("./xs/firmware");
	const { outfit } = device;
	// beyond letters of ink: the guest that has all kinds of models, and an emulated vision sensor
	const isOther = outfit.kind === "network" || parseModel(outfit.modelFile).sensor !== undefined;
	const placement = device.wrapBoard || isOther || outfit.profile.cell ? "silicon" : "emulated";
	const build = engine === "xs" ? "native64" : "rv32";
	const options = { note: (line: string) => run.note(line) };
	const launch = isOther
		? await guestMachine(build, "host-sim/xs/guest/networks.ts", options)
		: await firmwareMachine(build, placement, options);
	let ended: Promise<void> = Promise.resolve();
	let stop = () => {};
	return {
		start() {
			const { machine } = startXSDevice({ ...device, launch, placement, time, paced: true });
			ended = machine.ended;
			ended.catch((error: Error) => run.fail(error.message));
			stop = () => machine.stop();
		},
		stop(done) {
			ended.then(done, done);
			stop();
		},
	};
}

/** What is known while it runs, and when it is over. */
class DemoRun {
	readonly presenter: Presenter;
	readonly journal: FrameJournal;
	/** The SPI wire where it is a bad one. */
	wire: FaultyWire | undefined;
	/** Resolves to whether everything that was asked for happened. */
	readonly ended: Promise<boolean>;
	readonly #options: DemoOptions;
	readonly #setting: Setting;
	readonly #page: Page | undefined;
	#end: (good: boolean) => void = () => {};
	#patience: NodeJS.Timeout | undefined;
	#firstVerdict = 0;
	/** Boot identifier of the newest result. */
	#boot: number | undefined;
	/** Results of earlier boots that came as history. */
	#late = 0;

	constructor(options: DemoOptions, setting: Setting, page: Page | undefined) {
		this.#options = options;
		this.#page = page;
		this.#setting = setting;
		this.journal = new FrameJournal({
			expected: page
				? frame => page.rig.source.expected(frame)
				: typeof options.text === "string"
					? () => options.text as string
					: options.text,
			onRecord: record => {
				this.#firstVerdict ||= performance.now();
				this.presenter.frame(record, this.#totals());
			},
			onComplete: record => {
				this.presenter.complete(record);
				this.#beginPatience();
				if (this.journal.complete === options.frames) this.#end(true);
			},
			onMismatch: line => this.problem(line),
		});
		const presenter = options.present(setting, this.#totals());
		this.presenter = page ? both(presenter, page.dashboard.presenter(setting)) : presenter;
		this.ended = new Promise<boolean>(resolve => {
			this.#end = resolve;
		}).finally(() => clearTimeout(this.#patience));
		void options.interrupted.then(() => this.#end(options.frames === undefined));
		this.#beginPatience();
	}

	/** Lines may hold words from elsewhere. */
	note(line: string): void {
		this.presenter.note(printable(line, 400));
	}

	problem(line: string): void {
		this.presenter.problem(printable(line, 400));
	}

	onReport(report: FrameReport): void {
		this.#boot = report.result.boot;
		if (this.isWanted(report.result.sequence)) this.journal.onReport(report);
	}

	/** Frames beyond those asked for are on their way when the last one is acknowledged; they do not count. */
	isWanted(sequence: number): boolean {
		return this.#options.frames === undefined || sequence <= this.#options.frames;
	}

	/** It cannot go on. */
	fail(line: string): void {
		this.problem(line);
		this.#end(false);
	}

	onMessage({ topic, payload, retained }: Received): void {
		if (retained) return;
		try {
			const result = decodeReceivedResult(payload);
			if (topic.endsWith("/history") && result.boot !== this.#boot) {
				this.#late++;
				return;
			}
			if (this.isWanted(result.sequence)) this.journal.onReceived(topic, payload, result);
		} catch (error) {
			this.problem(`${topic}: ${(error as Error).message}`);
		}
	}

	onUnreachable(reason: string): void {
		const limit = this.#options.frames === undefined ? "" : ` for ${this.#patienceMs / 1000} s`;
		this.problem(`broker ${this.#setting.broker}: ${reason}; trying again${limit}`);
		this.setState(false, reason);
	}

	setState(online: boolean, state: string): void {
		this.#setting.online = online;
		this.#setting.state = state;
		this.presenter.state(this.#totals());
	}

	/** The device looks, and mostly sees nothing new. */
	setWatched({ frames, passed, recognised }: WatchCounts): void {
		this.#setting.watched = `${plural(frames, "frame")} seen, ${passed} looked at, ${recognised} through the chip`;
		this.presenter.state(this.#totals());
	}

	summary(): string {
		const { frames, acknowledged, received, recognised } = this.journal;
		const wanted = this.#options.frames;
		const subject =
			wanted === undefined
				? `${plural(frames, "frame")}, ${acknowledged}`
				: `${acknowledged} of ${plural(wanted, "frame")}`;
		const lost = received < acknowledged ? `, only ${received} received` : "";
		const judged = this.#options.text === undefined ? "without doubt" : "all right";
		const watched = this.#setting.watched ? `; ${this.#setting.watched}` : "";
		const first = this.#firstVerdict ? `; first after ${(this.#firstVerdict / 1000).toFixed(1)} s` : "";
		const damaged = this.#damaged() !== undefined ? `; ${this.#damaged()} damaged SPI transactions` : "";
		const late = this.#late ? `; ${plural(this.#late, "result")} of before came as history` : "";
		return `${subject} published and acknowledged${lost}, ${recognised} ${judged}${damaged}${watched}${late}${first}`;
	}

	#totals(): Totals {
		const { frames, acknowledged, received, right, expected } = this.journal;
		return { frames, acknowledged, received, right, expected, damaged: this.#damaged() };
	}

	/** SPI transactions in which bits were flipped; undefined for a good wire. */
	#damaged(): number | undefined {
		const wire = this.wire ?? this.#page?.rig.wire;
		if (!wire) return undefined;
		const damaged = wire.commands.damagedOut + wire.answers.damagedOut + wire.answers.damagedIn;
		return damaged > 0 || this.#options.bitErrorRate > 0 ? damaged : undefined;
	}

	get #patienceMs(): number {
		const patience = this.#options.outfit?.kind === "network" ? NETWORK_PATIENCE_MS : PATIENCE_MS;
		return patience[this.#options.engine ?? "node"];
	}

	/** Where a number of frames was asked for, silence is a failure after a while. */
	#beginPatience(): void {
		// nothing to tell is what a device that sends events mostly has
		if (this.#options.frames === undefined || this.#options.events) return;
		clearTimeout(this.#patience);
		this.#patience = setTimeout(() => {
			this.problem(`no frame was published and acknowledged for ${this.#patienceMs / 1000} s: giving up`);
			this.#end(false);
		}, this.#patienceMs + this.#options.interval);
	}
}

function withLimit(milliseconds: number, act: (done: () => void) => void): Promise<void> {
	return new Promise(resolve => {
		const limit = setTimeout(resolve, milliseconds);
		act(() => {
			clearTimeout(limit);
			resolve();
		});
	});
}
