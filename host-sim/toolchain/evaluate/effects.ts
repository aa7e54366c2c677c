import { type NeurramProfile, neurram, neurramIdeal } from "../../../firmware/emulator/profiles/neurram";
import type { ChipOptions } from "./chip-network";

/** How a chip differs from an ideal one: all that ChipNetwork wants to know but kernels and seed. */
export type ChipState = Pick<ChipOptions, "profile" | "programming" | "age" | "together" | "finer" | "inColumns">;

/** A condition under which a network is evaluated. */
export interface Effect {
	id: string;
	/** For tables. */
	words: string;
	chip(profile: NeurramProfile): ChipState;
}

/** Between programming and use where cells relax: when the recorded chip had been programmed is not known, a day is assumed as in N2. */
export const DAY = 86_400;
/** Steps of an ideal converter against the chip's: so many times finer, over twice the range. */
const FINER = 16;
/** Cores of a column that were recorded at work together, as the authors laid out the network that they fine-tuned. */
const CORES_TOGETHER = 6;
/** Ohm a wire segment, assumed: the chip's is not published. */
const WIRE_SEGMENT = 1;

/** Nothing but the mapping itself: weights as conductance codes, clipped where they are too large, inputs in bits. */
function ideal(profile: NeurramProfile): ChipState {
	const { neuron, faults, relaxation } = neurramIdeal;
	return {
		profile: {
			...profile,
			faults: { ...profile.faults, unusableRows: 0, stuckLow: faults.stuckLow, stuckHigh: faults.stuckHigh },
			relaxation: { ...profile.relaxation, fit: relaxation.fit },
			readNoise: 0,
			wires: { segment: 0, source: 0 },
			neuron: { ...profile.neuron, gainSpread: 0, offsetSpread: 0, noise: 0, stepOffset: neuron.stepOffset },
			parallel: { ...profile.parallel, error: [], intercept: [] },
		},
		programming: "exact",
		age: 0,
		together: 1,
		finer: FINER,
	};
}

/** An ideal chip with some of the neuron's imperfections. */
function withNeuron(
	pick: (neuron: NeurramProfile["neuron"]) => Partial<NeurramProfile["neuron"]>,
): (profile: NeurramProfile) => ChipState {
	return profile => {
		const state = ideal(profile);
		return { ...state, profile: { ...state.profile, neuron: { ...state.profile.neuron, ...pick(profile.neuron) } } };
	};
}

function all(profile: NeurramProfile): ChipState {
	return { profile, programming: "write-verify", age: DAY, together: 1 };
}

/** An ideal chip, each imperfection alone, and all together. */
export const EFFECTS: readonly Effect[] = [
	{ id: "ideal", words: "ideal chip: the mapping alone", chip: ideal },
	{ id: "all", words: "all together", chip: all },
	{
		id: "programming",
		words: "programming error (write-verify, just programmed)",
		chip: profile => ({ ...ideal(profile), programming: "write-verify" }),
	},
	{
		id: "relaxation",
		words: "relaxation of one day",
		chip: profile => {
			const state = ideal(profile);
			return { ...state, profile: { ...state.profile, relaxation: profile.relaxation }, age: DAY };
		},
	},
	{
		id: "read-noise",
		words: "read noise",
		chip: profile => {
			const state = ideal(profile);
			return { ...state, profile: { ...state.profile, readNoise: profile.readNoise } };
		},
	},
	{ id: "neuron-noise", words: "noise of conversions", chip: withNeuron(({ noise }) => ({ noise })) },
	{ id: "gain", words: "spread of neurons' gain", chip: withNeuron(({ gainSpread }) => ({ gainSpread })) },
	{ id: "offset", words: "spread of neurons' offset", chip: withNeuron(({ offsetSpread }) => ({ offsetSpread })) },
	{
		id: "converter",
		words: "converter: resolution, range, unequal steps",
		chip: profile => ({ ...withNeuron(({ stepOffset }) => ({ stepOffset }))(profile), finer: 1 }),
	},
	{
		id: "faults",
		words: "stuck cells, unusable and leaky rows",
		chip: profile => {
			const state = ideal(profile);
			return { ...state, profile: { ...state.profile, faults: profile.faults } };
		},
	},
	{
		id: "wires",
		words: `wires of ${WIRE_SEGMENT} ohm a segment (assumed; not in "all")`,
		chip: profile => {
			const state = ideal(profile);
			return { ...state, profile: { ...state.profile, wires: { segment: WIRE_SEGMENT, source: 0 } } };
		},
	},
	{
		id: "parallel",
		words: 'up to six cores of a column at once (not in "all")',
		chip: profile => {
			const state = ideal(profile);
			return {
				...state,
				profile: { ...state.profile, parallel: profile.parallel },
				together: CORES_TOGETHER,
				inColumns: true,
			};
		},
	},
	{
		id: "all-parallel",
		words: "all together, up to six cores of a column at once",
		chip: profile => ({ ...all(profile), together: CORES_TOGETHER, inColumns: true }),
	},
];

/** @throws RangeError for an id that is not there */
export function effectOf(id: string, effects: readonly Effect[] = EFFECTS): Effect {
	const found = effects.find(effect => effect.id === id);
	if (found) return found;
	throw new RangeError(`no effect ${JSON.stringify(id)}: there are ${effects.map(effect => effect.id).join(", ")}`);
}

/** The chip that is emulated. */
export const PROFILE = neurram;
