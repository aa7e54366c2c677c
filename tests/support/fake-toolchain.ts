import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one run of the fake mcconfig was given. */
export interface Call {
	args: string[];
	folder: string;
	port?: string;
	accelerator?: string;
}

/** A Moddable SDK and an ESP-IDF in a temporary folder; their mcconfig writes down what it is given, then runs `script`. */
export class FakeToolchain {
	readonly sdk: string;
	readonly environment: Record<string, string>;
	readonly #log: string;

	/** @param script JavaScript of the fake mcconfig, after its arguments are written down; `args` holds them */
	constructor(script = "") {
		const folder = mkdtempSync(join(tmpdir(), "cim-toolchain-"));
		this.sdk = join(folder, "sdk");
		const idf = join(folder, "idf");
		this.#log = join(folder, "calls");
		const bin = join(folder, "bin");
		for (const path of [join(this.sdk, "tools"), idf, bin]) mkdirSync(path, { recursive: true });
		writeFileSync(join(this.sdk, "tools", "VERSION"), "8.2.3\n");
		writeFileSync(join(idf, "export.sh"), "");
		writeFileSync(this.#log, "");
		this.add(
			"mcconfig",
			`const args = process.argv.slice(2);
			require("node:fs").appendFileSync(${JSON.stringify(this.#log)},
				JSON.stringify({ args, folder: process.cwd(), port: process.env.UPLOAD_PORT,
					accelerator: process.env.ACCELERATOR }) + "\\n");
			${script}`,
			bin,
		);
		this.environment = { MODDABLE: this.sdk, IDF_PATH: idf, PATH: `${bin}:/usr/bin:/bin` };
	}

	/** Another program, in JavaScript. */
	add(name: string, script: string, folder = join(this.sdk, "..", "bin")): void {
		const path = join(folder, name);
		writeFileSync(path, `#!${process.execPath}\n${script}\n`);
		chmodSync(path, 0o755);
	}

	/** Every run so far. */
	get calls(): Call[] {
		return readFileSync(this.#log, "utf8")
			.split("\n")
			.filter(Boolean)
			.map(line => JSON.parse(line) as Call);
	}
}
