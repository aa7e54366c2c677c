import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Camera } from "../../../firmware/hardware";
import { Capture } from "../../../firmware/sensing/capture";
import { ImageType } from "../../../firmware/sensing/pixels";
import { tunedCamera } from "../../../manifests/esp32/tuned-camera";

/** The SDK's class, with what it is told. */
class SdkCamera implements Camera {
	readonly width = 160;
	readonly height = 120;
	readonly imageType = ImageType.Monochrome;
	static told: unknown[] = [];
	read() {
		return undefined;
	}
	start() {}
	stop() {}
	close() {}
	configure(tuning: unknown) {
		SdkCamera.told.push(tuning);
	}
}

/** A sensor that takes what it can, all that it was told, and the log. */
function sensor({ exposure, testPattern }: { exposure: boolean; testPattern: boolean }) {
	const told: string[] = [];
	const lines: string[] = [];
	const controls = {
		setExposure(level: number) {
			told.push(`exposure ${level}`);
			return exposure;
		},
		setTestPattern(isShown: boolean) {
			told.push(`test pattern ${isShown}`);
			return testPattern;
		},
	};
	SdkCamera.told = [];
	return { io: tunedCamera(SdkCamera, controls, line => lines.push(line)), told, lines };
}

const format = { width: 160, height: 120, imageType: ImageType.Monochrome, onFrame() {} };
const camera = { width: 160, height: 120, imageType: ImageType.Monochrome };

test("the sensor is told exposure and test pattern as soon as the camera is open; the SDK's own configure is not used", () => {
	const { io, told, lines } = sensor({ exposure: true, testPattern: true });
	new Capture({ ...format, io, exposure: -2, testPattern: true });
	assert.equal(told, ["exposure -2", "test pattern true"]);
	assert.equal([lines, SdkCamera.told], [[], []]);
});

test("only what changes is told; what is not said stays", () => {
	const { io, told } = sensor({ exposure: true, testPattern: true });
	const open = new io(camera);
	open.configure!({ brightness: 0, testPattern: false });
	assert.equal(told, []);
	open.configure!({ brightness: 2 });
	open.configure!({ testPattern: true });
	open.configure!({ brightness: 2, testPattern: true });
	open.configure!({ brightness: 0, testPattern: false });
	assert.equal(told, ["exposure 2", "test pattern true", "exposure 0", "test pattern false"]);
});

test("a camera that is opened again is told again: its sensor began anew", () => {
	const { io, told } = sensor({ exposure: true, testPattern: true });
	for (let n = 0; n < 2; n++) new io(camera).configure!({ brightness: 1 });
	assert.equal(told, ["exposure 1", "exposure 1"]);
});

test("what a sensor does not take is a line in the log, each time; nothing breaks, and the other setting is taken", () => {
	const { io, told, lines } = sensor({ exposure: false, testPattern: true });
	const capture = new Capture({ ...format, io, exposure: 1, testPattern: true });
	capture.tune({ exposure: 2, testPattern: true });
	assert.equal(told, ["exposure 1", "test pattern true", "exposure 2"]);
	assert.equal(lines, [
		"camera: the sensor did not take exposure 1; it stays at 0",
		"camera: the sensor did not take exposure 2; it stays at 0",
	]);
	assert.is(capture.take(), false, "frames are asked for as ever");

	const other = sensor({ exposure: true, testPattern: false });
	new other.io(camera).configure!({ testPattern: true });
	assert.equal(other.lines, ["camera: the sensor did not turn its test pattern on"]);
});

test("every board with esp32-camera has it, and JavaScript, C and types name the same functions", () => {
	for (const file of readdirSync("manifests/boards")) {
		if (file === "lin.json") continue;
		assert.is(JSON.parse(readFileSync(`manifests/boards/${file}`, "utf8")).include, "../esp32/camera.json", file);
	}
	const names = (file: string, pattern: RegExp): string[] =>
		[...readFileSync(`manifests/esp32/sensor-controls.${file}`, "utf8").matchAll(pattern)].map(([, name]) => name!);
	assert.equal(names("js", /native\("(\w+)"\)/g), names("c", /^void (\w+)\(xsMachine \*the\)/gm));
	assert.equal(names("js", /^export function (\w+)/gm), names("d.ts", /^export function (\w+)/gm));
	assert.is(names("c", /^void (\w+)/gm).length, 2);
});

test.run();
