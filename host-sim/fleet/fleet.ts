import { TOPIC_ROOT } from "../../firmware/messaging/topics";
import { VirtualTime } from "../node/virtual-time";
import { Crew, type CrewOptions } from "./crew";
import { MemoryBroker } from "./memory-broker";
import { MemoryNetwork } from "./memory-network";
import { Witness } from "./witness";

/** Devices, a broker and a witness on one network in virtual time: nothing of it depends on the machine. */
export class Fleet extends Crew {
	readonly time: VirtualTime;
	readonly broker: MemoryBroker;
	readonly #witness: Witness;

	constructor(options: CrewOptions) {
		const time = new VirtualTime();
		const network = new MemoryNetwork(time);
		super(options, { time, TCP: network.TCP, resolver: network.resolver, host: "broker", port: 1883 });
		this.time = time;
		this.broker = new MemoryBroker(network, time);
		this.#witness = new Witness({
			TCP: network.TCP,
			filters: [`${TOPIC_ROOT}/#`],
			onMessage: (topic, payload) => this.saw(topic, payload),
		});
		this.#witness.connect();
		this.start();
	}

	/** The broker's process is killed; without `keeps` it forgets its sessions and retained messages. */
	killBroker({ keeps }: { keeps: boolean }): void {
		this.broker.kill({ keeps });
	}

	/** It comes back, and the witness is there first: what a broker takes while nobody is subscribed, nobody sees. */
	startBroker(): void {
		if (this.broker.isUp) return;
		this.broker.start();
		this.#witness.connect();
	}

	override heal(): void {
		this.broker.workTime = 0;
		this.startBroker();
		super.heal();
	}

	override status(device: string): string {
		return this.broker.retained(`${TOPIC_ROOT}/${device}/status`)?.toString() ?? "";
	}

	protected override send(topic: string, payload: Uint8Array): void {
		this.#witness.publish(topic, payload);
	}
}
