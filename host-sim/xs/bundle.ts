import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

export interface BundleOptions {
	plugins?: Plugin[];
	/** Files whose exports stand for globals of their name. */
	inject?: string[];
	/** How packages are resolved: as for a browser where there is a choice. */
	platform?: "neutral" | "browser";
	minify?: boolean;
	/** Name of a global for what the entry exports. */
	globalName?: string;
}

/** One script for an XS machine from a TypeScript entry and everything it imports. */
export async function bundleForXS(entry: string | URL, options: BundleOptions = {}): Promise<string> {
	const { platform = "neutral", minify = false, ...rest } = options;
	const { outputFiles } = await build({
		...rest,
		...{ platform, minify },
		entryPoints: [typeof entry === "string" ? entry : fileURLToPath(entry)],
		bundle: true,
		write: false,
		format: "iife",
		target: "es2022",
		charset: "utf8",
		legalComments: "none",
		logLevel: "silent",
		tsconfigRaw: { compilerOptions: { target: "es2022", useDefineForClassFields: true } },
	});
	return `"use strict";\n${outputFiles[0].text}`;
}
