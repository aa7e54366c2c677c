import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Path of a file in the shared data folder beside the checkout, or undefined where it is absent
 * (then the caller skips, and this says so in the runner's output).
 */
export function sharedData(path: string): string | undefined {
	const file = fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));
	if (existsSync(file)) return file;
	process.stdout.write(`skips: ../shared/data/${path} is absent\n`);
	return undefined;
}
