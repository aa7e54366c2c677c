import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { CimError } from "../firmware/errors";
import { checkTopicFilter, DEVICE_ID, parseTopic, TOPIC_ROOT } from "../firmware/messaging/topics";

/** What a user of a broker may do: be a device, run devices, or look on. */
export type Role = "device" | "operator" | "viewer";

export interface BrokerUser {
	/** A device's name is its device id, and its client identifier too. */
	name: string;
	role: Role;
	/** Absent where only a client certificate with this name (CN) will do. */
	password?: string;
}

/** Users that cannot be; `code` is "users". */
export class UsersError extends CimError {
	constructor(words: string) {
		super("users", words);
	}
}

/** What a device publishes below its own tree, and what it listens to there. */
const PUBLISHED =
	/^(status|birth|result|history|gap|frame|metrics|mirror|config\/reported|ack\/[^/]+|log\/(error|warning|info))$/;
const HEARD = /^(cmd\/[^/]+|config\/desired)$/;
const DISCOVERY = "homeassistant";
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Who may do what: a device touches its own tree only, an operator sends commands and settings and clears what was retained,
 * a viewer reads, and nobody does anything else.
 */
export class AccessList {
	readonly #users = new Map<string, { user: BrokerUser; digest: Buffer | undefined }>();

	/** Throws UsersError. */
	constructor(users: readonly BrokerUser[]) {
		for (const user of users) {
			const { name, role, password } = user;
			if (!NAME.test(name))
				throw new UsersError(`${JSON.stringify(name)} is no name: 1 to 64 letters, digits, - and _`);
			if (role !== "device" && role !== "operator" && role !== "viewer")
				throw new UsersError(`user ${name}: the role must be device, operator or viewer`);
			if (role === "device" && !DEVICE_ID.test(name))
				throw new UsersError(`user ${name}: a device's name is its id, 1 to 23 characters of a-z, 0-9 and -`);
			if (password !== undefined && (typeof password !== "string" || password.length < 8))
				throw new UsersError(`user ${name}: a password has at least 8 characters`);
			if (this.#users.has(name)) throw new UsersError(`user ${name} is there twice`);
			this.#users.set(name, { user, digest: password === undefined ? undefined : digest(password) });
		}
	}

	/**
	 * Who connects, or undefined. A name that the TLS layer has proved (the certificate's) needs no password and admits no other.
	 */
	authenticate(
		clientId: string,
		clean: boolean,
		name: string | undefined,
		password: string | undefined,
		proved?: string,
	): BrokerUser | undefined {
		const entry = this.#users.get(proved ?? name ?? "");
		// Whether the user is there must not show in the time it takes.
		const given = digest(password ?? "");
		const matches = timingSafeEqual(given, entry?.digest ?? digest("another"));
		if (!entry || (proved !== undefined && name !== undefined && name !== proved)) return undefined;
		if (proved === undefined && !(matches && entry.digest)) return undefined;
		return this.#mayBe(entry.user, clientId, clean) ? entry.user : undefined;
	}

	/** A session goes by its client identifier: nobody may take over another's, with its subscriptions and what waits in it. */
	#mayBe({ name, role }: BrokerUser, clientId: string, clean: boolean): boolean {
		if (clientId === name) return true;
		if (role === "device" || this.#users.has(clientId)) return false;
		return clean || clientId.startsWith(`${name}.`);
	}

	mayPublish(
		{ name, role }: BrokerUser,
		topic: string,
		{ retain, isEmpty }: { retain: boolean; isEmpty: boolean },
	): boolean {
		const parsed = parseTopic(topic);
		if (role === "device")
			return (
				(parsed?.device === name && PUBLISHED.test(parsed.name)) || topic === `${DISCOVERY}/device/cim-${name}/config`
			);
		// the user of this name says that it starts, and is then told of every device
		if (name === DISCOVERY && topic === `${DISCOVERY}/status`) return true;
		if (role === "viewer") return false;
		if (parsed && /^cmd\/[^/]+$/.test(parsed.name)) return !retain || isEmpty;
		if (parsed?.name === "config/desired") return true;
		return retain && isEmpty && (parsed !== undefined || /^homeassistant\/device\/cim-[a-z0-9-]+\/config$/.test(topic));
	}

	maySubscribe({ name, role }: BrokerUser, filter: string): boolean {
		try {
			checkTopicFilter(filter);
		} catch {
			return false;
		}
		// aedes grants a shared subscription and delivers nothing.
		if (filter.startsWith("$")) return false;
		if (role !== "device") return filter.startsWith(`${TOPIC_ROOT}/`) || filter.startsWith(`${DISCOVERY}/`);
		if (filter === `${DISCOVERY}/status`) return true;
		const all = `${TOPIC_ROOT}/all/`;
		const own = `${TOPIC_ROOT}/${name}/`;
		if (filter.startsWith(all)) return /^cmd\/[^/#]+$/.test(filter.slice(all.length));
		return filter.startsWith(own) && HEARD.test(filter.slice(own.length)) && !filter.includes("#");
	}

	/** Whatever a session is subscribed to. */
	mayReceive({ name, role }: BrokerUser, topic: string): boolean {
		if (role !== "device") return topic.startsWith(`${TOPIC_ROOT}/`) || topic.startsWith(`${DISCOVERY}/`);
		if (topic === `${DISCOVERY}/status`) return true;
		const parsed = parseTopic(topic);
		if (parsed?.device === "all") return parsed.name.startsWith("cmd/");
		return parsed?.device === name && HEARD.test(parsed.name);
	}
}

/** The users of a file: a JSON array of {name, role, password}. Throws UsersError; nothing of the file is in its words. */
export function readUsers(path: string): BrokerUser[] {
	let text: string;
	try {
		if (statSync(path).mode & 0o077)
			throw new UsersError(`${path} holds passwords and others may read it: chmod 600 ${path}`);
		text = readFileSync(path, "utf8");
	} catch (error) {
		if (error instanceof UsersError) throw error;
		throw new UsersError(`${path}: ${(error as NodeJS.ErrnoException).code}, no file to read`);
	}
	let users: unknown;
	try {
		users = JSON.parse(text);
	} catch {
		// The parser's own words would quote what stands there.
		throw new UsersError(`${path} is not JSON`);
	}
	const isUser = (user: unknown): user is BrokerUser => typeof user === "object" && user !== null && "name" in user;
	if (!Array.isArray(users) || !users.every(isUser))
		throw new UsersError(`${path} must be a JSON array of {"name", "role", "password"}`);
	new AccessList(users);
	return users;
}

function digest(password: string): Buffer {
	return createHash("sha256").update(password).digest();
}
