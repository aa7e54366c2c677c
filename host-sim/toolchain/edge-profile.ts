import { type FmcProfile, fmc26 } from "../../firmware/emulator/profiles/fmc";
import { MAP_PIXELS } from "../../firmware/sensing/vision/sensor-stage";

/** Kernels of the vision sensor before the crossbar. */
export const MAPS = 2;
export const EDGE_PIXELS = MAPS * MAP_PIXELS;

/** The chip of the letters with arrays for edge maps. */
export function edgeProfile(classes: number): FmcProfile {
	return { ...fmc26, name: "fmc edges", pixels: EDGE_PIXELS, classes };
}
