// What the views Chip, Truth and Wire are told, and what they ask for. Types only: the page and the host share them.

import type { Condition } from "../conditions/condition";

/** One array: what its cells were to become and what they are. Row-major, siemens. */
export interface ArrayFact {
	rows: number;
	columns: number;
	minimum: number;
	maximum: number;
	target: Float32Array;
	actual: Float32Array;
	/** Outcome of the last write in bits 1..0, pulses in bits 7..2. */
	outcomes: Uint8Array;
}

/** A frame in the frequency-multiplexed chip. */
export interface LettersChipFact {
	kind: "chip";
	at: number;
	chip: "letters";
	sequence: number;
	/** Name of the profile. */
	profile: string;
	storage: ArrayFact;
	weights: ArrayFact;
	/** One a picture. */
	tones: {
		/** Cycles per window. */
		cycles: Float64Array;
		/** Seconds. */
		window: number;
		/** They do not leak into each other. */
		orthogonal: boolean;
		/** Volts. */
		amplitude: number;
	};
	/** One a line. */
	labels: string[];
	/** Magnitudes before demodulation, amperes, lines x bins; bin n is n cycles per window. */
	spectrum: Float32Array;
	bins: number;
	/** After demodulation, signed, amperes, lines x tones. */
	amplitudes: Float32Array;
	/** What the converters made of them, lines x tones, -127 to 127. */
	codes: Int8Array;
	/** Converter range, amperes. */
	fullScale: number;
	/** Amperes. */
	noiseFloor: number;
	clipped: number;
	/** The verdict: a letter a tone, "?" where it is not sure; best less second score; below `minimumMargin` it is not sure. */
	text: string;
	margins: Uint8Array;
	minimumMargin: number;
}

/** What one core did in a frame. */
export interface CoreActivity {
	core: number;
	/** Multiplications and vectors in them. */
	operations: number;
	vectors: number;
	conversions: number;
	clipped: number;
}

/** A piece of a layer on a core, in its lines. */
export interface SegmentFact {
	core: number;
	/** Number of the layer. */
	layer: number;
	firstRow: number;
	lastRow: number;
	firstColumn: number;
	lastColumn: number;
}

/** Converter use of a layer in a frame. */
export interface LayerFact {
	name: string;
	conversions: number;
	clipped: number;
	/** Largest code that its converters give. */
	range: number;
	/** How often codes fell into each of equal parts of -range to range. */
	histogram: Uint32Array;
}

/** A frame in the 48-core chip. */
export interface NetworkChipFact {
	kind: "chip";
	at: number;
	chip: "network";
	sequence: number;
	profile: string;
	coreRows: number;
	coreColumns: number;
	/** Rows and columns of a core. */
	lines: number;
	/** Those that were at work. */
	cores: CoreActivity[];
	segments: SegmentFact[];
	layers: LayerFact[];
	text: string;
	margins: Uint8Array;
}

/** Why a chip cannot be looked into. */
export interface NoChipFact {
	kind: "chip";
	at: number;
	chip: "none";
	why: string;
}

/** The sliders, and where they stand. */
export interface ConditionsFact {
	kind: "conditions";
	at: number;
	conditions: (Condition & { value: number })[];
	/** A condition waits for the weights to be programmed again. */
	wantsProgramming: boolean;
	/** The weights are being programmed. */
	programming: boolean;
	/** What programming again last came to: "" where it went well; undefined before. */
	programmed?: string;
}

/** The digital twin beside the chip: exact arithmetic with the same pictures and the same model, since the counts began. */
export interface TwinFact {
	kind: "twin";
	at: number;
	sequence: number;
	/** Why there is none, "" where there is. */
	missing: string;
	/** What the twin reads in this frame, and what the chip read. */
	exact: string;
	analog: string;
	/** Verdicts (letters, digits) on which both agree, of how many. */
	agreed: number;
	verdicts: number;
	/** Scores: analog less exact, in `unit`; counts in equal bins from -range to range, the outermost hold all beyond. */
	errors: { histogram: Uint32Array; range: number; unit: string; mean: number; deviation: number; count: number };
	/** Counts of analog verdicts (columns, the last for "?") for each true label (rows), row-major; where truth is known. */
	confusion?: { labels: string[]; counts: Uint32Array; right: number; total: number };
}

