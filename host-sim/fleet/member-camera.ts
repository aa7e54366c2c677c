import type { CameraClass, CameraOptions } from "../../firmware/hardware";
import type { FrameSource } from "../scene/frame-source";

/** A camera that may be missing, or stop giving frames, whatever it looks at. */
export class MemberCamera {
	/** It is not found when the device looks for it. */
	isMissing = false;
	/** It gives no more frames. */
	isStill = false;

	/** The class of one life of the device. */
	wrap(Camera: CameraClass): CameraClass {
		const state = this;
		return class extends Camera {
			constructor({ onReadable, ...options }: CameraOptions) {
				if (state.isMissing) throw new Error("no camera answers on its bus");
				super({
					...options,
					onReadable: count => {
						if (state.isStill) {
							// the sensor's buffers must not fill with frames of before
							for (let frame = this.read(); frame; frame = this.read()) frame.close?.();
						} else onReadable?.(count);
					},
				});
			}
		} as unknown as CameraClass;
	}
}

/** The frames of a source that shows few views again and again, each computed once, for all devices of a fleet. */
export function sharedViews(source: FrameSource, views: number): FrameSource {
	const frames: Uint8Array[] = [];
	const { width, height, identification } = source;
	return {
		...{ width, height, identification },
		frame(index) {
			const view = index % views;
			frames[view] ??= source.frame(view).slice();
			return frames[view];
		},
	};
}
