// The frames that the simulated camera of manifests/lin shows: a line of JSON, then gray frames.
// Run by itself it writes them: node --import tsx host-sim/moddable/scene-file.ts
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SceneSource } from "../scene/scene-source";

export const SCENE_FILE = "manifests/lin/scene.gray";

/** Different views of the sheet, shown again and again. */
const VIEWS = 4;

/** The file's bytes: always the same. */
export function sceneFile(): Uint8Array {
	const source = new SceneSource({ views: VIEWS });
	const { width, height, identification } = source;
	const head = Buffer.from(`${JSON.stringify({ width, height, identification })}\n`);
	const frames = Array.from({ length: VIEWS }, (_, index) => source.frame(index).slice());
	return Buffer.concat([head, ...frames]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SCENE_FILE, sceneFile());
