import type { Machine, Outcome } from "../../host-sim/machine/machine";

/** What a test's machine has. Files and programs that are not named do not exist. */
export interface FakeMachineParts {
	platform?: string;
	environment?: Record<string, string>;
	node?: string;
	addresses?: string[];
	/** Path to text; a folder is there when something is in it. */
	files?: Record<string, string>;
	/** Program to what it prints with exit code 0, to a whole outcome, or to null: does not come back. */
	programs?: Record<string, string | Outcome | null>;
	links?: Record<string, string>;
	/** Files that this user may not write. */
	shut?: string[];
	/** "host:port" to the first bytes of the answer. */
	sockets?: Record<string, number[]>;
	/** Every program run, with its arguments, is added here. */
	ran?: string[];
}

export const FAKE_ROOT = "/project";

/** A machine made of words: nothing of the real one shows through. */
export function fakeMachine(parts: FakeMachineParts): Machine {
	const files = new Map(Object.entries(parts.files ?? {}));
	const programs = parts.programs ?? {};
	const list = (folder: string): string[] => {
		const names = new Set<string>();
		for (const path of files.keys())
			if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split("/")[0]);
		return [...names].sort();
	};
	return {
		platform: parts.platform ?? "linux",
		environment: parts.environment ?? {},
		root: FAKE_ROOT,
		node: parts.node ?? "20.0.0",
		addresses: parts.addresses ?? [],
		async run(program, args) {
			parts.ran?.push([program, ...args].join(" "));
			if (!Object.hasOwn(programs, program)) return undefined;
			const outcome = programs[program];
			if (outcome === null) return { code: undefined, output: "" };
			return typeof outcome === "string" ? { code: 0, output: outcome } : outcome;
		},
		which: program => (Object.hasOwn(programs, program) ? `/bin/${program}` : undefined),
		read: path => files.get(path),
		exists: path => files.has(path) || list(path).length > 0,
		list,
		resolve: path => parts.links?.[path] ?? path,
		writable: path => files.has(path) && !parts.shut?.includes(path),
		async ask(host, port) {
			const answer = parts.sockets?.[`${host}:${port}`];
			return answer && new Uint8Array(answer);
		},
	};
}

/** The files of an SDK in `folder`. */
export function fakeSdk(folder: string, version = "8.2.3"): Record<string, string> {
	return { [`${folder}/tools/VERSION`]: `${version}\n` };
}
