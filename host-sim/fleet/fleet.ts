import { createHash } from "node:crypto";
import { decode } from "cbor-x";
import { encodeCommand } from "../../firmware/commands/command-message";
import type { Settings } from "../../firmware/config";
import { crc32 } from "../../firmware/math/crc32";
import { mix32, Random } from "../../firmware/math/random";
import { parseTopic, TOPIC_ROOT } from "../../firmware/messaging/topics";
import type { Gap } from "../../firmware/storage/gap-list";
import { outfitFor, PAPER_TEXT } from "../device";
import { VirtualTime } from "../node/virtual-time";
import { SceneSource } from "../scene/scene-source";
import { Member } from "./member";
import { sharedViews } from "./member-camera";
import { MemoryBroker } from "./memory-broker";
import { MemoryNetwork } from "./memory-network";
import { Witness } from "./witness";

/** Views of the sheet that a fleet's cameras see, again and again: each is rendered once for all devices. */
const VIEWS = 4;
/** Milliseconds over which the devices of a fleet are switched on. */
const SWITCHED_ON_WITHIN = 5000;

export interface FleetOptions {
	devices: number;
	seed: number;
	/** Milliseconds between a camera's frames. */
	interval: number;
	outbox: NonNullable<Settings["outbox"]>;
	/** Blocks of 4096 bytes that each outbox has. */
	blocks: number;
}

/** What a device answered when it was asked about its outbox. */
export interface OutboxAnswer {
	/** Virtual milliseconds. */
	at: number;
	/** Results in flash, messages in memory, ranges of dropped results not yet told, results that the broker refuses. */
	kept: number;
	pending: number;
	gaps: number;
	parked: number;
}

/** Devices, a broker and a witness on one network in virtual time: nothing of it depends on the machine. */
export class Fleet {
	readonly time = new VirtualTime();
	readonly network = new MemoryNetwork(this.time);
	readonly broker = new MemoryBroker(this.network, this.time);
	readonly members: readonly Member[];
	/** What scripts draw from. */
	readonly random: Random;
	/** By device. */
	readonly outboxes = new Map<string, OutboxAnswer>();
	/** Messages that the witness got, of whatever kind. */
	messages = 0;
	readonly #byName = new Map<string, Member>();
	readonly #witness: Witness;
	readonly #digest = createHash("sha256");
	#questions = 0;
	/** When the devices were last asked. */
	askedAt = 0;

	constructor({ devices, seed, interval, outbox, blocks }: FleetOptions) {
		this.random = new Random(seed, 1);
		const outfit = outfitFor(PAPER_TEXT);
		const source = sharedViews(new SceneSource({ text: PAPER_TEXT, seed, views: VIEWS }), VIEWS);
		this.members = Array.from({ length: devices }, (_, index) => {
			const member = new Member({
				device: `cam-${String(index + 1).padStart(String(devices).length, "0")}`,
				seed: mix32(seed ^ mix32(index + 1)) >>> 0,
				time: this.time,
				TCP: this.network.TCP,
				resolver: this.network.resolver,
				...{ host: "broker", port: 1883, outfit, source, interval, outbox, blocks },
			});
			this.#byName.set(member.device, member);
			return member;
		});
		this.#witness = new Witness({
			TCP: this.network.TCP,
			timers: this.time,
			filters: [`${TOPIC_ROOT}/#`],
			onMessage: (topic, payload) => this.#saw(topic, payload),
		});
		for (const member of this.members) this.at(this.random.below(SWITCHED_ON_WITHIN), () => member.powerOn());
	}

	/** Does something at an instant, in virtual milliseconds: whole ones, as a device's clock has them. */
	at(milliseconds: number, action: () => void): void {
		this.time.set(action, Math.round(milliseconds) - this.time.milliseconds);
	}

	/** Does something to a device, or to each. */
	each(action: (member: Member) => void): void {
		for (const member of this.members) action(member);
	}

	/** Every fault is over; who is off is switched on. */
	heal(): void {
		this.broker.workTime = 0;
		if (!this.broker.isUp) this.broker.start();
		this.each(member => member.heal());
	}

	/** Asks every device about its outbox; the answers come to `outboxes`. */
	ask(): void {
		this.askedAt = this.time.milliseconds;
		this.#witness.publish(
			`${TOPIC_ROOT}/all/cmd/outbox`,
			encodeCommand({ id: `question-${++this.#questions}`, values: {} }),
		);
	}

	/** Whether every device has answered the last question, and that it has nothing left to send. */
	get isDrained(): boolean {
		return this.members.every(({ device }) => {
			const answer = this.outboxes.get(device);
			return answer && answer.at > this.askedAt && answer.kept + answer.pending + answer.gaps === 0;
		});
	}

	/** The retained status of a device, as a subscriber gets it who comes now. */
	status(device: string): string {
		return this.broker.retained(`${TOPIC_ROOT}/${device}/status`)?.toString() ?? "";
	}

	/** Of everything that the witness got, with the times: 64 hexadecimal digits. */
	digest(): string {
		return this.#digest.copy().digest("hex");
	}

	#saw(topic: string, payload: Buffer): void {
		this.messages++;
		this.#digest.update(`${this.time.milliseconds} ${topic} ${payload.length} `).update(payload);
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
			this.outboxes.set(member.device, { at: this.time.milliseconds, kept, pending, gaps, parked });
		}
	}
}
