// What travels between host and page, as CBOR over one WebSocket: facts to the page, actions from it. Shared by both sides.
import type { Result } from "../../firmware/messaging/messages";
import type { FrameReport } from "../../firmware/report";
import { type ChipAction, type ChipFact, chipInterest } from "./chip-protocol";

export const VIEW_NAMES = ["now", "chip", "truth", "wire", "fleet", "faults", "camera"] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** What cannot be seen or done in this run, and why, in words. */
export type Absent = { [name in "frames" | "sources" | "chip" | "spi" | "broker" | "wifi" | "camera"]?: string };

/** What stays the same while the device runs. Device and chip are "" where the page only listens to a broker. */
export interface RunFact {
	kind: "run";
	at: number;
	device: string;
	/** Chip profile. */
	chip: string;
	/** Kind of the model. */
	app: "letters" | "network" | "";
	model: string;
	/** Classes of the model, in the order of its scores. */
	labels: string[];
	engine: "node" | "xs" | "rv32" | "";
	seed: number;
	broker: string;
	/** Only events are sent. */
	events: boolean;
	absent: Absent;
}

/** The device's connection to its broker. */
export interface LinkFact {
	kind: "link";
	at: number;
	online: boolean;
	/** "online", or why not. */
	words: string;
}

/** Counts since the start. */
export interface TotalsFact {
	kind: "totals";
	at: number;
	frames: number;
	acknowledged: number;
	/** Letters or digits as they should be, of how many; zero of zero where that is not known. */
	right: number;
	expected: number;
}

/** What a device that sends events saw, looked at, and gave to the chip. */
export interface WatchedFact {
	kind: "watched";
	at: number;
	frames: number;
	passed: number;
	recognised: number;
}

/** What the camera gave, and what sensing makes of it (computed again on the host, from the same bytes). */
export interface FrameFact {
	kind: "frame";
	at: number;
	/** Number of the camera's frame. */
	frame: number;
	width: number;
	height: number;
	gray: Uint8Array;
	/** What the chip gets: picture by picture, `side` x `side` codes of 0 to `levels` - 1. */
	pictures?: { codes: Uint8Array; side: number; levels: number };
	/** Corners in pixels of what was found: x, y of top left, top right, bottom right, bottom left. */
	corners?: number[];
	/** Why nothing was found. */
	failure?: string;
}

/** One frame's result as the device published it. */
export interface VerdictFact extends Pick<FrameReport, "stages" | "wireMicroseconds" | "informationBytes"> {
	kind: "verdict";
	at: number;
	result: Result;
	messageBytes: number;
	/** What the camera was shown, where that is known. */
	expected?: string;
}

/** What the camera looks at. */
export interface CameraFact {
	kind: "camera";
	at: number;
	/** As results name it. */
	source: string;
	/** What is there to be read, where that is known. */
	text?: string;
	/** Whether `cim replay` can show the same frames again, and why not. */
	replay: string;
	/** "" where the camera is there; else what is missing. */
	missing: string;
}

/** What is known of a device from its messages. Everything in it came from somebody else: text, sizes capped. */
export interface Tile {
	device: string;
	/** "online", "offline", "stopped", or what its status message says. */
	status: string;
	/** When the last message came, and how many came in all. */
	seen: number;
	messages: number;
	/** Results a second over the last seconds. */
	rate: number;
	firmware?: string;
	model?: string;
	modelHash?: number;
	chip?: string;
	camera?: string;
	/** Parts that are missing, in words. */
	missing?: string;
	/** Its last verdict: text, or why there is none. */
	text?: string;
	isVerdict?: boolean;
	least?: number;
	sequence?: number;
	/** Measurements of its metrics by name. */
	metrics?: Record<string, number>;
	/** What was wrong with its last unreadable message. */
	problem?: string;
}

/** Devices that changed; the first one that a page gets has all. */
export interface FleetFact {
	kind: "fleet";
	at: number;
	/** The page forgets what it had. */
	whole: boolean;
	tiles: Tile[];
	/** Devices beyond what is shown. */
	beyond: number;
	/** Messages of topics that no device can have, and the last one's. */
	strays?: { count: number; last: string };
	/** "" while subscribed, else why not. */
	trouble: string;
}

/** A command's answer. */
export interface AnswerFact {
	kind: "answer";
	at: number;
	/** The action's number. */
	call: number;
	device: string;
	name: string;
	/** "" where it was done, else a code. */
	code: string;
	words: string;
}

export interface LogLine {
	/** Counts lines from 1. */
	number: number;
	at: number;
	/** Who did it: somebody at the page, the device, or the run around it. */
	by: "you" | "device" | "run";
	mood: "plain" | "good" | "bad";
	words: string;
}

/** The lines that are new; a page that opens gets the last ones. */
export interface LogFact {
	kind: "log";
	at: number;
	lines: LogLine[];
}

/** What is broken on purpose just now. */
export interface FaultsFact {
	kind: "faults";
	at: number;
	broker: boolean;
	wifi: boolean;
	camera: boolean;
	bitErrorRate: number;
	/** SPI transactions with flipped bits so far. */
	damaged: number;
}

/** What became of an action. */
export interface ReplyFact {
	kind: "reply";
	at: number;
	/** The action's number. */
	call: number;
	/** "" where it was done, else why not. */
	refusal: string;
}

export type Fact =
	| RunFact
	| LinkFact
	| TotalsFact
	| WatchedFact
	| FrameFact
	| VerdictFact
	| CameraFact
	| FleetFact
	| AnswerFact
	| LogFact
	| FaultsFact
	| ReplyFact
	| ChipFact;

export type FactKind = Fact["kind"];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** Which views want facts of a kind; kinds that are not here go to every page. */
export const interest: { readonly [kind in FactKind]?: readonly ViewName[] } = {
	frame: ["now", "camera"],
	verdict: ["now", "camera", "chip", "faults"],
	fleet: ["fleet"],
	faults: ["faults"],
	...chipInterest,
};

/** A value in a command. */
export type CommandValue = number | string | boolean;

/** What the page asks for. */
export type Action =
	| { action: "view"; view: ViewName }
	/** Looks at a scene: "letters", "digits", "empty", "covered", "cut" or "day"; with a text of one's own where there is one. */
	| { action: "scene"; scene: string; text?: string }
	/** Looks at a picture: the bytes of a PNG or JPEG file. */
	| { action: "upload"; name: string; bytes: Uint8Array }
	/** Takes the frames of the page's own camera from now on. */
	| { action: "webcam" }
	/** One of them, gray. */
	| { action: "webcam-frame"; width: number; height: number; gray: Uint8Array }
	| { action: "command"; devices: string[]; name: string; values: Record<string, CommandValue> }
	| { action: "break-broker"; broken: boolean }
	| { action: "break-wifi"; seconds: number }
	| { action: "break-camera"; broken: boolean }
	| { action: "break-spi"; rate: number }
	| ChipAction;

/** As they travel: `call` numbers the actions of a page; where it is there, a reply follows. */
export type NumberedAction = Action & { call?: number };
