import type { Answer } from "../../firmware/commands/command-message";
import { Caller } from "../caller";
import type { SubscriberOptions } from "../subscriber";

/** Where the broker is, and how one gets in. */
export type Broker = Pick<SubscriberOptions, "url" | "login">;

/**
 * Sends one device a command without values; its answer, undefined where none comes in time. A connection of its own: a broker
 * that was away meanwhile does not matter.
 * @throws CimError "broker"
 */
export async function askDevice(
	{ url, login = {} }: Broker,
	device: string,
	name: string,
	patience: number,
): Promise<Answer | undefined> {
	const caller = await Caller.connect(url, login);
	try {
		let found: Answer | undefined;
		await caller.call({
			...{ device, name, values: {}, timeout: patience, lifetime: patience },
			onAnswer(_device, answer) {
				found = answer;
			},
		});
		return found;
	} finally {
		await caller.close();
	}
}
