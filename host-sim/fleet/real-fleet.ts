import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { CimError } from "../../firmware/errors";
import { parseTopic, TOPIC_ROOT } from "../../firmware/messaging/topics";
import type { BrokerAddress } from "../broker-address";
import { PacedTime } from "../node/paced-time";
import { nodeResolver } from "../node/resolver";
import { NodeTCP } from "../node/tcp";
import { Crew, type CrewOptions } from "./crew";

/** How long a device gets to say goodbye, milliseconds. */
const FAREWELL = 3000;

/** Devices in real time against a broker that anybody may listen to, watched by an ordinary MQTT.js subscriber. */
export class RealFleet extends Crew {
	readonly time: PacedTime;
	readonly #client: MqttClient;
	readonly #statuses = new Map<string, string>();

	private constructor(options: CrewOptions, address: BrokerAddress, client: MqttClient) {
		const time = new PacedTime();
		super(options, { time, TCP: NodeTCP, resolver: nodeResolver, host: address.host, port: address.port });
		this.time = time;
		this.#client = client;
		client.on("message", (topic, payload) => {
			const parsed = parseTopic(topic);
			if (parsed?.name === "status") this.#statuses.set(parsed.device, payload.toString());
			this.saw(topic, payload);
		});
	}

	/** Throws CimError `broker` when there is none, or it refuses. */
	static async begin(options: CrewOptions, address: BrokerAddress): Promise<RealFleet> {
		const login: IClientOptions = { clientId: `cim-fleet-${process.pid}`, clean: false, reconnectPeriod: 500 };
		try {
			const client = await connectAsync(address.url, login, false);
			const fleet = new RealFleet(options, address, client);
			await client.subscribeAsync(`${TOPIC_ROOT}/#`, { qos: 1 });
			fleet.start();
			return fleet;
		} catch (error) {
			throw new CimError(
				"broker",
				`${address.url}: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`,
			);
		}
	}

	override status(device: string): string {
		return this.#statuses.get(device) ?? "";
	}

	protected override send(topic: string, payload: Uint8Array): void {
		this.#client.publish(topic, Buffer.from(payload), { qos: 1 });
	}

	/** Every device says `stopped`, and then nobody is there any more. */
	async end(): Promise<void> {
		let left = this.members.length;
		await new Promise<void>(resolve => {
			const timer = setTimeout(resolve, FAREWELL);
			this.each(member =>
				member.stop(() => {
					if (--left > 0) return;
					clearTimeout(timer);
					resolve();
				}),
			);
		});
		this.time.stop();
		await this.#client.endAsync(true);
	}
}
