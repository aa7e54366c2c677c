import { CimError } from "../errors";
import { CborReader } from "../messaging/cbor-reader";
import { CborWriter } from "../messaging/cbor-writer";
import type { TwoSlotRecord } from "../storage/two-slot-record";
import type { DeviceControl, Tuning } from "./device-control";
import { type Field, type Fields, readFields, writeFields } from "./fields";

/** Levels of the log in order; each tells itself and those before it. */
export const LOG_LEVELS = ["none", "error", "warning", "info"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const KNOWN = "rate, threshold, log, metrics, exposure and testPattern";

/** A setting that cannot be; `code` is "setting". */
export class SettingError extends CimError {
	constructor(name: string, words: string) {
		super("setting", `setting ${name}: ${words}`);
	}
}

/** Settings that change while the device is at work (schema.cddl `config`): kept over restarts, and told when they change. */
export class LiveSettings {
	/** Least milliseconds between frames; 0 for as they come. */
	rate = 0;
	/** Margin below which a verdict is not sure, codes; -1 for the model's own. */
	threshold = -1;
	/** Log lines published. */
	log: LogLevel = "none";
	/** Seconds between metrics; 0 for none. */
	metrics: number;
	/** Of the desired configuration that was taken last. */
	version = 0;
	/** Of the camera (config.ts); undefined where nobody set it from far away. */
	exposure: number | undefined;
	testPattern: boolean | undefined;
	readonly #record: TwoSlotRecord | undefined;
	readonly #control: DeviceControl;

	/** @param metrics seconds between them where nobody set it */
	constructor(control: DeviceControl, record?: TwoSlotRecord, metrics = 0) {
		this.#control = control;
		this.#record = record;
		this.metrics = metrics;
	}

	/** Takes what was kept; without a record, or with one that is not understood, the defaults hold. */
	restore(): void {
		const kept = this.#record?.read();
		if (kept) this.#apply(readFields(new CborReader(kept)));
	}

	/**
	 * Changes what `wanted` names, all of it or, with a SettingError, nothing; and keeps it. Fields it does not know are an error.
	 */
	change(wanted: Fields): void {
		this.#apply(wanted);
		this.#record?.write(this.encode());
	}

	/** By name; those of the camera where somebody set them. */
	get fields(): Fields {
		const { rate, threshold, log, metrics, exposure, testPattern } = this;
		const fields: Fields = { rate, threshold, log, metrics };
		if (exposure !== undefined) fields.exposure = exposure;
		if (testPattern !== undefined) fields.testPattern = testPattern;
		return fields;
	}

	/** As schema.cddl's config. */
	encode(): Uint8Array {
		const writer = new CborWriter(128);
		writeFields({ ...this.fields, version: this.version }, writer);
		return writer.finish();
	}

	#apply(wanted: Fields): void {
		let { rate, threshold, log, metrics, version, exposure, testPattern } = this;
		for (const name in wanted) {
			const value = wanted[name];
			if (name === "rate") rate = whole(name, value, 0, 86_400_000);
			else if (name === "threshold") threshold = whole(name, value, -1, 255);
			else if (name === "metrics") metrics = whole(name, value, 0, 86_400);
			else if (name === "version") version = whole(name, value, 0, 0xffffffff);
			else if (name === "log") log = level(name, value);
			else if (name === "exposure") exposure = whole(name, value, -2, 2);
			else if (name === "testPattern") testPattern = yesOrNo(name, value);
			else throw new SettingError(name, `there is none; ${KNOWN} can be set`);
		}
		this.rate = rate;
		this.threshold = threshold;
		this.log = log;
		this.metrics = metrics;
		this.version = version;
		this.exposure = exposure;
		this.testPattern = testPattern;
		const tuning: Tuning = { rate, threshold: threshold < 0 ? undefined : threshold };
		if (exposure !== undefined) tuning.exposure = exposure;
		if (testPattern !== undefined) tuning.testPattern = testPattern;
		this.#control.tune(tuning);
	}
}

function whole(name: string, value: Field | undefined, least: number, most: number): number {
	if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
		throw new SettingError(name, `it must be a whole number from ${least} to ${most}`);
	return value;
}

function yesOrNo(name: string, value: Field | undefined): boolean {
	if (typeof value !== "boolean") throw new SettingError(name, "it must be true or false");
	return value;
}

function level(name: string, value: Field | undefined): LogLevel {
	const at = LOG_LEVELS.indexOf(value as LogLevel);
	if (at < 0) throw new SettingError(name, `it must be one of ${LOG_LEVELS.join(", ")}`);
	return LOG_LEVELS[at];
}
