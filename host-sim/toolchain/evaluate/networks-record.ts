import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Evaluation } from "./evaluation";
import { PUBLISHED_FIGURES } from "./published-figures";
import type { PublishedName } from "./published-tasks";

/** What was measured of the published networks: docs/networks.json, which the page of docs/fidelity.md is written from. */
export interface NetworksRecord {
	seed: number;
	networks: NetworkRecord[];
}

export interface NetworkRecord {
	name: PublishedName;
	segments: number;
	cells: number;
	rows: ConditionRecord[];
}

export interface ConditionRecord {
	condition: string;
	examples: number;
	/** In the order of the network's figures; null where these examples cannot tell it: a mix that needs clips of another part. */
	figures: (number | null)[];
	/** The first of them less that of the ideal chip on the same examples; absent where that was not measured. */
	change?: number;
	/** Of an example: seconds of the chip and joules (estimates), products, part of conversions at the range. */
	seconds: number;
	energy: number;
	conversions: number;
	clipped: number;
}

const PATH = new URL("../../../docs/networks.json", import.meta.url);
/** Digits that a figure is kept with. */
const DIGITS = 6;

export function readRecord(): NetworksRecord {
	return existsSync(PATH) ? JSON.parse(readFileSync(PATH, "utf8")) : { seed: 1, networks: [] };
}

export function writeRecord(record: NetworksRecord): void {
	writeFileSync(PATH, `${JSON.stringify(record, null, "\t")}\n`);
}

/** One network's part of the record. */
export function recordOf(name: PublishedName, { task, results }: Evaluation): NetworkRecord {
	const { figures } = PUBLISHED_FIGURES[name];
	const segments = task.model.matrices.flatMap(({ copies }) => copies.flat());
	return {
		name,
		segments: segments.length,
		cells: segments.reduce((sum, { codes }) => sum + codes.length, 0),
		rows: results.map(({ condition, measured, ideal }) => {
			const { examples, chip } = measured;
			const [first] = figures;
			return {
				condition,
				examples,
				figures: figures.map(figure => figureOf(figure.value(measured, task))),
				...changeOf(first.value(measured, task), ideal && first.value(ideal, task)),
				seconds: rounded(chip.seconds / examples),
				energy: rounded(chip.energy / examples),
				conversions: Math.round(chip.conversions / examples),
				clipped: rounded(chip.conversions > 0 ? chip.clipped / chip.conversions : 0),
			};
		}),
	};
}

function figureOf(value: number): number | null {
	return Number.isFinite(value) ? rounded(value) : null;
}

function changeOf(value: number, ideal = Number.NaN): Pick<ConditionRecord, "change"> {
	const change = figureOf(value - ideal);
	return change === null ? {} : { change };
}

function rounded(value: number): number {
	return Number(value.toPrecision(DIGITS));
}

/** Puts a network's part in its place, in the order of the published ones. */
export function withNetwork(record: NetworksRecord, network: NetworkRecord): NetworksRecord {
	const order = Object.keys(PUBLISHED_FIGURES);
	const networks = [...record.networks.filter(({ name }) => name !== network.name), network];
	return { ...record, networks: networks.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)) };
}
