// The firmware in an XS machine: what host-sim/device.ts is on Node.
import type { CimError } from "../../../firmware/errors";
import type { Clock, DigitalClass, SPIClass } from "../../../firmware/hardware";
import { Random } from "../../../firmware/math/random";
import type { RecogniserKinds } from "../../../firmware/recognise/recogniser";
import type { FrameReport } from "../../../firmware/report";
import { type Hardware, type Observer, Runtime } from "../../../firmware/runtime";
import { REPORT_FIELDS, Request, type Setup, WATCH_COUNTS, WATCHED_FIELDS } from "../protocol";
import { Camera } from "./camera";
import { clock, resolve, run, timers } from "./events";
import { figures, sendFigures } from "./figures";
import { bytes, getText, openLine, putText, send, view } from "./line";
import { resetReason } from "./reset";
import { TCP } from "./tcp";

/** Steps in the place of time: exact, and the same on every machine. */
const stepClock: Clock = {
	get milliseconds() {
		return clock.milliseconds;
	},
	get microseconds() {
		return host.steps();
	},
};

const observer: Observer = {
	onReport({ stages, message, wireMicroseconds, informationBytes }) {
		putStages(stages, 0);
		view.setFloat64(40, wireMicroseconds, true);
		view.setFloat64(48, informationBytes, true);
		const at = figures(8 * REPORT_FIELDS);
		bytes.set(message, at);
		send(Request.REPORT, 0, at + message.length);
	},
	onWatched(counts, stages) {
		for (let n = 0; n < WATCH_COUNTS.length; n++) view.setFloat64(8 * n, counts[WATCH_COUNTS[n]], true);
		putStages(stages, 8 * WATCH_COUNTS.length);
		send(Request.WATCHED, 0, figures(8 * WATCHED_FIELDS));
	},
	onPublished(sequence) {
		view.setUint32(0, sequence, true);
		send(Request.PUBLISHED, 0, 4);
	},
	onDropped(sequence, reason) {
		view.setUint32(0, sequence, true);
		send(Request.DROPPED, 0, putReason(reason, 4));
	},
	onOnline() {
		host.call(Request.ONLINE);
	},
	onOffline(reason) {
		send(Request.OFFLINE, 0, putReason(reason, 0));
	},
	onLog(line) {
		send(Request.LOG, 0, putText(line, 0));
	},
};

function putStages(stages: FrameReport["stages"], at: number): void {
	view.setFloat64(at, stages.capture, true);
	view.setFloat64(at + 8, stages.sensing, true);
	view.setFloat64(at + 16, stages.accelerator, true);
	view.setFloat64(at + 24, stages.decide, true);
	view.setFloat64(at + 32, stages.publish, true);
}

function putReason({ code, message }: CimError, at: number): number {
	return putText(`${code}\n${message}`, at);
}

/** Runs the firmware on the accelerator that `connect` gives, until it is told to stop. */
export function runFirmware(
	connect: (setup: Setup) => { SPI: SPIClass; Digital: DigitalClass },
	kinds?: RecogniserKinds,
): void {
	openLine();
	const setup: Setup = JSON.parse(getText(0, send(Request.SETUP, 0, 0)));
	const { settings, origin, modelBytes, stages, life } = setup;
	const modelFile = new Uint8Array(host.buffer(modelBytes));
	host.call(Request.MODEL, 0, modelFile, 0);

	host.collect();
	host.resetPeaks();
	sendFigures(Request.READY);

	const { SPI, Digital } = connect(setup);
	const hardware: Hardware = {
		...{ SPI, Digital, TCP, Camera, timers, resolver: { resolve } },
		...{ clock: stages === "steps" ? stepClock : clock, random: new Random(settings.seed, life) },
		reset: resetReason(),
	};
	const runtime = new Runtime(hardware, settings, modelFile, observer, origin, kinds);
	let stopped = false;
	runtime.start();
	run(() => false);
	runtime.stop(() => {
		stopped = true;
	});
	run(() => stopped);
	view.setFloat64(0, host.steps(), true);
	send(Request.ENDED, 0, 8);
}
