import { consume } from "./consume";
import { Ledger } from "./ledger";
import { Reporter } from "./reporter";
import { until } from "./until";

export interface SteadyLoadOptions {
	broker: { host: string; port: number };
	devices: number;
	/** Milliseconds. */
	duration: number;
	/** Results of all devices a second; as many as are acknowledged, four of each device under way, where absent. */
	rate?: number;
}

export interface SteadyLoad {
	ledger: Ledger;
	/** Milliseconds from the first result to the last one received. */
	took: number;
	/** Every result was acknowledged and received. */
	complete: boolean;
}

/** Results of each device that may be under way. */
const WINDOW = 4;
/** Milliseconds for devices to come online, and for the last results to arrive. */
const PATIENCE = 30_000;

/** Devices that report to one broker for a while, and a consumer of all they say. `onLoaded` is called while the load is on. */
export async function steadyLoad(
	{ broker, devices, duration, rate }: SteadyLoadOptions,
	onLoaded: () => void = () => {},
): Promise<SteadyLoad> {
	const ledger = new Ledger();
	const { host, port } = broker;
	const end = await consume([broker], ledger);
	let isOn = true;
	const fleet = Array.from({ length: devices }, (_, n) => {
		const device: Reporter = new Reporter({
			...{ device: `load-${n + 1}`, seed: n + 1, host, port, ledger },
			onAcknowledged: () => {
				if (isOn && rate === undefined) device.report();
			},
		});
		return device;
	});
	try {
		for (const { messenger } of fleet) messenger.open();
		if (!(await until(() => fleet.every(({ messenger }) => messenger.online), PATIENCE)))
			throw new Error("not all devices came online");
		const began = performance.now();
		if (rate === undefined) for (const device of fleet) for (let i = 0; i < WINDOW; i++) device.report();
		let n = 0;
		for (let now = began; now < began + duration; now = performance.now()) {
			if (rate !== undefined) for (; n < ((now - began) * rate) / 1000; n++) fleet[n % devices].report();
			await new Promise(resolve => setTimeout(resolve, 1));
		}
		onLoaded();
		isOn = false;
		const complete = await until(
			() => ledger.received === ledger.made && ledger.acknowledged === ledger.made,
			PATIENCE,
		);
		return { ledger, took: performance.now() - began, complete };
	} finally {
		isOn = false;
		await Promise.all(fleet.map(device => device.stop()));
		await end();
	}
}
