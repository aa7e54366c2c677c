import type { Outfit } from "../device";
import { readyKernels } from "../kernels/fast-kernels";
import { AdjustableFmcCore } from "./adjustable-fmc-core";
import { AdjustableNeurramCore } from "./adjustable-neurram-core";

export type AdjustableCore = AdjustableFmcCore | AdjustableNeurramCore;

/** The chip of an outfit, under conditions that can be changed. */
export function adjustableCore(outfit: Outfit): AdjustableCore {
	if (outfit.kind === "letters") return new AdjustableFmcCore(outfit.profile);
	return new AdjustableNeurramCore(outfit.profile, { kernels: readyKernels() });
}