export interface KnownAnswer {
	at: number;
	/** "" where the chip knew it; else the device's code. */
	code: string;
	words: string;
	/** Milliseconds from command to answer; undefined where somebody else asked. */
	took?: number;
}

/** Known-answer tests that the device answered, the oldest first. */
export interface KnownAnswersFact {
	kind: "known-answers";
	at: number;
	tests: KnownAnswer[];
	/** Seconds between tests that the page asks for; 0 for none. */
	every: number;
}

export interface TransactionFact {
	/** Microseconds since the frame's first transaction. */
	at: number;
	direction: "command" | "answer";
	/** Of the command, or of the command that is answered. */
	name: string;
	sequence: number;
	bytes: number;
	payloadBytes: number;
	/** The frame that the host judges: its own command, or what it received. */
	damaged: boolean;
	/** Status flags of an answer. */
	status: string[];
	/** What the payload says, in words. */
	fields: [name: string, value: string][];
	/** The first bytes, for those who want to see them. */
	start: Uint8Array;
}

/** SPI traffic of the last frame. */
export interface TransactionsFact {
	kind: "transactions";
	at: number;
	sequence: number;
	/** Why there are none, "" where there are. */
	missing: string;
	transactions: TransactionFact[];
	/** Those that are not told one by one. */
	further: number;
	bytes: number;
	damaged: number;
	/** Hertz. */
	clock: number;
	/** Microseconds that the bus was busy. */
	busy: number;
}

/** One item of a CBOR message and the bytes it stands in. */
export interface MessageItem {
	/** First byte and the one after the last, of the item with all that is in it. */
	start: number;
	end: number;
	/** End of its head: the bytes that are its own. */
	head: number;
	depth: number;
	/** What it is in its container: a field's name, a place in an array; "" at the top. */
	name: string;
	/** It is the key of a map. */
	isKey: boolean;
	/** RFC 8949 section 8; of a container its opening only. */
	diagnostic: string;
	/** In the field's words, where the schema gives some. */
	meaning: string;
}

/** The last message. */
export interface MessageFact {
	kind: "message";
	at: number;
	topic: string;
	payload: Uint8Array;
	retained: boolean;
	/** What it is: CBOR, text, or nothing that we know. */
	form: "cbor" | "text" | "bytes";
	items: MessageItem[];
	/** The whole in diagnostic notation. */
	diagnostic: string;
	/** Rule of schema.cddl that it should follow, "" for none; and what is wrong, "" for nothing. */
	rule: string;
	fault: string;
}

/** Results on their way. */
export interface OutboxFact {
	kind: "outbox";
	at: number;
	/** Results made and not acknowledged yet, as the host counts them. */
	inFlight: number;
	acknowledged: number;
	dropped: number;
	/** What the device itself told last (command outbox, or its metrics), and when. */
	told?: { at: number; counters: Record<string, number> };
}

/** Facts of the views Chip, Truth and Wire, told apart by `kind`. */
export type ChipFact =
	| LettersChipFact
	| NetworkChipFact
	| NoChipFact
	| ConditionsFact
	| TwinFact
	| KnownAnswersFact
	| TransactionsFact
	| MessageFact
	| OutboxFact;

/** What these views ask for, told apart by `action`. */
export type ChipAction =
	/** Changes a condition of the emulated chip. */
	| { action: "adjust"; name: string; value: number }
	/** All conditions as the published chip has them. */
	| { action: "as-published" }
	| { action: "program" }
	/** Runs the known-answer test once, and from then on every so many seconds while the view is open; 0: once. */
	| { action: "known-answer"; every: number }
	/** Begins the counts of the twin anew. */
	| { action: "count-anew" }
	/** Asks the device for its outbox. */
	| { action: "outbox" };

/** Which views want facts of these kinds. */
export const chipInterest: Readonly<Record<ChipFact["kind"], readonly ("chip" | "truth" | "wire" | "now")[]>> = {
	chip: ["chip"],
	conditions: ["chip"],
	twin: ["truth"],
	"known-answers": ["truth"],
	transactions: ["wire"],
	message: ["wire"],
	outbox: ["wire"],
};
