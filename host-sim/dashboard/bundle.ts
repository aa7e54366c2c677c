import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Asset } from "./page-server";

const PAGE = new URL("page/", import.meta.url);

/** The page's files by path: made the first time that somebody asks, so a run that nobody looks at pays nothing. */
export function pageAssets(): () => Promise<ReadonlyMap<string, Asset>> {
	let made: Promise<ReadonlyMap<string, Asset>> | undefined;
	return () => {
		made ??= bundle();
		return made;
	};
}

async function bundle(): Promise<ReadonlyMap<string, Asset>> {
	const { build } = await import("esbuild");
	const { outputFiles } = await build({
		absWorkingDir: fileURLToPath(PAGE),
		entryPoints: { page: "app.ts", styles: "styles.css" },
		outdir: "out",
		bundle: true,
		minify: true,
		write: false,
		format: "esm",
		target: "es2022",
		charset: "utf8",
		logLevel: "silent",
		tsconfig: fileURLToPath(new URL("tsconfig.json", PAGE)),
		// its other entry makes functions from text, which the page's policy forbids
		alias: { "cbor-x": "cbor-x/index-no-eval" },
	});
	const types: Record<string, string> = { js: "text/javascript", css: "text/css" };
	const assets = new Map<string, Asset>([
		["/", { type: "text/html", body: readFileSync(new URL("index.html", PAGE)) }],
		["/icon.svg", { type: "image/svg+xml", body: readFileSync(new URL("icon.svg", PAGE)) }],
	]);
	for (const { path, contents } of outputFiles) {
		const name = path.slice(path.lastIndexOf("/") + 1);
		assets.set(`/${name}`, { type: types[name.slice(name.lastIndexOf(".") + 1)], body: contents });
	}
	return assets;
}
