import { LineSide } from "../../../firmware/accelerator/registers";
import { lowBits } from "../../../firmware/emulator/neurram/input-bits";
import type { NetworkModel } from "../../../firmware/model/network";
import type { FrameReport } from "../../../firmware/report";
import type { AdjustableNeurramCore } from "../../conditions/adjustable-neurram-core";
import type { CoreActivity, LayerFact, NetworkChipFact, SegmentFact } from "../chip-protocol";

const BINS = 64;

/** Gathers what the 48-core chip does, multiply by multiply, while somebody looks. */
export class NetworkChipProbe {
	readonly #core: AdjustableNeurramCore;
	readonly #activity = new Map<number, CoreActivity>();
	readonly #segments: SegmentFact[];
	readonly #layers: LayerFact[];

	constructor(core: AdjustableNeurramCore, model: NetworkModel) {
		this.#core = core;
		this.#segments = segmentsOf(model);
		this.#layers = model.matrices.map(({ name }) => ({
			...{ name, conversions: 0, clipped: 0, range: 0 },
			histogram: new Uint32Array(BINS),
		}));
	}

	/** Begins or ends to look. */
	set isLooking(looks: boolean) {
		this.#clear();
		this.#core.onMultiply = looks
			? (mode, arrays, count, vectors, outputs) => this.#note(mode, arrays, count, vectors, outputs)
			: undefined;
	}

	/** What was done since the last frame. */
	take({ result }: Pick<FrameReport, "result">, at: number): NetworkChipFact {
		const { present, arrays } = this.#core;
		const fact: NetworkChipFact = {
			...{ kind: "chip", at, chip: "network", sequence: result.sequence, profile: present.name },
			...{ coreRows: present.coreRows, coreColumns: present.coreColumns, lines: arrays[0].rows },
			cores: [...this.#activity.values()],
			segments: this.#segments,
			layers: this.#layers.map(layer => ({ ...layer, histogram: layer.histogram.slice() })),
			...{ text: result.text, margins: result.margins.slice() },
		};
		this.#clear();
		return fact;
	}

	#clear(): void {
		this.#activity.clear();
		for (const layer of this.#layers) {
			layer.conversions = layer.clipped = 0;
			layer.histogram.fill(0);
		}
	}

	#note(mode: number, arrays: Uint8Array, count: number, vectors: number, outputs: Int16Array): void {
		let from = 0;
		for (let n = 0; n < count; n++) {
			const number = arrays[n];
			const unit = this.#core.core.cores[number];
			const converted = unit.outputCount(mode);
			const codes = vectors * converted;
			const { point } = unit;
			// two conversions, shifted and added, where the inputs have many bits
			const weight = 1 << lowBits(point);
			const range = Math.min(point.decrementSteps * weight, 2 ** (point.outputBits - 1));
			const layer = this.#layerOf(number);
			layer.range = Math.max(layer.range, range);
			let clipped = 0;
			for (let at = from; at < from + codes; at++) {
				const code = outputs[at];
				if (code >= range - weight || code < weight - range) clipped++;
				const bin = Math.floor(((code + range + 0.5) / (2 * range)) * BINS);
				layer.histogram[Math.min(BINS - 1, Math.max(0, bin))]++;
			}
			layer.conversions += codes;
			layer.clipped += clipped;
			const activity = this.#activityOf(number);
			activity.operations++;
			activity.vectors += vectors;
			activity.conversions += codes;
			activity.clipped += clipped;
			from += codes;
		}
	}

	#activityOf(core: number): CoreActivity {
		let activity = this.#activity.get(core);
		if (!activity) {
			activity = { core, operations: 0, vectors: 0, conversions: 0, clipped: 0 };
			this.#activity.set(core, activity);
		}
		return activity;
	}

	/** The layer whose segment has the first of the selected columns; of a core that layers share the columns tell them apart. */
	#layerOf(core: number): LayerFact {
		const column = this.#core.firstLine(core, LineSide.COLUMNS);
		const row = this.#core.firstLine(core, LineSide.ROWS);
		const here = this.#segments.filter(segment => segment.core === core);
		const found =
			here.find(
				({ firstColumn, firstRow, lastColumn, lastRow }) =>
					column >= firstColumn && column <= lastColumn && row >= firstRow && row <= lastRow,
			) ??
			here.find(({ firstColumn, lastColumn }) => column >= firstColumn && column <= lastColumn) ??
			here[0];
		return this.#layers[found?.layer ?? 0];
	}
}

function segmentsOf(model: NetworkModel): SegmentFact[] {
	const segments: SegmentFact[] = [];
	model.matrices.forEach(({ copies }, layer) => {
		for (const copy of copies)
			for (const { array, rowLines, columnLines } of copy)
				segments.push({
					...{ core: array, layer },
					...{ firstRow: rowLines[0], lastRow: rowLines[rowLines.length - 1] },
					...{ firstColumn: columnLines[0], lastColumn: columnLines[columnLines.length - 1] },
				});
	});
	return segments;
}
