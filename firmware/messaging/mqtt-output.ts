import type { TCPSocket } from "../hardware";
import { MqttError } from "./mqtt-error";

/** Packets that may wait for the socket: acknowledgements, for the most part. */
const MAXIMUM_WAITING = 256;

/** Bytes on their way to a socket that takes some at a time. A packet may be handed over in parts: others wait until it is whole. */
export class PacketOutput {
	readonly #packets: Uint8Array[] = [];
	/** Bytes of the first packet that are written. */
	#written = 0;
	/** Bytes of a packet handed over in parts that are still to come. */
	#owed = 0;
	/** Packets that wait for that one to be whole. */
	#deferred: Uint8Array[] | undefined;
	/** Bytes that the socket takes. */
	writable = 0;

	/** Nothing waits to be written, and no packet is begun. */
	get idle(): boolean {
		return this.#packets.length === 0 && this.#owed === 0;
	}

	/** Bytes of a packet begun with `begin` that are still to come. */
	get owed(): number {
		return this.#owed;
	}

	/** Bytes that the socket would take beyond those that wait. */
	get room(): number {
		let room = this.writable + this.#written;
		for (let i = 0; i < this.#packets.length; i++) room -= this.#packets[i].length;
		return Math.max(0, room);
	}

	push(packet: Uint8Array): void {
		if (this.#packets.length + (this.#deferred?.length ?? 0) >= MAXIMUM_WAITING)
			throw new MqttError("mqtt-connection", "packets pile up because the broker takes none");
		if (this.#owed === 0) this.#packets.push(packet);
		else {
			this.#deferred ??= [];
			this.#deferred.push(packet);
		}
	}

	/** Puts a packet before all others. */
	unshift(packet: Uint8Array): void {
		this.#packets.unshift(packet);
	}

	/** A packet of which `owed` bytes follow with `continue`. */
	begin(packet: Uint8Array, owed: number): void {
		this.push(packet);
		this.#owed = owed;
	}

	/** The next part of the packet that was begun. */
	continue(part: Uint8Array): void {
		this.#packets.push(part);
		this.#owed -= part.length;
		if (this.#owed > 0 || !this.#deferred) return;
		for (let i = 0; i < this.#deferred.length; i++) this.#packets.push(this.#deferred[i]);
		this.#deferred = undefined;
	}

	/** Writes as much as the socket takes; says whether it wrote anything. */
	write(socket: TCPSocket): boolean {
		let hasWritten = false;
		while (this.#packets.length > 0 && this.writable > 0) {
			const packet = this.#packets[0];
			const start = this.#written;
			const count = Math.min(this.writable, packet.length - start);
			this.writable -= count;
			this.#written += count;
			if (this.#written === packet.length) {
				this.#packets.shift();
				this.#written = 0;
			}
			hasWritten = true;
			socket.write(count === packet.length ? packet : packet.subarray(start, start + count));
		}
		return hasWritten;
	}

	clear(): void {
		this.#packets.length = 0;
		this.#deferred = undefined;
		this.#owed = 0;
	}
}
