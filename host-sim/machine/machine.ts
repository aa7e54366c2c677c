/** What a command left behind. */
export interface Outcome {
	/** Exit code; undefined when it was ended because of the time limit. */
	code: number | undefined;
	/** Standard output and standard error together. */
	output: string;
}

/** The computer a command runs on, as far as `cim doctor`, `flash` and `simulate` look at it. Tests hand in another one. */
export interface Machine {
	/** As process.platform. */
	readonly platform: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** This project's folder, absolute. */
	readonly root: string;
	/** Version of the Node that runs us, without "v". */
	readonly node: string;
	/** Addresses (IPv4) under which others on the network reach this machine. */
	readonly addresses: readonly string[];
	/** Runs a program found on PATH, without a shell; undefined when there is none of that name. */
	run(program: string, args: readonly string[]): Promise<Outcome | undefined>;
	/** Where PATH finds a program. */
	which(program: string): string | undefined;
	/** Text of a file, undefined when it cannot be read. */
	read(path: string): string | undefined;
	exists(path: string): boolean;
	/** Names in a folder, sorted; none when it cannot be read. */
	list(folder: string): string[];
	/** Where a chain of links ends. */
	resolve(path: string): string;
	/** Whether this user may write there. */
	writable(path: string): boolean;
	/** Sends bytes over TCP and gives the first bytes of the answer: none when the other side is silent, undefined when nobody listens. */
	ask(host: string, port: number, bytes: Uint8Array): Promise<Uint8Array | undefined>;
}
