import { idealVision } from "../../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../../firmware/emulator/vision/photo-physics";
import { exp } from "../../../firmware/math/elementary";
import { gateLevels } from "../../../firmware/sensing/vision/gate-levels";
import { kernels } from "../../../firmware/sensing/vision/kernel";
import { VisionSensor } from "../../../firmware/sensing/vision/vision-sensor";
import { type Experiment, type ExperimentResult, row } from "../experiment";

const SIDE = 6;
/** Light before and after the step, gray steps. */
const DARK = 20;
const BRIGHT = 240;
const FRAMES = 10;
/** Response times in frame intervals. */
const TIMES = [0.5, 1, 2, 5];
/** Gray steps by which rounding may miss: the light is held in sixteenths, the map in whole steps. */
const ROUNDING = 2;

/** What is left of a step of the light in an identity map, in the frames after it, parts of the step. */
function leftOfStep(intervals: number): number[] {
	const followed = 1 - exp(-1 / intervals);
	const sensor = new VisionSensor({
		columns: SIDE,
		rows: SIDE,
		kernels: [gateLevels(kernels.identity, 8)],
		physics: new PhotoPhysics({ ...idealVision, followed }, 1),
	});
	const light = new Uint8Array(SIDE * SIDE).fill(DARK);
	sensor.exposePixels(light);
	light.fill(BRIGHT);
	return Array.from({ length: FRAMES }, () => {
		sensor.exposePixels(light);
		return (BRIGHT - sensor.maps[0][SIDE + 1]) / (BRIGHT - DARK);
	});
}

export const responseTime: Experiment = {
	id: "V5",
	title: "Response time of the sensor",
	mirrors: "a parameter of such a sensor (fmc.md section 3.3); no paper's figure is known here",
	claim:
		"Light that changes at once is followed with a time constant: from frame to frame by 1 - exp(-interval / response time) of what is left. " +
		"Measured: what is left of a step in an identity map, the frame after it and three frames after it; expected: the exponential.",
	run(): ExperimentResult {
		const frames = Array.from({ length: FRAMES }, (_, n) => n + 1);
		const measured = TIMES.map(leftOfStep);
		const expected = TIMES.map(time => frames.map(n => exp(-n / time)));
		const slack = (100 * ROUNDING) / (BRIGHT - DARK);
		const rows = TIMES.flatMap((time, k) =>
			[0, 2].map(n => {
				const wanted = 100 * expected[k][n];
				return row(
					`response time of ${time} intervals, ${n + 1} ${n === 0 ? "frame" : "frames"} after the step`,
					100 * measured[k][n],
					"%",
					`${wanted.toFixed(1)} %`,
					wanted - slack,
					wanted + slack,
				);
			}),
		);
		return {
			rows,
			plot: {
				kind: "curves",
				title: "V5: what is left of a step of the light",
				x: { label: "Frames after the step" },
				y: { label: "Left (%)", low: 0, high: 100 },
				series: TIMES.flatMap((time, k) => [
					{ label: `${time} intervals`, x: frames, y: measured[k].map(part => 100 * part), mark: "points" as const },
					{ label: `exp(-n / ${time})`, x: frames, y: expected[k].map(part => 100 * part), reference: true },
				]),
			},
		};
	},
};
