import type { TCPClass, TCPOptions, TCPSocket, TimerHandle, Timers } from "../../firmware/hardware";

/** Bytes under way at once: the send buffer of lwIP on the ESP32-S3 (moddable.md 2.4). */
const WINDOW = 5744;
/** Bytes of a segment: Ethernet's 1500 less the headers of IP and TCP and their options. */
const SEGMENT = 1436;

/**
 * The way from one device to the network, which fails, between the firmware's TCP class and another one: the counterpart of
 * FaultyWire. Nothing is lost or changed within a connection, as TCP has it: it is late, or the connection is gone.
 */
export class FaultyLink {
	readonly TCP: TCPClass;
	/** Milliseconds each way. */
	delay = 1;
	/** Bytes a second each way; 0 for as fast as they come. */
	rate = 0;
	/** New connections are refused at once. */
	isRefusing = false;
	readonly #timers: Timers;
	readonly #open = new Set<LinkedSocket>();
	#isHanging = false;

	/** @param timers of the network, not of the device: what is under way goes on when the device has no power */
	constructor(TCP: TCPClass, timers: Timers) {
		this.#timers = timers;
		const link = this;
		this.TCP = class extends LinkedSocket {
			constructor(options: TCPOptions) {
				super(options, TCP, link, timers, link.#open);
			}
		};
	}

	/** Nothing passes, and nobody is told: what is sent meanwhile arrives afterwards, on connections that are still there. */
	get isHanging(): boolean {
		return this.#isHanging;
	}
	set isHanging(hangs: boolean) {
		this.#isHanging = hangs;
		if (!hangs) for (const socket of [...this.#open]) socket.goOn();
	}

	/** The device is told that its connections are gone; the other side only with `both`, else it goes on believing in them. */
	break({ both }: { both: boolean }): void {
		for (const socket of [...this.#open]) socket.break(both);
	}

	/** Connections stand, and nothing on them ever arrives again (a router that forgot them): half-open on both sides. */
	forget(): void {
		for (const socket of [...this.#open]) socket.forget();
	}

	/** Milliseconds that bytes take from one end to the other, one after the other. */
	occupied(bytes: number): number {
		return this.rate > 0 ? Math.ceil((bytes * 1000) / this.rate) : 0;
	}

	/** For a socket: calls back after the way's delay. */
	later(callback: () => void, milliseconds: number): TimerHandle {
		return this.#timers.set(callback, milliseconds);
	}
}

class LinkedSocket implements TCPSocket {
	readonly #options: TCPOptions;
	readonly #link: FaultyLink;
	readonly #base: () => TCPSocket;
	readonly #sockets: Set<LinkedSocket>;
	readonly #out: Lane;
	readonly #in: Lane;
	#socket: TCPSocket | undefined;
	/** Bytes that the socket below takes. */
	#takes = 0;
	/** Arrived and not read. */
	readonly #received: Uint8Array[] = [];
	#readable = 0;
	#underWay = 0;
	#isOpen = true;
	#isOpening = true;
	#isForgotten = false;
	#hasEnded = false;

	constructor(options: TCPOptions, TCP: TCPClass, link: FaultyLink, timers: Timers, sockets: Set<LinkedSocket>) {
		this.#options = options;
		this.#link = link;
		this.#sockets = sockets;
		this.#out = new Lane(link, timers, bytes => this.#forward(bytes));
		this.#in = new Lane(link, timers, bytes => this.#arrive(bytes));
		this.#base = () =>
			new TCP({
				...options,
				onReadable: () => {
					const bytes = this.#socket?.read();
					if (bytes && !this.#isForgotten) this.#in.push(new Uint8Array(bytes));
				},
				onWritable: count => {
					this.#takes = count;
					if (this.#isOpening) link.later(() => this.#opened(), link.delay);
					else this.#out.go();
				},
				onError: reason => {
					this.#socket = undefined;
					if (!this.#isForgotten) link.later(() => this.#end(reason), link.delay);
				},
			});
		sockets.add(this);
		link.later(() => this.#begin(), link.delay);
	}

	read(byteLength = this.#readable): ArrayBuffer | undefined {
		const length = Math.min(byteLength, this.#readable);
		if (length <= 0) return undefined;
		const bytes = Buffer.concat(this.#received);
		this.#received.splice(0, this.#received.length, bytes.subarray(length));
		this.#readable -= length;
		return Uint8Array.from(bytes.subarray(0, length)).buffer;
	}

	write(buffer: Uint8Array): void {
		if (!this.#isOpen) throw new Error("the socket is closed");
		if (buffer.length > WINDOW - this.#underWay)
			throw new Error(`would block: ${buffer.length} bytes, ${WINDOW - this.#underWay} announced`);
		this.#underWay += buffer.length;
		if (this.#isForgotten) return;
		for (let at = 0; at < buffer.length; at += SEGMENT) this.#out.push(buffer.slice(at, at + SEGMENT));
	}

	close(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		// What was written goes out first, if anything does.
		if (!this.#isForgotten) this.#out.push(NOTHING);
		else this.#sockets.delete(this);
	}

	goOn(): void {
		if (this.#isOpening && !this.#socket) this.#begin();
		this.#out.go();
		this.#in.go();
		if (this.#hasEnded) this.#end();
	}

	break(both: boolean): void {
		this.#sockets.delete(this);
		this.#out.clear();
		this.#in.clear();
		if (both) this.#socket?.close();
		this.#isForgotten = true;
		this.#fail(new Error("the network is gone"));
	}

	forget(): void {
		this.#isForgotten = true;
		this.#out.clear();
		this.#in.clear();
	}

	#begin(): void {
		if (this.#socket || this.#link.isHanging) return;
		if (!this.#isOpen) {
			this.#sockets.delete(this);
			return;
		}
		if (this.#link.isRefusing) this.#end(new Error("connection refused"));
		else this.#socket = this.#base();
	}

	#opened(): void {
		this.#isOpening = false;
		if (this.#isOpen && !this.#isForgotten) this.#options.onWritable?.(WINDOW);
	}

	/** A segment has come to the other end; false when that takes no more yet. */
	#forward(bytes: Uint8Array): boolean {
		if (bytes === NOTHING) {
			this.#socket?.close();
			this.#sockets.delete(this);
			return true;
		}
		if (!this.#socket) return true;
		if (this.#isOpening || bytes.length > this.#takes) return false;
		this.#takes -= bytes.length;
		this.#socket.write(bytes);
		this.#link.later(() => {
			this.#underWay -= bytes.length;
			if (this.#isOpen && !this.#isForgotten && !this.#link.isHanging)
				this.#options.onWritable?.(WINDOW - this.#underWay);
		}, this.#link.delay);
		return true;
	}

	#arrive(bytes: Uint8Array): boolean {
		if (!this.#isOpen) return true;
		this.#received.push(bytes);
		this.#readable += bytes.length;
		this.#options.onReadable?.(this.#readable);
		return true;
	}

	/** The other side has ended it, and the news is here. */
	#end(reason?: unknown): void {
		this.#hasEnded = true;
		if (this.#link.isHanging) return;
		this.#sockets.delete(this);
		this.#fail(reason);
	}

	#fail(reason: unknown): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#options.onError?.(reason);
	}
}

/** One direction of a connection: segments one after the other, each after its time. */
class Lane {
	readonly #link: FaultyLink;
	readonly #timers: Timers;
	readonly #arrive: (bytes: Uint8Array) => boolean;
	readonly #segments: Uint8Array[] = [];
	/** Segments at the head that have come to the other end and were not taken. */
	#arrived = 0;
	#moving: TimerHandle | undefined;

	constructor(link: FaultyLink, timers: Timers, arrive: (bytes: Uint8Array) => boolean) {
		this.#link = link;
		this.#timers = timers;
		this.#arrive = arrive;
	}

	push(segment: Uint8Array): void {
		this.#segments.push(segment);
		this.go();
	}

	/** Goes on, after a pause or when more can be taken. */
	go(): void {
		if (this.#link.isHanging) return;
		while (this.#arrived > 0) {
			const [segment] = this.#segments;
			if (!this.#arrive(segment)) break;
			// whoever took it may have ended the connection
			if (this.#segments[0] !== segment) break;
			this.#segments.shift();
			this.#arrived--;
		}
		if (this.#moving !== undefined || this.#arrived === this.#segments.length) return;
		const { delay } = this.#link;
		const time = this.#link.occupied(this.#segments[this.#arrived].length);
		this.#moving = this.#timers.set(
			() => {
				this.#moving = undefined;
				this.#arrived = this.#link.rate > 0 ? this.#arrived + 1 : this.#segments.length;
				this.go();
			},
			Math.max(delay, time),
		);
	}

	clear(): void {
		this.#segments.length = this.#arrived = 0;
		this.#timers.clear(this.#moving);
		this.#moving = undefined;
	}
}

const NOTHING = new Uint8Array(0);
