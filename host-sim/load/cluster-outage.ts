import type { LocalBroker } from "../brokers/local-broker";
import { consume } from "./consume";
import { Ledger } from "./ledger";
import { Reporter } from "./reporter";
import { until } from "./until";

export interface ClusterOutageOptions {
	/** Nodes that all listen on the same port, each at its own address. */
	nodes: readonly LocalBroker[];
	devices: number;
	/** Results of each device. */
	results: number;
	/** Milliseconds from one result of a device to its next. */
	interval: number;
	/** Node that is killed, when this part of the results is made, and that is started again at the other. */
	victim: number;
	killAt: number;
	restartAt: number;
	/** Milliseconds for all that is not yet delivered, at the end. */
	patience: number;
}

export interface ClusterOutage {
	ledger: Ledger;
	/** Devices that lost their connection, and the milliseconds that the last of them took to be online again. */
	hit: number;
	recovery: number;
	/** Milliseconds until all were online at the start. */
	start: number;
	/** Every result was acknowledged and received within the patience. */
	complete: boolean;
}

/**
 * Devices report to a cluster while one of its nodes is killed and started again. A consumer with a session that is kept, which
 * acknowledges a message after it is in the ledger, is connected to the same cluster.
 */
export async function clusterOutage(options: ClusterOutageOptions): Promise<ClusterOutage> {
	const { nodes, devices, results, interval, victim, killAt, restartAt, patience } = options;
	const ledger = new Ledger();
	const { port } = nodes[0];
	const consumer = await consume(nodes, ledger);
	const host = nodes.map(node => node.host).join(",");
	const hit = new Set<string>();
	let online = 0;
	let lastOnline = 0;
	let killed = 0;
	const fleet = Array.from({ length: devices }, (_, n) => {
		const device = `load-${n + 1}`;
		return new Reporter({
			...{ device, seed: n + 1, host, port, ledger },
			onState: isOnline => {
				online = fleet.filter(({ messenger }) => messenger.online).length;
				if (isOnline) lastOnline = performance.now();
				else if (killed > 0) hit.add(device);
			},
		});
	});
	try {
		const began = performance.now();
		for (const { messenger } of fleet) messenger.open();
		if (!(await until(() => online === devices, patience))) throw new Error(`${online} of ${devices} came online`);
		const start = performance.now() - began;
		let recovery = 0;
		const total = devices * results;
		let restarting: Promise<void> | undefined;
		const measured = until(() => ledger.made >= killAt * total, patience).then(async () => {
			killed = performance.now();
			await nodes[victim].kill();
		});
		const restarted = until(() => ledger.made >= restartAt * total, patience).then(() => {
			restarting = nodes[victim].restart();
			return restarting;
		});
		const pace = interval / devices;
		for (let n = 0; n < total; n++) {
			fleet[n % devices].report();
			const wait = began + start + (n + 1) * pace - performance.now();
			if (wait > 1) await new Promise(resolve => setTimeout(resolve, wait));
		}
		await Promise.all([measured, restarted]);
		const complete = await until(
			() => online === devices && ledger.acknowledged === total && ledger.received === total,
			patience,
		);
		recovery = hit.size > 0 ? lastOnline - killed : 0;
		return { ledger, hit: hit.size, recovery, start, complete };
	} finally {
		await Promise.all(fleet.map(device => device.stop()));
		await consumer();
	}
}
