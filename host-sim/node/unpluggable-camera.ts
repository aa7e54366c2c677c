import { CimError } from "../../firmware/errors";
import type { CameraClass, CameraFrame, CameraOptions } from "../../firmware/hardware";

/**
 * A camera that may not be there: it cannot be opened then, and one that is open gives an error in the place of a frame.
 * @param missing why it is not there; "" while it is
 */
export function unpluggable(Camera: CameraClass, missing: () => string): CameraClass {
	const check = (): void => {
		const why = missing();
		if (why) throw new CimError("no-camera", why);
	};
	return class extends Camera {
		constructor(options: CameraOptions) {
			check();
			super(options);
		}
		override read(): CameraFrame | undefined {
			check();
			return super.read();
		}
	};
}
