import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** One script for an XS machine from a TypeScript entry and everything it imports. `defines` replace names in the source. */
export async function bundleForXS(
	entry: string | URL,
	{ plugins = [], minify = false }: { plugins?: Plugin[]; minify?: boolean } = {},
): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [typeof entry === "string" ? entry : fileURLToPath(entry)],
		bundle: true,
		write: false,
		format: "iife",
		platform: "neutral",
		target: "es2022",
		charset: "utf8",
		legalComments: "none",
		logLevel: "silent",
		minify,
		plugins,
		tsconfigRaw: { compilerOptions: { target: "es2022", useDefineForClassFields: true } },
	});
	return `"use strict";\n${outputFiles[0].text}`;
}
