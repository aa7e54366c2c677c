import { createHash } from "node:crypto";
import { decode } from "cbor-x";
import { encodeCommand } from "../../firmware/commands/command-message";
import type { Settings } from "../../firmware/config";
import type { Clock, Resolver, TCPClass, Timers } from "../../firmware/hardware";
import { crc32 } from "../../firmware/math/crc32";
import { mix32, Random } from "../../firmware/math/random";
import { parseTopic, TOPIC_ROOT } from "../../firmware/messaging/topics";
import type { Gap } from "../../firmware/storage/gap-list";
import { outfitFor, PAPER_TEXT } from "../device";
import { SceneSource } from "../scene/scene-source";
import { Member } from "./member";
import { sharedViews } from "./member-camera";

/** Views of the sheet that a fleet's cameras see, again and again: each is rendered once for all devices. */
const VIEWS = 4;
/** The devices of a fleet are switched on within so many milliseconds a device, and at most so many. */
const SWITCHED_ON_EACH = 200;
const SWITCHED_ON_WITHIN = 5000;

/** What a fleet's devices are. */
export interface CrewOptions {
	devices: number;
	seed: number;
	/** Milliseconds between a camera's frames. */
	interval: number;
	outbox: NonNullable<Settings["outbox"]>;
	/** Blocks of 4096 bytes that each outbox has. */
	blocks: number;
}

/** Where the devices are: time, network, broker. */
export interface Surroundings {
	time: Timers & Clock;
	TCP: TCPClass;
	resolver: Resolver;
	host: string;
	port: number;
}

/** What a device answered when it was asked about its outbox. */
export interface OutboxAnswer {
	/** Milliseconds. */
	at: number;
	/** Results in flash, messages in memory, ranges of dropped results not yet told, results that the broker refuses. */
	kept: number;
	pending: number;
	gaps: number;
	parked: number;
}

/** The devices of a fleet, and what was seen of them: in whatever time and on whatever network they are. */
export abstract class Crew {
	readonly members: readonly Member[];
	/** What scripts draw from. */
	readonly random: Random;
	/** By device. */
	readonly outboxes = new Map<string, OutboxAnswer>();
	/** When the devices were last asked. */
	askedAt = 0;
	/** Messages that were seen, of whatever kind. */
	messages = 0;
	readonly #time: Timers & Clock;
	readonly #byName = new Map<string, Member>();
	readonly #digest = createHash("sha256");
	#questions = 0;

	constructor({ devices, seed, interval, outbox, blocks }: CrewOptions, surroundings: Surroundings) {
		this.random = new Random(seed, 1);
		this.#time = surroundings.time;
		const outfit = outfitFor(PAPER_TEXT);
		const source = sharedViews(new SceneSource({ text: PAPER_TEXT, seed, views: VIEWS }), VIEWS);
		this.members = Array.from({ length: devices }, (_, index) => {
			const device = `cam-${String(index + 1).padStart(String(devices).length, "0")}`;
			const own = { device, seed: mix32(seed ^ mix32(index + 1)) >>> 0 };
			const member = new Member({ ...own, ...surroundings, outfit, source, interval, outbox, blocks });
			this.#byName.set(device, member);
			return member;
		});
	}

	/** The retained status of a device, as a subscriber gets it who comes now. */
	abstract status(device: string): string;

	/** Publishes a message to the devices. */
	protected abstract send(topic: string, payload: Uint8Array): void;

	/** Switches the devices on, one after the other. */
	start(): void {
		const within = Math.min(SWITCHED_ON_WITHIN, SWITCHED_ON_EACH * this.members.length);
		for (const member of this.members) this.at(this.random.below(within), () => member.powerOn());
	}

	/** Does something at an instant, in milliseconds: whole ones, as a device's clock has them. */
	at(milliseconds: number, action: () => void): void {
		this.#time.set(action, Math.round(milliseconds - this.#time.milliseconds));
	}

	/** Does something to each device. */
	each(action: (member: Member) => void): void {
		for (const member of this.members) action(member);
	}

	/** Every fault is over; who is off is switched on. */
	heal(): void {
		this.each(member => member.heal());
	}

	/** The cameras give no more frames: what is made is made. */
	rest(): void {
		this.each(({ camera }) => {
			camera.isStill = true;
		});
	}

	/** Asks every device about its outbox; the answers come to `outboxes`. */
	ask(): void {
		this.askedAt = this.#time.milliseconds;
		const id = `question-${++this.#questions}`;
		this.send(`${TOPIC_ROOT}/all/cmd/outbox`, encodeCommand({ id, values: {} }));
	}

	/** Whether every device has answered the last question, and that it has nothing left to send. */
	get isDrained(): boolean {
		return this.members.every(({ device }) => {
			const answer = this.outboxes.get(device);
			return answer && answer.at >= this.askedAt && answer.kept + answer.pending + answer.gaps === 0;
		});
	}

	get online(): number {
		return this.members.reduce((sum, { isOnline }) => sum + (isOnline ? 1 : 0), 0);
	}

	get results(): number {
		return this.members.reduce((sum, { counts }) => sum + counts.results, 0);
	}

	/** Of everything that was seen, with the times: 64 hexadecimal digits. */
	digest(): string {
		return this.#digest.copy().digest("hex");
	}

	/** A message that a subscriber got. */
	protected saw(topic: string, payload: Buffer): void {
		this.messages++;
		this.#digest.update(`${this.#time.milliseconds} ${topic} ${payload.length} `).update(payload);
		const parsed = parseTopic(topic);
		const member = parsed && this.#byName.get(parsed.device);
		if (!member) return;
		const { name } = parsed;
		if (name === "result" || name === "history") {
			const result = decode(payload) as Record<number, number>;
			member.account.saw(result[2], result[0], crc32(payload), name === "history");
		} else if (name === "gap") member.account.sawGap(decode(payload) as Gap);
		else if (name === "ack/outbox") {
			const { result } = decode(payload) as { result: Omit<OutboxAnswer, "at"> };
			const { kept, pending, gaps, parked } = result;
			this.outboxes.set(member.device, { at: this.#time.milliseconds, kept, pending, gaps, parked });
		}
	}
}
