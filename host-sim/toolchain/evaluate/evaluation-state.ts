import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CimError } from "../../../firmware/errors";
import { addMeasured, type Measured } from "./measured";

const VERSION = 1;

/** Results of an evaluation so far: of each condition the chunks that are done. */
interface State {
	version: number;
	/** What was evaluated and how: another one is another evaluation. */
	key: string;
	conditions: Record<string, Record<string, Measured>>;
}

/** A state file that is not of this evaluation, or none: `code` is "evaluation-state". */
export class EvaluationStateError extends CimError {
	constructor(words: string) {
		super("evaluation-state", words);
	}
}

/** What is done already, kept in a file so that an evaluation can go on after it was stopped. */
export class EvaluationState {
	readonly #path: string | undefined;
	readonly #state: State;

	/** @param path undefined: in memory only @throws EvaluationStateError */
	constructor(path: string | undefined, key: string) {
		this.#path = path;
		this.#state = { version: VERSION, key, conditions: {} };
		if (path === undefined || !existsSync(path)) return;
		let found: State;
		try {
			found = JSON.parse(readFileSync(path, "utf8"));
		} catch (cause) {
			throw new EvaluationStateError(`${path} cannot be read (${(cause as Error).message}): remove it to start anew`);
		}
		if (found.version !== VERSION || found.key !== key)
			throw new EvaluationStateError(
				`${path} is of another evaluation (${found.key}, not ${key}): remove it, or name another file with --state`,
			);
		this.#state = found;
	}

	has(condition: string, chunk: number): boolean {
		return this.#state.conditions[condition]?.[chunk] !== undefined;
	}

	put(condition: string, chunk: number, measured: Measured): void {
		this.#state.conditions[condition] ??= {};
		this.#state.conditions[condition][chunk] = measured;
	}

	/** All chunks of a condition, in their order, or those alone that another one has too; undefined where none is done. */
	sum(condition: string, other?: string): Measured | undefined {
		const chunks = this.#state.conditions[condition];
		if (!chunks) return undefined;
		let sum: Measured | undefined;
		for (const key of Object.keys(chunks).sort((a, b) => Number(a) - Number(b))) {
			if (other !== undefined && !this.has(other, Number(key))) continue;
			if (sum) addMeasured(sum, chunks[key]);
			else sum = structuredClone(chunks[key]);
		}
		return sum;
	}

	/** Writes the file: a new one takes the old one's place at once. */
	save(): void {
		if (this.#path === undefined) return;
		mkdirSync(dirname(this.#path), { recursive: true });
		const fresh = `${this.#path}.${process.pid}`;
		writeFileSync(fresh, JSON.stringify(this.#state));
		renameSync(fresh, this.#path);
	}
}
