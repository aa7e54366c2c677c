import { CimError } from "../../firmware/errors";
import { type Broker, startBroker } from "../broker";

/** The embedded broker with a switch: off, it forgets everything and frees its port; on, it is there again. */
export class BrokerSwitch {
	#broker: Broker | undefined;
	readonly #port: number;
	#busy: Promise<void> = Promise.resolve();

	constructor(broker: Broker) {
		this.#broker = broker;
		this.#port = broker.port;
	}

	get isDown(): boolean {
		return this.#broker === undefined;
	}

	/** One change after another. Throws CimError "broker-port" where somebody has taken the port meanwhile. */
	set(isUp: boolean): Promise<void> {
		const change = this.#busy.then(() => (isUp ? this.#start() : this.#stop()));
		this.#busy = change.catch(() => {});
		return change;
	}

	async close(): Promise<void> {
		await this.set(false);
	}

	async #start(): Promise<void> {
		if (this.#broker) return;
		const broker = await startBroker({ port: this.#port });
		if (broker.port !== this.#port) {
			await broker.close();
			throw new CimError("broker-port", `port ${this.#port} is taken by somebody else meanwhile`);
		}
		this.#broker = broker;
	}

	async #stop(): Promise<void> {
		const broker = this.#broker;
		this.#broker = undefined;
		await broker?.close();
	}
}
