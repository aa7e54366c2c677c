import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Graph } from "../network/graph";
import { readNetwork } from "../network/read-network";
import { writeNetwork } from "../network/write-network";
import type { StageInputs } from "./stage-chip";

/** What one stage came to. */
export interface StageRow {
	/** Name of the last node on the chip. */
	upTo: string;
	/** Part of the watched examples that the rest gets right in software from what the chip made, before and after it was retrained. */
	before?: number;
	after?: number;
}

/** Where fine-tuning stands between two stages. */
export interface FinetuneState {
	/** With everything retrained so far. */
	graph: Graph;
	/** Stages that are frozen. */
	done: number;
	/** What the chip made of both sets; bytes of pictures before the first stage. */
	train: StageInputs;
	test: StageInputs;
	heldOut: number;
	rows: readonly StageRow[];
}

const STATE = "state.json";

/**
 * Writes a state, the small file that makes it valid last, so that a stop in between leaves the stage before.
 * @param settings what the state belongs to, in words; another one will not go on from it
 */
export function saveState(folder: string, settings: string, state: FinetuneState): void {
	mkdirSync(folder, { recursive: true });
	const { done, graph, train, test, heldOut, rows } = state;
	writeFileSync(join(folder, `network-${done}.net`), writeNetwork(graph));
	writeFileSync(join(folder, `train-${done}.codes`), train.codes);
	writeFileSync(join(folder, `test-${done}.codes`), test.codes);
	const text = JSON.stringify({ settings, done, counts: [train.count, test.count], heldOut, rows }, undefined, "\t");
	writeFileSync(join(folder, `${STATE}.new`), `${text}\n`);
	renameSync(join(folder, `${STATE}.new`), join(folder, STATE));
}

/** The state that a folder holds, or undefined. @throws RangeError where it is of other settings */
export function loadState(folder: string, settings: string): FinetuneState | undefined {
	const path = join(folder, STATE);
	if (!existsSync(path)) return undefined;
	const stored = JSON.parse(readFileSync(path, "utf8")) as {
		settings: string;
		done: number;
		counts: [number, number];
		heldOut: number;
		rows: StageRow[];
	};
	if (stored.settings !== settings)
		throw new RangeError(
			`${folder} holds fine-tuning of other settings (${stored.settings}): name another folder, or remove it`,
		);
	const { done, counts, heldOut, rows } = stored;
	const bytes = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
	return {
		graph: readNetwork(bytes(`network-${done}.net`)).graph,
		done,
		train: { codes: bytes(`train-${done}.codes`), count: counts[0] },
		test: { codes: bytes(`test-${done}.codes`), count: counts[1] },
		heldOut,
		rows,
	};
}
