// Frames through the vision sensor and the change gate inside the machine: what they take of its heaps, and their steps.
import { ChangeGate } from "../../../firmware/events/change-gate";
import { gateLevels } from "../../../firmware/sensing/vision/gate-levels";
import { kernels } from "../../../firmware/sensing/vision/kernel";
import { rectifiedMaps } from "../../../firmware/sensing/vision/rectified-maps";
import { VisionSensor } from "../../../firmware/sensing/vision/vision-sensor";
import { FIGURES, FIGURES_COUNT } from "../../../host-sim/xs/protocol";

const FRAMES = 20;
const [WIDTH, HEIGHT] = [160, 120];
const [COLUMNS, ROWS] = [40, 30];
const gray = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i * 37) & 255);
const sensor = new VisionSensor({
	columns: COLUMNS,
	rows: ROWS,
	kernels: Object.values(kernels).map(kernel => gateLevels(kernel, 5)),
	sampling: 2,
});
const gate = new ChangeGate(COLUMNS * ROWS);
const maps = new Uint8Array(sensor.conversions);
const memory = new Int32Array(FIGURES_COUNT);
const before = new Int32Array(FIGURES_COUNT);

function frame(): void {
	sensor.expose(gray, WIDTH, HEIGHT);
	if (gate.look(sensor.maps[0])) gate.settle(sensor.maps[0]);
	rectifiedMaps(sensor, 256, maps);
}

frame();
host.memory(before);
const began = host.steps();
for (let n = 0; n < FRAMES; n++) frame();
const steps = host.steps() - began;
host.memory(memory);
const grown = (name: (typeof FIGURES)[number]): number => memory[FIGURES.indexOf(name)] - before[FIGURES.indexOf(name)];
host.log(`slots ${grown("slots")}, chunk bytes ${grown("chunkBytes")}, collections ${grown("collections")}`);
host.log(`steps ${Math.round(steps / FRAMES)}`);
