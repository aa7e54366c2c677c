// The computer is on the network already.
import Timer from "timer";

export default class WiFi {
	connection = 200;
	address = "127.0.0.1";
	readonly #onChanged: (() => void) | undefined;
	constructor(options: { onChanged?: () => void }) {
		this.#onChanged = options.onChanged;
	}
	connect(): void {
		Timer.set(() => this.#change(500), 0);
	}
	disconnect(): void {
		Timer.set(() => this.#change(200), 0);
	}
	close(): void {}
	#change(connection: number): void {
		this.connection = connection;
		this.#onChanged?.();
	}
}
