import type { Graph, LongShortTermMemoryLimits } from "../network/graph";
import type { Checkpoint } from "./checkpoint";
import { GraphBuilder } from "./graph-builder";

export const KEYWORDS_CHECKPOINT = "lstm_kws_hidden112_biasrows2_maxw0.2.npz";

/** Order of the classes: `words` of the shared features, the same as the outputs'. */
export const KEYWORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "unknown", "silence"];

const BLOCKS = 4;
const HIDDEN = 112;
/** Steps and coefficients of a clip. */
const INPUT = { height: 50, width: 1, channels: 40, zero: 0, scale: 1 };
/** The checkpoint holds larger numbers; the authors' program clips them before use (--max_w, --rows_bias). */
const LARGEST_WEIGHT = 0.2;
const LARGEST_BIAS = 0.4;
/** Limits of a cell but a1, a2 (unused) and a11, which belong to the quantisers. */
const LIMITS = ["a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a12", "a13", "a14"] as const;

/** NeuRRAM's keyword network: four long short-term memories beside each other, each with a dense layer, summed; neurram-recipes.md section 3. */
export function keywordsGraph(checkpoint: Checkpoint): Graph {
	const builder = new GraphBuilder("keyword-lstm", INPUT, KEYWORDS);
	const scores = Array.from({ length: BLOCKS }, (_, block) => {
		const cell = (name: string) => checkpoint.slice(`lstmBlocks.cell.${name}`, block);
		const limits = Object.fromEntries(LIMITS.map(name => [name, cell(name)[0]])) as Record<
			keyof LongShortTermMemoryLimits,
			number
		>;
		const hidden = builder.add(
			`lstm_${block}`,
			{
				kind: "lstm",
				hidden: HIDDEN,
				inputWeights: clipped(cell("weight_ih"), LARGEST_WEIGHT),
				inputBias: clipped(cell("bias_ih"), LARGEST_BIAS),
				hiddenWeights: clipped(cell("weight_hh"), LARGEST_WEIGHT),
				hiddenBias: clipped(cell("bias_hh"), LARGEST_BIAS),
				inputBits: 4,
				inputMost: cell("a1")[0],
				hiddenMost: cell("a11")[0],
				limits,
			},
			[0],
			{ height: 1, width: 1, channels: HIDDEN },
		);
		const part = (name: string) => checkpoint.slice(`finFC.${name}`, block);
		const quantized = builder.quantization(`fc_${block}_input`, hidden, 4, part("a1")[0], true);
		const weights = clipped(part("weights"), LARGEST_WEIGHT);
		const made = builder.dense(`fc_${block}`, quantized, weights, clipped(part("bias"), LARGEST_BIAS));
		return builder.quantization(`fc_${block}_output`, made, 6, part("a2")[0], true);
	});
	const sum = builder.add("sum", { kind: "add" }, scores);
	builder.quantization("output", sum, 8, checkpoint.number("a2"), true);
	return builder.graph;
}

function clipped(values: Float32Array, most: number): Float32Array {
	return values.map(value => Math.max(-most, Math.min(most, value)));
}
