// Which modules the manifests must list: what firmware/main.ts reaches, and what the emulated chip and networks reach beyond that.
// Run by itself it writes the lists: node --import tsx host-sim/moddable/module-lists.ts
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";

export interface ModuleLists {
	modules: Record<string, string | string[]>;
	preload: string[];
}

export const APP_MANIFEST = "manifests/app.json";
export const EMULATED_MANIFEST = "manifests/accelerator/emulated.json";
export const NETWORKS_MANIFEST = "manifests/models/networks.json";

/** Specifiers that the emulated chip takes the place of, and their modules. */
const EMULATED = { "embedded:io/digital": "emulated-io/digital", "embedded:io/spi": "emulated-io/spi" };

/** The module that says which kinds of models there are: manifests/models puts one or the other in its place. */
const KINDS = "recognise/kinds";
const ALL_KINDS = "recognise/all-kinds";
/** The module that says what carries MQTT: likewise manifests/security. */
const TRANSPORT = "network/transport";
/** The module that says which camera there is: likewise manifests/boards. */
const BOARD_CAMERA = "device/board-camera";

/** The lists of manifests/app.json. */
export function appLists(): ModuleLists {
	return listsOf(
		[...reached(["main"])].filter(name => ![KINDS, TRANSPORT, BOARD_CAMERA].includes(name)),
		"../firmware",
	);
}

/** The lists of manifests/models/networks.json. */
export function networksLists(): ModuleLists {
	const app = reached(["main"]);
	const added = [...reached([ALL_KINDS])].filter(name => !app.has(name) && name !== ALL_KINDS);
	const { modules, preload } = listsOf(added, "../../firmware");
	return { modules: { [KINDS]: `../../firmware/${ALL_KINDS}`, ...modules }, preload: [KINDS, ...preload] };
}

/** The lists of manifests/accelerator/emulated.json. */
export function emulatedLists(): ModuleLists {
	const app = reached(["main"]);
	const shims = Object.values(EMULATED);
	const added = [...reached(shims)].filter(name => !app.has(name) && !shims.includes(name));
	const { modules, preload } = listsOf(added, "../../firmware");
	const shimmed = Object.entries(EMULATED).map(([specifier, name]) => [specifier, `../../firmware/${name}`]);
	return { modules: { ...Object.fromEntries(shimmed), ...modules }, preload: [...Object.keys(EMULATED), ...preload] };
}

/** Names of modules, as their paths under firmware/ without extension, that these load: imports of types alone do not count. */
function reached(roots: readonly string[]): Set<string> {
	const names = new Set<string>();
	const visit = (name: string): void => {
		if (names.has(name)) return;
		names.add(name);
		const source = readFileSync(`firmware/${name}.ts`, "utf8");
		for (const [, specifier] of source.matchAll(/^(?:import|export) (?!type\b)(?:[^"';]* from )?"(\.[^"]+)";$/gm))
			visit(posix.join(dirname(name), specifier));
	};
	for (const root of roots) visit(root);
	return names;
}

/** One entry a folder, so that a specifier is the path under firmware/ and relative imports hold among specifiers too. */
function listsOf(names: string[], base: string): ModuleLists {
	const modules: Record<string, string[]> = {};
	names.sort();
	for (const name of names) {
		const folder = dirname(name);
		const key = folder === "." ? "*" : `${folder}/*`;
		modules[key] ??= [];
		modules[key].push(`${base}/${name}`);
	}
	return { modules: Object.fromEntries(Object.entries(modules).sort()), preload: names };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	for (const [path, lists] of [
		[APP_MANIFEST, appLists()],
		[EMULATED_MANIFEST, emulatedLists()],
		[NETWORKS_MANIFEST, networksLists()],
	] as const) {
		const manifest = JSON.parse(readFileSync(path, "utf8"));
		writeFileSync(path, JSON.stringify({ ...manifest, ...lists }));
	}
	execFileSync("npx", ["biome", "format", "--write", APP_MANIFEST, EMULATED_MANIFEST, NETWORKS_MANIFEST]);
}
