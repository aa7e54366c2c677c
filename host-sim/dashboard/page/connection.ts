import { Decoder, Encoder } from "cbor-x";
import type { Action, Fact, NumberedAction } from "../protocol";

/** Milliseconds between two attempts to reach the host. */
const RETRY_MS = 1000;
/** Milliseconds that the host gets to answer an action. */
const PATIENCE_MS = 30_000;

export interface ConnectionOptions {
	onFact(fact: Fact): void;
	onState(isOpen: boolean): void;
}

/** The WebSocket to the host: comes back by itself, numbers actions and finds their replies. */
export class Connection {
	readonly #options: ConnectionOptions;
	readonly #encoder = new Encoder({ useRecords: false, tagUint8Array: false });
	readonly #decoder = new Decoder({ useRecords: false, mapsAsObjects: true });
	readonly #waiting = new Map<number, (refusal: string) => void>();
	#socket: WebSocket | undefined;
	#calls = 0;

	constructor(options: ConnectionOptions) {
		this.#options = options;
		this.#open();
	}

	get isOpen(): boolean {
		return this.#socket?.readyState === WebSocket.OPEN;
	}

	/** Bytes that wait to be sent. */
	get backlog(): number {
		return this.#socket?.bufferedAmount ?? 0;
	}

	/** Asks for something and does not wait for the outcome. */
	tell(action: Action): void {
		if (this.isOpen) this.#socket!.send(this.#encoder.encode(action) as Uint8Array<ArrayBuffer>);
	}

	/** Asks for something; resolves to "" when it was done, else to the reason why not. */
	ask(action: Action, onNumber?: (call: number) => void): Promise<string> {
		if (!this.isOpen) return Promise.resolve("the host cannot be reached");
		const call = ++this.#calls;
		onNumber?.(call);
		const message: NumberedAction = { ...action, call };
		this.#socket!.send(this.#encoder.encode(message) as Uint8Array<ArrayBuffer>);
		return new Promise(resolve => {
			const limit = setTimeout(() => this.#answer(call, "the host has not answered"), PATIENCE_MS);
			this.#waiting.set(call, refusal => {
				clearTimeout(limit);
				resolve(refusal);
			});
		});
	}

	#open(): void {
		const socket = new WebSocket(`ws://${location.host}/live`);
		this.#socket = socket;
		socket.binaryType = "arraybuffer";
		socket.onopen = () => this.#options.onState(true);
		socket.onmessage = ({ data }) => {
			const fact = this.#decoder.decode(new Uint8Array(data as ArrayBuffer)) as Fact;
			if (fact.kind === "reply") this.#answer(fact.call, fact.refusal);
			else this.#options.onFact(fact);
		};
		socket.onclose = () => {
			this.#options.onState(false);
			for (const call of [...this.#waiting.keys()]) this.#answer(call, "the host has gone");
			setTimeout(() => this.#open(), RETRY_MS);
		};
	}

	#answer(call: number, refusal: string): void {
		this.#waiting.get(call)?.(refusal);
		this.#waiting.delete(call);
	}
}
