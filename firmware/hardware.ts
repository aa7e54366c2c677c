// The one seam between the firmware and its hardware: ECMA-419 classes, handed in at construction.
// Types only. On ESP32 they are Moddable's classes, on Node and XS ours (host-sim/node, host-sim/xs).

/** ECMA-419 SPI class pattern. Every call blocks until the bytes are on the wire. */
export interface SPIBus {
	/** Full duplex, in place: sends the buffer and replaces it by what came back. */
	transfer(buffer: Uint8Array): void;
	/** Sends the buffer; what comes back is not sampled. Length a multiple of 4 (ESP32 DMA). */
	write(buffer: Uint8Array): void;
	close(): void;
}
export interface SPIOptions {
	clock: number;
	in?: number;
	out?: number;
	port?: number;
	/** Clock rate in hertz. */
	hz: number;
	mode?: number;
}
export type SPIClass = new (options: SPIOptions) => SPIBus;

/** ECMA-419 Digital class pattern. */
export interface DigitalPin {
	read(): number;
	write(value: number): void;
	close(): void;
}
export interface DigitalOptions {
	pin: number;
	mode: number;
	edge?: number;
	initialValue?: number;
	/** Called at a later turn after an edge; several edges may be one call. */
	onReadable?: () => void;
}
export interface DigitalClass {
	new (options: DigitalOptions): DigitalPin;
	readonly Input: number;
	readonly InputPullDown: number;
	readonly Output: number;
	readonly Rising: number;
	readonly Falling: number;
}

/** ECMA-419 TCP socket class pattern, format "buffer". */
export interface TCPSocket {
	/** Up to `byteLength` received bytes (all of them without an argument); undefined when there are none. */
	read(byteLength?: number): ArrayBuffer | undefined;
	/** Throws when more is written than onWritable announced. */
	write(buffer: Uint8Array): void;
	close(): void;
}
export interface TCPOptions {
	/** An IP address; names go through the Resolver first. */
	address: string;
	/** The name that was resolved: a TLS class checks the certificate against it. */
	host?: string;
	port: number;
	nodelay?: boolean;
	/** `count` bytes can be read. */
	onReadable?: (count: number) => void;
	/** `count` bytes can be written; the first call says that the connection is open. */
	onWritable?: (count: number) => void;
	/** The connection failed or was closed by the other side; no callback follows. Some classes say why. */
	onError?(reason?: unknown): void;
}
export type TCPClass = new (options: TCPOptions) => TCPSocket;

/** Finds the address of a host name; `address` is undefined when there is none. */
export interface Resolver {
	resolve(host: string, onResolved: (host: string, address?: string) => void): void;
}

/** A frame that lives in the camera driver: `close()` gives it back. */
export interface CameraFrame extends ArrayBuffer {
	close?(): void;
}

/** What of a camera can be changed while it runs. */
export interface CameraTuning {
	/** -2 to 2, from darker to lighter. */
	brightness?: number;
	/** The sensor shows a picture of its own in the place of the scene. */
	testPattern?: boolean;
}

/** ECMA-419 ImageIn class pattern (Moddable: embedded:io/image/in/camera). */
export interface Camera {
	/** The oldest queued frame, or undefined. Close it when done if it can be closed. */
	read(): CameraFrame | undefined;
	start(): void;
	stop(): void;
	close(): void;
	/** What the sensor really gives; may differ from what was asked for. */
	readonly width: number;
	readonly height: number;
	readonly imageType: number;
	/** Takes what it can of this and leaves the rest; absent where nothing can be changed. */
	configure?(tuning: CameraTuning): void;
	/** Which sensor, or which simulated scene (enough to show the same frames again). */
	readonly identification?: { model: string };
}
export interface CameraOptions {
	width: number;
	height: number;
	/** One of the image types of sensing/pixels.ts (Commodetto's numbers). */
	imageType: number;
	format?: "buffer" | "buffer/disposable";
	onReadable?: (count: number) => void;
}
export type CameraClass = new (options: CameraOptions) => Camera;

/** Handle of a timer; only for `clear`. */
export type TimerHandle = object | number;

/** Moddable's Timer module. Milliseconds. */
export interface Timers {
	set(callback: () => void, milliseconds?: number): TimerHandle;
	repeat(callback: () => void, milliseconds: number): TimerHandle;
	clear(timer: TimerHandle | undefined): void;
}

/** Monotonic time since boot. */
export interface Clock {
	/** Milliseconds since boot, an integer below 2^53. */
	readonly milliseconds: number;
	/** Microseconds since some fixed instant, for measuring how long a stage took. */
	readonly microseconds: number;
	/** Milliseconds since 1970-01-01 UTC, an integer; undefined while nobody has set the clock. */
	readonly time?: number | undefined;
}

/** ECMA-419 key-value store (one open domain). */
export interface KeyValueStore {
	read(key: string): string | ArrayBuffer | undefined;
	write(key: string, value: string | ArrayBuffer): void;
	delete(key: string): void;
}

/** A partition of NOR flash (Moddable: embedded:storage/flash): erased bytes are 255, writing only clears bits. */
export interface FlashPartition {
	/** Fills the buffer from `byteOffset` on. */
	read(buffer: Uint8Array, byteOffset: number): unknown;
	write(buffer: Uint8Array, byteOffset: number): void;
	/** Erases blocks `start` to `end` - 1; one block without `end`. */
	eraseBlock(start: number, end?: number): void;
	status(): { blockLength: number; blocks: number };
}
