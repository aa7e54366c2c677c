import type { Clock, Resolver, TimerHandle, Timers } from "../hardware";
import type { Random } from "../math/random";

/** ECMA-419 UDP socket class pattern. */
export interface UDPSocket {
	read(): ArrayBuffer | undefined;
	write(buffer: Uint8Array, address: string, port: number): void;
	close(): void;
}
export type UDPClass = new (options: { onReadable?: (count: number) => void; onError?: () => void }) => UDPSocket;

/** What sending takes. */
export interface NetworkTimeHardware {
	resolver: Resolver;
	timers: Timers;
	random: Pick<Random, "int32">;
}

/** A clock that can be told the time of day: milliseconds since 1970-01-01 UTC, now. */
export interface SettableClock extends Clock {
	setTime(time: number): void;
}

const PORT = 123;
const PACKET_BYTES = 48;
/** RFC 4330: leap indicator 0, version 4, mode 3 (client). */
const REQUEST = 0x23;
const MODE_MASK = 7;
const MODE_SERVER = 4;
const UNSYNCHRONISED = 3;
const STRATUM = 1;
const ORIGINATE = 24;
const TRANSMIT = 40;
/** Seconds from 1900 to 1970, and of one era of NTP's 32-bit seconds. */
const UNIX_EPOCH = 2_208_988_800;
const ERA = 4_294_967_296;
/** Milliseconds: until an answer must be there, until the next try, until the clock is set again. */
const PATIENCE = 5000;
const RETRY = 30_000;
const REPEAT = 24 * 3_600_000;

/** Asks a time server (SNTP, RFC 4330) until it answers, then once a day. Without one the device does without the time of day. */
export class NetworkTime {
	readonly #io: UDPClass;
	readonly #hardware: NetworkTimeHardware;
	readonly #clock: SettableClock;
	readonly #server: string;
	readonly #log: (line: string) => void;
	readonly #request = new Uint8Array(PACKET_BYTES);
	#socket: UDPSocket | undefined;
	#timer: TimerHandle | undefined;
	#asked = 0;

	/** @param server name or address; "" for none */
	constructor(
		io: UDPClass,
		hardware: NetworkTimeHardware,
		clock: SettableClock,
		server: string,
		log: (line: string) => void,
	) {
		this.#io = io;
		this.#hardware = hardware;
		this.#clock = clock;
		this.#server = server;
		this.#log = log;
		this.#request[0] = REQUEST;
	}

	start(): void {
		if (this.#server) this.#ask();
	}

	stop(): void {
		this.#hardware.timers.clear(this.#timer);
		this.#close();
	}

	#ask = (): void => {
		this.#again(RETRY);
		try {
			this.#hardware.resolver.resolve(this.#server, (_host, address) => {
				if (address) this.#send(address);
			});
		} catch {
			// the network is not there yet: the timer asks again
		}
	};

	#send(address: string): void {
		const { random } = this.#hardware;
		this.#close();
		try {
			const socket = new this.#io({ onReadable: () => this.#receive(), onError: () => this.#close() });
			this.#socket = socket;
			// the server sends it back as "originate": an answer without it is not ours
			const cookie = new DataView(this.#request.buffer, TRANSMIT);
			cookie.setInt32(0, random.int32());
			cookie.setInt32(4, random.int32());
			this.#asked = this.#clock.milliseconds;
			socket.write(this.#request, address, PORT);
		} catch {
			this.#close();
		}
	}

	#receive(): void {
		try {
			for (let packet = this.#socket?.read(); packet; packet = this.#socket?.read()) {
				const time = this.#timeIn(packet);
				if (time === undefined) continue;
				this.#close();
				this.#again(REPEAT);
				this.#clock.setTime(time);
				this.#log(`time: set by ${this.#server}`);
				return;
			}
		} catch (error) {
			this.#log(`time: ${String(error)}`);
			this.#close();
		}
	}

	/** Milliseconds since 1970, half the way back added; undefined for what is not an answer to our question. */
	#timeIn(packet: ArrayBuffer): number | undefined {
		const way = this.#clock.milliseconds - this.#asked;
		if (packet.byteLength < PACKET_BYTES || way > PATIENCE) return undefined;
		const answer = new DataView(packet);
		const head = answer.getUint8(0);
		const stratum = answer.getUint8(STRATUM);
		if ((head & MODE_MASK) !== MODE_SERVER || head >> 6 === UNSYNCHRONISED || stratum < 1 || stratum > 15)
			return undefined;
		const request = new DataView(this.#request.buffer);
		for (let i = 0; i < 8; i += 4)
			if (answer.getInt32(ORIGINATE + i) !== request.getInt32(TRANSMIT + i)) return undefined;
		let seconds = answer.getUint32(TRANSMIT);
		if (seconds === 0) return undefined;
		// RFC 4330 section 3: with the top bit clear the era that begins in 2036 is meant
		if (seconds < ERA / 2) seconds += ERA;
		const fraction = answer.getUint32(TRANSMIT + 4) / ERA;
		return Math.round((seconds - UNIX_EPOCH + fraction) * 1000 + way / 2);
	}

	#again(milliseconds: number): void {
		const { timers } = this.#hardware;
		timers.clear(this.#timer);
		this.#timer = timers.set(this.#ask, milliseconds);
	}

	#close(): void {
		const socket = this.#socket;
		this.#socket = undefined;
		try {
			socket?.close();
		} catch {
			// it is gone either way
		}
	}
}
