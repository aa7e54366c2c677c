import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../../firmware/commands/command-message";
import { Caller } from "../caller";
import type { SubscriberOptions } from "../subscriber";

/** Where the broker is, and how one gets in. */
export type Broker = Pick<SubscriberOptions, "url" | "login">;

/** Times that a device which is at work on a frame is asked again, and milliseconds between. */
const ATTEMPTS = 40;
const PAUSE = 70;

/**
 * Sends one device a command without values; its answer, undefined where none comes in time. A device that is at work on a
 * frame says busy: it is asked again a while. A connection of its own: a broker that was away meanwhile does not matter.
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
		for (let attempt = 1; ; attempt++) {
			let found: Answer | undefined;
			await caller.call({
				...{ device, name, values: {}, timeout: patience, lifetime: patience },
				onAnswer(_device, answer) {
					found = answer;
				},
			});
			if (found?.code !== "busy" || attempt === ATTEMPTS) return found;
			await sleep(PAUSE);
		}
	} finally {
		await caller.close();
	}
}
