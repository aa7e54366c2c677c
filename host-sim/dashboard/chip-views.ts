import type { Broker } from "./ask-device";
import { produceChip } from "./chip";
import type { Hub } from "./hub";
import { HeardMetrics, METRICS_PATH, metricsRoute, OwnMetrics } from "./metrics/device-metrics";
import type { PageLog } from "./page-log";
import type { Route } from "./page-server";
import type { Rig } from "./rig";
import { produceKnownAnswers, produceTruth } from "./truth";
import { produceMessage, produceOutbox, produceTransactions } from "./wire";

export interface ChipViews {
	/** What is served beside the page. */
	routes: ReadonlyMap<string, Route>;
	close(): Promise<void>;
}

/** All that the views Chip, Truth and Wire are told, and what a scraper finds. Without a device only what the broker knows. */
export function produceChipViews(hub: Hub, rig: Rig | undefined, log: PageLog, broker: Broker): ChipViews {
	const heard = new HeardMetrics(broker);
	const own = rig && new OwnMetrics(rig);
	const routes = new Map<string, Route>([[METRICS_PATH, metricsRoute(own, heard)]]);
	if (!rig) {
		const endMessage = produceMessage(hub, "", broker, () => {});
		return {
			routes,
			async close() {
				await Promise.all([endMessage(), heard.close()]);
			},
		};
	}
	const { device } = rig.options;
	produceChip(hub, rig, log);
	produceTruth(hub, rig);
	const endKnownAnswers = produceKnownAnswers(hub, device, broker);
	for (const [path, route] of produceTransactions(hub, rig)) routes.set(path, route);
	const endMessage = produceMessage(hub, device, broker, produceOutbox(hub, rig, broker));
	return {
		routes,
		async close() {
			endKnownAnswers();
			await Promise.all([endMessage(), heard.close()]);
		},
	};
}
