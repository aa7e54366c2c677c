import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin, transform } from "esbuild";

/** A module as the microcontroller has it. */
export interface Module {
	/** Path from the root of the project, without extension. */
	path: string;
	/** JavaScript. */
	source: string;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The modules that an entry reaches, each before those that import it: the entry is the last. */
export async function modulesOf(entry: string, plugins: Plugin[] = []): Promise<Module[]> {
	const { metafile } = await build({
		...{ entryPoints: [entry], plugins, absWorkingDir: ROOT },
		...{ bundle: true, write: false, metafile: true, format: "esm", platform: "neutral", logLevel: "silent" },
	});
	const ordered = new Set<string>();
	const seen = new Set<string>();
	const visit = (path: string): void => {
		if (seen.has(path)) return;
		seen.add(path);
		for (const imported of metafile.inputs[path].imports) visit(imported.path);
		ordered.add(path);
	};
	visit(relative(ROOT, resolve(ROOT, entry)));
	return Promise.all(
		[...ordered].map(async path => ({ path: path.replace(/\.[jt]s$/, ""), source: await compiled(path) })),
	);
}

async function compiled(path: string): Promise<string> {
	const { code } = await transform(await readFile(ROOT + path, "utf8"), {
		loader: path.endsWith(".ts") ? "ts" : "js",
		...{ target: "es2022", format: "esm", charset: "utf8", legalComments: "none", minifyWhitespace: true },
		tsconfigRaw: { compilerOptions: { target: "es2022", useDefineForClassFields: true } },
	});
	return code;
}
