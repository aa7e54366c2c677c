// The frequency-multiplexed chip built of other memory cells than the paper's. What the circuits around the cells then are is
// ours (assumed), by the rules of `fmcOn`.

import type { CellModel } from "../devices/cell";
import { FloatingGateCell } from "../devices/floating-gate";
import { PhaseChangeCell } from "../devices/phase-change";
import { TunnelJunctionCell } from "../devices/tunnel-junction";
import { type FmcProfile, fmc } from "./fmc";

/** Kinds of memory cells that the demonstration runs on; the first is the paper's Ta/HfO2. */
export const deviceModels = ["rram", "pcm", "floating-gate", "mtj"] as const;
export type DeviceModel = (typeof deviceModels)[number];

/** Write pulse, s (assumed), and what the circuits around the cells must know beyond the cell's own model. */
interface Circuit {
	cell: CellModel;
	pulse: number;
}

const circuits: Readonly<Record<Exclude<DeviceModel, "rram">, Circuit>> = {
	pcm: { cell: new PhaseChangeCell(), pulse: 1e-6 },
	"floating-gate": { cell: new FloatingGateCell(), pulse: 100e-6 },
	mtj: { cell: new TunnelJunctionCell(), pulse: 10e-9 },
};

/** Seconds between writing an array and using it: pictures are read at once, weights have been there for a day. */
const AGE = { storage: 1, weights: 86_400 };

/**
 * The chip with this kind of cell; `base` itself for "rram". With s the ratio of the largest conductances:
 * conductances have the range of the cell and are held in steps scaled by s; the transimpedance is divided by s, so that rows
 * see the same voltages; the noise of a line is multiplied by the root of s, as that of a feedback resistor would be; the
 * converter's full scale and the crossbar's power are multiplied by s. Tone amplitude, wires, converters and windows stay.
 */
export function fmcOn(model: DeviceModel, base: FmcProfile = fmc, age = AGE): FmcProfile {
	if (model === "rram") return base;
	const { cell, pulse } = circuits[model];
	const { minimum, maximum, lowest, highest } = cell;
	const { device, amplifier, noise, power } = base;
	const ratio = maximum / device.maximum;
	return {
		...base,
		name: `${base.name}-${model}`,
		cell,
		age,
		device: {
			...device,
			...{ minimum, maximum, lowest, highest, pulse },
			step: device.step * ratio,
			programmingModel: "published",
		},
		amplifier: { ...amplifier, resistance: amplifier.resistance / ratio },
		noise: { amplitude: noise.amplitude * Math.sqrt(ratio) },
		power: { ...power, crossbar: power.crossbar * ratio },
		fullScale: base.fullScale * ratio,
	};
}
