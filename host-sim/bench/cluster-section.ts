import { natsPath, startNatsCluster } from "../brokers/nats";
import { clusterOutage } from "../load/cluster-outage";

const DEVICES = 100;
const RESULTS = 20;
/** Milliseconds from one result of a device to its next. */
const INTERVAL = 1000;

/** Three nodes of nats-server of which one is killed and started again, while 100 devices report. */
export async function clusterSection(): Promise<void> {
	if (!natsPath) {
		process.stdout.write("nats-server is not installed: no cluster\n");
		return;
	}
	const nodes = await startNatsCluster(natsPath);
	try {
		const { ledger, hit, recovery, start, complete } = await clusterOutage({
			...{ nodes, devices: DEVICES, results: RESULTS, interval: INTERVAL },
			...{ victim: 1, killAt: 0.3, restartAt: 0.6, patience: 120_000 },
		});
		const { made, acknowledged, received, repeated, late, dropped, lost } = ledger;
		process.stdout.write(
			[
				`Cluster: three nodes of nats-server, ${DEVICES} devices with ${RESULTS} results each, one a ${INTERVAL} ms; node 2 killed (SIGKILL) at 30 % and started again at 60 %`,
				"",
				`made ${made}, acknowledged ${acknowledged}, received ${received}: ${complete ? "complete" : "NOT COMPLETE"}`,
				`acknowledged and not received: ${lost.length}; given up by a device: ${dropped}`,
				`came twice (told apart by device, boot and sequence): ${repeated}; came as history: ${late}`,
				`online at the start after ${(start / 1000).toFixed(1)} s; ${hit} devices lost their connection, all were back ${(recovery / 1000).toFixed(1)} s after the kill`,
				"",
				"",
			].join("\n"),
		);
	} finally {
		for (const node of nodes) await node.stop();
	}
}
