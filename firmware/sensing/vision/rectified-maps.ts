import type { VisionSensor } from "./vision-sensor";

/**
 * Magnitudes of a sensor's maps as a picture for a crossbar, whose word lines take no negative input: map after map, 0 to 255.
 * @param gain 256 for one byte a gray step; magnitudes beyond 255 are 255
 * @param out at least maps x pixels bytes from `at`
 */
export function rectifiedMaps(sensor: VisionSensor, gain: number, out: Uint8Array, at = 0): void {
	let to = at;
	for (let kernel = 0; kernel < sensor.maps.length; kernel++) {
		const map = sensor.maps[kernel];
		for (let i = 0; i < map.length; i++, to++) {
			const value = ((map[i] < 0 ? -map[i] : map[i]) * gain) >> 8;
			out[to] = Math.min(value, 255);
		}
	}
}
