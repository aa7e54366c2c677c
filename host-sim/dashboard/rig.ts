import { defaultSettings } from "../../firmware/config";
import type { EmulatedBoard } from "../../firmware/emulator/board";
import type { Clock, Timers } from "../../firmware/hardware";
import type { Hardware, Observer } from "../../firmware/runtime";
import type { Outfit } from "../device";
import { BreakableLink } from "../node/breakable-tcp";
import { FaultyWire } from "../node/faulty-wire";
import { type Shown, SwitchedSource } from "../scene/switched-source";
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
	readonly link = new BreakableLink();
	/** The SPI wire, where the chip is on this side of it. */
	wire: FaultyWire | undefined;
	/** The chip, where it is on this side. */
	board: EmulatedBoard | undefined;
	/** The embedded broker, where there is one. */
	broker: BrokerSwitch | undefined;

	constructor(options: RigOptions) {
		this.options = options;
		this.source = new SwitchedSource(options.shown);
	}

	/** Whether firmware and chip are in this process's own engine, where their insides can be seen. */
	get isOpen(): boolean {
		return this.options.engine === "node";
	}

	/** Puts a wire that can fail between board and firmware. */
	wrapBoard(board: EmulatedBoard): Pick<Hardware, "SPI" | "Digital"> {
		const { time, seed, bitErrorRate } = this.options;
		const { interrupt } = defaultSettings.accelerator;
		const { SPI, Digital } = board;
		const resetChip = () => board.chip.reset();
		const wire = new FaultyWire({ SPI, Digital, timers: time, interrupt, seed, resetChip });
		wire.bitErrorRate = bitErrorRate;
		this.wire = wire;
		this.board = board;
		return wire;
	}

	/** The device's observer: `first` and whoever else watches. */
	observe(first: Observer): Observer {
		this.observers.add(first);
		return this.observers;
	}
}
