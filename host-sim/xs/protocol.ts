// What the firmware in an XS machine and the world outside say to each other over the channel (host/channel.h frames it).
// Texts are UTF-8, numbers little-endian. `subject` says which object is meant: a timer, a pin, a socket, a frame buffer.

import type { Settings } from "../../firmware/config";
import type { WatchCounts } from "../../firmware/events/event-watch";
import type { Origin } from "../../firmware/runtime";

/** Kinds of request. */
export const Request = {
	/** Reply: the Setup as JSON. */
	SETUP: 1,
	/** Reply: the bytes of the model file. */
	MODEL: 2,
	/** Reply: the next event, when there is one; time goes on meanwhile. */
	WAIT: 3,
	/** Payload: due in milliseconds (8 bytes, a double), whether it repeats (1 byte). */
	TIMER_SET: 4,
	TIMER_CLEAR: 5,
	/** Payload: hertz (4 bytes). */
	SPI_OPEN: 6,
	/** Payload and reply: the bytes on the wire. */
	SPI_TRANSFER: 7,
	SPI_WRITE: 8,
	SPI_CLOSE: 9,
	/** Payload: pin, mode, edge, initial value or 255 for none (1 byte each). */
	PIN_OPEN: 10,
	/** Reply: the level (1 byte). */
	PIN_READ: 11,
	/** Payload: the level (1 byte). */
	PIN_WRITE: 12,
	PIN_CLOSE: 13,
	/** Payload: width, height, image type (2 bytes each). Reply: what the sensor gives, then its identification. */
	CAMERA_OPEN: 14,
	CAMERA_START: 15,
	CAMERA_STOP: 16,
	CAMERA_CLOSE: 17,
	/** Reply: the oldest frame, or nothing. It stays with the guest until it is released. */
	CAMERA_READ: 18,
	CAMERA_RELEASE: 19,
	/** Payload: port (2 bytes), no-delay (1 byte), address. */
	TCP_OPEN: 20,
	/** Payload: bytes wanted at most (4 bytes). Reply: bytes received. */
	TCP_READ: 21,
	TCP_WRITE: 22,
	TCP_CLOSE: 23,
	/** Payload: host name. */
	RESOLVE: 24,
	/** Payload: key. Reply: one byte for what it is (StoredKind), then the value. */
	STORE_READ: 25,
	/** Payload: length of the key (1 byte), key, StoredKind (1 byte), value. */
	STORE_WRITE: 26,
	STORE_DELETE: 27,
	/** After each frame. Payload: REPORT_FIELDS doubles, the machine's figures, the message as published. */
	REPORT: 28,
	/** Payload: sequence number (4 bytes). */
	PUBLISHED: 29,
	/** Payload: sequence number (4 bytes), code, line feed, words. */
	DROPPED: 30,
	ONLINE: 31,
	/** Payload: code, line feed, words. */
	OFFLINE: 32,
	LOG: 33,
	/** The firmware has been built and nothing has run; payload: the machine's figures. */
	READY: 34,
	/** The firmware has ended; payload: host.steps() (8 bytes, a double). */
	ENDED: 35,
	/** After each frame that is not told of, where only events are sent. Payload: WATCHED_FIELDS doubles, the machine's figures. */
	WATCHED: 36,
	/** Payload: brightness (1 byte, signed), test pattern (1 byte). Reply: the identification from now on. */
	CAMERA_CONFIGURE: 37,
} as const;

/** What the guest may be told when it waits. An event: kind (1 byte), subject (2), value (4), milliseconds (8, a double), text. */
export const Event = {
	/** Subject: the timer. */
	TIMER: 1,
	/** Subject: the pin; an edge since the last time. */
	PIN: 2,
	/** Value: frames that wait, as the camera counts them. */
	CAMERA: 3,
	/** Subject: the socket; value: bytes that can be read. */
	TCP_READABLE: 4,
	TCP_WRITABLE: 5,
	TCP_ERROR: 6,
	/** Subject: the question; text: the address, or none. */
	RESOLVED: 7,
	/** Say goodbye and end. */
	STOP: 8,
} as const;

export const EVENT_HEADER = 15;

export const StoredKind = { NOTHING: 0, TEXT: 1, BYTES: 2 } as const;

/** Doubles at the start of a report: five stages, wire microseconds, information bytes. */
export const REPORT_FIELDS = 7;

/** Doubles of a frame that is not told of: WATCH_COUNTS, then five stages. */
export const WATCHED_FIELDS = 12;
/** As the firmware's WatchCounts has them. */
export const WATCH_COUNTS = [
	...(["frames", "passed", "recognised", "events", "conversions", "spiBytes", "nanojoules"] as const),
] as const satisfies readonly (keyof WatchCounts)[];

/** Where the chip is: emulated in the machine, or behind the bridge. */
export type Placement = "emulated" | "silicon";

/** The machine's figures as `host.memory` gives them (struct machine_figures of host/machine.h). */
export const FIGURES = [
	...["slotBytes", "chunkBytes", "chunkBytesPeak", "chunkBytesReserved", "slots", "slotsPeak", "slotsReserved"],
	...["stackPeak", "stackReserved", "collections", "keys", "cStackPeak", "cHeap"],
] as const;
export const FIGURES_COUNT = 13;

/** What a guest is to be. */
export interface Setup {
	settings: Settings;
	origin?: Origin;
	/** How often it has begun anew: its random numbers are others each time. */
	life: number;
	/** Bytes of the model file. */
	modelBytes: number;
	/** Name of the chip's profile. */
	profile: string;
	/** What the stages of a report are measured in. */
	stages: "microseconds" | "steps";
}
