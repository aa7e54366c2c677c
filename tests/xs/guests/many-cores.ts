// The driver of 48 cores in an XS machine; the chip is on the other side of the bridge. Conductance codes and representative
// inputs lie outside the heap, as a model does in flash.
import { MatrixCalibration } from "../../../firmware/accelerator/calibration";
import type { CalibrationRun } from "../../../firmware/accelerator/calibration-run";
import { usableMask } from "../../../firmware/accelerator/line-mask";
import type { LinkError } from "../../../firmware/accelerator/link-error";
import { POINT_FIELDS, PointField } from "../../../firmware/accelerator/operating-point";
import { ParallelDriver } from "../../../firmware/accelerator/parallel-driver";
import { PointSearch } from "../../../firmware/accelerator/point-search";
import { LineSide, Mode } from "../../../firmware/accelerator/registers";
import type { Segment } from "../../../firmware/accelerator/segment";
import type { Done } from "../../../firmware/accelerator/turn";
import { run, timers } from "../../../host-sim/xs/guest/events";
import { figures } from "../../../host-sim/xs/guest/figures";
import { openLine, send } from "../../../host-sim/xs/guest/line";
import { Digital, SPI } from "../../../host-sim/xs/guest/pins";
import {
	BATCH,
	CHARGE_STEP,
	COLUMNS,
	CORES_ACROSS,
	CORES_DOWN,
	MODEL,
	PROGRAMMED,
	ROWS,
	SHOWN,
	SUMS,
	VECTORS,
} from "../many-cores";

const rows = ROWS * CORES_DOWN;
const columns = COLUMNS * CORES_ACROSS;

openLine();
const codes = new Uint8Array(host.buffer(2 * ROWS * COLUMNS));
host.call(MODEL, 0, codes, 0);
const inputs = new Int8Array(host.buffer(rows * VECTORS));
host.call(MODEL, 1, new Uint8Array(inputs.buffer), 0);

host.collect();
host.resetPeaks();
send(SHOWN, 0, figures(0));

const driver = new ParallelDriver({
	...{ SPI, Digital, timers },
	...{ clock: 7, in: 8, out: 9, port: 1, hz: 20_000_000, select: 2, interrupt: 3, reset: 4 },
});

function finish(start: (done: Done) => void): void {
	let failure: LinkError | undefined;
	let ended = false;
	start(error => {
		failure = error;
		ended = true;
	});
	run(() => ended);
	if (failure) throw failure;
}

/** What is alive now: garbage of before was collected. */
function show(what: number): void {
	host.collect();
	host.resetPeaks();
	send(SHOWN, what, figures(0));
}

finish(done => driver.open(done));
show(1);

// where the matrix lies: part of the model, beside its codes
const states = new Uint8Array(256);
const point = new Int32Array(POINT_FIELDS);
const columnLines = usableMask(new Uint8Array(COLUMNS), 0, COLUMNS)!;
const segments: Segment[] = [];
finish(done => driver.arrays.readPoint(0, point, done));
point[PointField.DECREMENT_UP] = point[PointField.DECREMENT_DOWN] = CHARGE_STEP;
for (let array = 0; array < CORES_DOWN * CORES_ACROSS; array++) {
	finish(done => driver.arrays.readLines(array, LineSide.ROWS, states, done));
	const rowLines = usableMask(states, 0, 2 * ROWS)!;
	const row = ROWS * Math.floor(array / CORES_ACROSS);
	const column = COLUMNS * (array % CORES_ACROSS);
	segments.push({ array, row, column, rows: ROWS, columns: COLUMNS, rowLines, columnLines, codes, point });
}
show(2);

for (const array of PROGRAMMED) finish(done => driver.programming.program(segments[array], 4, done));
const matrix = driver.matrix(rows, columns, segments);
show(3);

const given = { inputs, stride: rows, inputBits: 4, vectors: VECTORS, codeBits: 4 };

function search(calibrationRun: CalibrationRun): void {
	const pointSearch = new PointSearch(calibrationRun, driver.segments);
	const round = [{ ...segments[0], point: point.slice() }];
	finish(done => pointSearch.search(Mode.FORWARD, round, 0, given, done));
	show(4);
}
function calibrate(): void {
	const calibrationRun = driver.calibrationRun(COLUMNS);
	search(calibrationRun);
	const calibration = new MatrixCalibration(calibrationRun);
	finish(done => calibration.calibrate(matrix, Mode.FORWARD, given, done));
	show(5);
}
calibrate();

const sums = new Int32Array(columns * BATCH);
finish(done => matrix.multiply(Mode.FORWARD, inputs, 4, BATCH, sums, done));
finish(done => driver.readHealth(done));
show(6);
for (let n = 0; n < 2; n++) finish(done => matrix.multiply(Mode.FORWARD, inputs, 4, BATCH, sums, done));
show(7);
host.call(SUMS, 0, new Uint8Array(sums.buffer));
