import { Socket } from "node:net";
import type { TCPClass, TCPOptions } from "../../firmware/hardware";
import { NodeTCP } from "./tcp";

/** A radio link that can be cut: sockets of its class end, and new ones fail, for as long as it is down. */
export class BreakableLink {
	readonly TCP: TCPClass;
	readonly #sockets = new Set<Socket>();
	#isDown = false;

	constructor() {
		const connect = (open: () => Socket): Socket => this.#connect(open);
		this.TCP = class extends NodeTCP {
			protected override open(options: TCPOptions): Socket {
				return connect(() => super.open(options));
			}
		};
	}

	get isDown(): boolean {
		return this.#isDown;
	}

	/** Cuts what is connected; the far end hears nothing but the end of the connection. */
	break(): void {
		this.#isDown = true;
		for (const socket of this.#sockets) socket.destroy(new Error("the Wi-Fi is gone"));
	}

	mend(): void {
		this.#isDown = false;
	}

	#connect(open: () => Socket): Socket {
		if (this.#isDown) {
			const socket = new Socket();
			setImmediate(() => socket.destroy(new Error("there is no Wi-Fi")));
			return socket;
		}
		const socket = open();
		this.#sockets.add(socket);
		socket.once("close", () => this.#sockets.delete(socket));
		return socket;
	}
}
