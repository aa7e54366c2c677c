import type { FrameSource } from "../../host-sim/scene/frame-source";
import { SceneSource, type SceneSourceOptions } from "../../host-sim/scene/scene-source";

/** One view of a scene, rendered once, again and again. */
export function still(options: SceneSourceOptions): FrameSource {
	const source = new SceneSource({ ...options, views: 1 });
	const { width, height, identification } = source;
	const gray = source.frame(0).slice();
	return { width, height, identification, frame: () => gray };
}
