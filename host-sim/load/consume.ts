import mqtt from "mqtt";
import type { Ledger } from "./ledger";

/**
 * Puts every result into the ledger, from whichever of these brokers is there. The session is kept, and a message is
 * acknowledged once it is in the ledger. Resolves once it is subscribed, to what ends it.
 */
export async function consume(
	brokers: readonly { host: string; port: number }[],
	ledger: Ledger,
): Promise<() => Promise<void>> {
	const client = mqtt.connect({
		servers: brokers.map(({ host, port }) => ({ host, port, protocol: "mqtt" as const })),
		...{ clientId: "app.ledger", clean: false, reconnectPeriod: 200, connectTimeout: 3000 },
	});
	client.on("error", () => {});
	client.handleMessage = ({ topic, payload }, done) => {
		ledger.receive(topic, payload as Buffer);
		done();
	};
	await new Promise<void>(resolve => client.once("connect", () => resolve()));
	await client.subscribeAsync(["cim/1/+/result", "cim/1/+/history"], { qos: 1 });
	return () => client.endAsync(true);
}
