import * as assert from "uvu/assert";
import type { LocalBroker } from "../../host-sim/brokers/local-broker";
import { natsPath, startNatsCluster } from "../../host-sim/brokers/nats";
import { clusterOutage } from "../../host-sim/load/cluster-outage";

const DEVICES = 9;

/**
 * A node of three of nats-server is killed and started again: nothing that was acknowledged is lost. Undefined where there is no
 * nats-server. npm run bench -- cluster does it with 100 devices.
 */
export const loseNode: (() => Promise<void>) | undefined = natsPath === undefined ? undefined : () => run(natsPath!);

async function run(path: string): Promise<void> {
	let nodes: LocalBroker[];
	try {
		nodes = await startNatsCluster(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EADDRNOTAVAIL") throw error;
		process.stdout.write("skips: there is only one loopback address here: no cluster\n");
		return;
	}
	try {
		const { ledger, hit, recovery, complete } = await clusterOutage({
			...{ nodes, devices: DEVICES, results: 12, interval: 200 },
			...{ victim: 1, killAt: 0.3, restartAt: 0.6, patience: 60_000 },
		});
		assert.ok(hit > 0, "somebody was connected to the node that was killed");
		assert.equal(ledger.lost, []);
		assert.ok(complete, `made ${ledger.made}, acknowledged ${ledger.acknowledged}, received ${ledger.received}`);
		assert.is(ledger.dropped, 0);
		process.stdout.write(
			`measured: ${hit} of ${DEVICES} devices lost the cluster's node and were back after ${(recovery / 1000).toFixed(1)} s; ${ledger.made} results, ${ledger.late} as history, ${ledger.repeated} twice\n`,
		);
	} finally {
		await Promise.all(nodes.map(node => node.stop()));
	}
}
