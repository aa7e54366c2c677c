import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { SceneRenderer } from "../../host-sim/scene/scene-renderer";
import { bundleForXS } from "../../host-sim/xs/bundle";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { XSMachine } from "../../host-sim/xs/machine";
import { nativeMachine } from "../../host-sim/xs/native";
import { FILE, SCENE } from "./requests";

export interface Outcome {
	passed: number;
	total: number;
	failures: string[];
	/** Names of tests that were left out. */
	leftOut: string[];
	slow: string[];
}

const SIZES = { keys: 16_000, stack: 16_384 };

const SHIMS = fileURLToPath(new URL("shims/", import.meta.url));

/** What packages look for on the global object. */
const PRELUDE = "var self = globalThis, AbortController = class {}, AbortSignal = class {};";

/** Imported on the way to what a test needs, and not used by it: images and videos from files. */
const NOT_THERE = /^(pngjs|jpeg-js|node:(zlib|crypto|path|os)|.*\/video-source)$/;

/** Modules of Node that have a stand-in, and modules that know where they are. */
const testsOnXS: Plugin = {
	name: "tests-on-xs",
	setup(build) {
		build.onResolve({ filter: /^uvu$/ }, () => ({ path: `${SHIMS}uvu.ts` }));
		build.onResolve({ filter: /^node:(fs|url)$/ }, () => ({ path: `${SHIMS}node.ts` }));
		build.onResolve({ filter: /\/scene-renderer$/ }, () => ({ path: `${SHIMS}scene-renderer.ts` }));
		build.onResolve({ filter: /\/fast-kernels$/ }, () => ({ path: `${SHIMS}kernels.ts` }));
		build.onResolve({ filter: NOT_THERE }, ({ path }) => ({ path, namespace: "not-there" }));
		build.onLoad({ filter: /.*/, namespace: "not-there" }, () => ({ contents: "module.exports = {};" }));
		// 65,536 properties of an object are a list in XS, searched from its start; elements of an array are not
		build.onLoad({ filter: /mqtt-packet\/numbers\.js$/ }, ({ path }) => ({
			contents: readFileSync(path, "utf8").replace("const cache = {}", "const cache = []"),
		}));
		build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
			const text = readFileSync(path, "utf8");
			if (!text.includes("import.meta.url")) return;
			return {
				contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
				loader: "ts",
			};
		});
	},
};

/** Bundles a file of uvu tests and runs it inside XS, some tests left out by name. Throws when it cannot be bundled or the machine ends badly. */
export async function runInXS(
	executable: string,
	file: string,
	leftOut: readonly string[] = [],
	onLog: (text: string) => void = () => {},
): Promise<Outcome> {
	const script = await bundleForXS(file, { plugins: [testsOnXS], inject: [`${SHIMS}globals.ts`], platform: "browser" });
	const outcome: Outcome = { passed: 0, total: -1, failures: [], leftOut: [], slow: [] };
	const onLine = (line: string) => {
		const counts = line.match(/^tests: (\d+) of (\d+) passed/);
		if (counts) [outcome.passed, outcome.total] = [Number(counts[1]), Number(counts[2])];
		else if (line.startsWith("left out: ")) outcome.leftOut.push(line.slice(10));
		else if (line.startsWith("failed: ")) outcome.failures.push(line.slice(8));
		else if (line.startsWith("slow: ")) outcome.slow.push(line.slice(6));
	};
	const machine = new XSMachine({
		launch: nativeMachine(executable, `${PRELUDE}var leftOut = ${JSON.stringify(leftOut)};\n${script}`, SIZES),
		time: new VirtualTime(),
		events: new EventQueue(),
		onLog(text) {
			text.split("\n").forEach(onLine);
			onLog(text);
		},
		serve,
	});
	await machine.ended;
	return outcome;
}

/** Files and scenes for a test. */
function serve(kind: number, _subject: number, payload: Buffer): Uint8Array {
	if (kind === FILE) return readFileSync(payload.toString());
	if (kind !== SCENE) throw new Error(`request ${kind} is unknown`);
	const { scene, width, height } = JSON.parse(payload.toString());
	return new SceneRenderer(width, height).render(scene);
}
