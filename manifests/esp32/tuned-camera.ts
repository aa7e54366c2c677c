import type { CameraClass, CameraTuning } from "../../firmware/hardware";

/** What the sensor of the camera that runs can be told beyond the camera class; each says whether the sensor has taken it. */
export interface SensorControls {
	setExposure(level: number): boolean;
	setTestPattern(isShown: boolean): boolean;
}

/**
 * The same camera, whose `configure` tells the sensor itself, and only what changes: a sensor begins with exposure 0 and the scene.
 * What the sensor does not take is left as it is, with a line for the log.
 */
export function tunedCamera(Camera: CameraClass, controls: SensorControls, log: (line: string) => void): CameraClass {
	return class extends Camera {
		#exposure = 0;
		#testPattern = false;

		// in the place of the SDK's, which knows neither, and turns the white balance off by the way
		override configure({ brightness = this.#exposure, testPattern = this.#testPattern }: CameraTuning): void {
			if (brightness !== this.#exposure) {
				if (controls.setExposure(brightness)) this.#exposure = brightness;
				else log(`camera: the sensor did not take exposure ${brightness}; it stays at ${this.#exposure}`);
			}
			if (testPattern !== this.#testPattern) {
				if (controls.setTestPattern(testPattern)) this.#testPattern = testPattern;
				else log(`camera: the sensor did not turn its test pattern ${testPattern ? "on" : "off"}`);
			}
		}
	};
}
