import { parseModel } from "../../firmware/model/format";
import { parseNetwork } from "../../firmware/model/network-format";
import type { SubscriberOptions } from "../subscriber";
import type { Setting } from "../terminal/frame-view";
import { pageAssets } from "./bundle";
import { produceCameras } from "./cameras";
import { type ChipViews, produceChipViews } from "./chip-views";
import { produceCommands } from "./commands";
import { produceFaults } from "./faults";
import { FleetWatch } from "./fleet-watch";
import { produceFrames } from "./frames";
import { Hub } from "./hub";
import { PageLog } from "./page-log";
import { PagePresenter } from "./page-presenter";
import type { PageServer } from "./page-server";
import type { Absent, RunFact } from "./protocol";
import type { Rig } from "./rig";

export interface DashboardOptions {
	/** The device that runs here; without it the page only listens to the broker. */
	rig?: Rig;
	/** mqtt://host:port */
	broker: string;
	/** User, password, certificates. */
	login?: SubscriberOptions["login"];
	port: number;
}

/** The live page: what it is told, what it may do, and its server. */
export class Dashboard {
	readonly hub = new Hub();
	readonly log = new PageLog(this.hub);
	readonly #options: DashboardOptions;
	readonly #fleet: FleetWatch;
	readonly #endCommands: () => Promise<void>;
	readonly #chipViews: ChipViews;
	#endFaults: (() => void) | undefined;
	#server: PageServer | undefined;

	constructor(options: DashboardOptions) {
		this.#options = options;
		const { rig } = options;
		this.hub.publish(runFact(options));
		this.#fleet = new FleetWatch(this.hub, { url: options.broker, login: options.login });
		this.#endCommands = produceCommands(this.hub, { url: options.broker, login: options.login });
		this.#chipViews = produceChipViews(this.hub, rig, this.log, { url: options.broker, login: options.login });
		if (!rig) return;
		rig.onFitted.add(() => this.hub.publish(runFact(options)));
		produceFrames(this.hub, rig);
		produceCameras(this.hub, rig, this.log);
		this.#endFaults = produceFaults(this.hub, rig, this.log);
	}

	/** A run told to the page. */
	presenter(setting: Setting): PagePresenter {
		return new PagePresenter(this.hub, this.log, setting);
	}

	/** Begins to serve; resolves to the page's address. Throws CimError "page-port". */
	async open(): Promise<string> {
		const { routes } = this.#chipViews;
		const { servePage } = await import("./page-server");
		this.#server = await servePage({ hub: this.hub, port: this.#options.port, assets: pageAssets(), routes });
		return this.#server.url;
	}

	async close(): Promise<void> {
		this.#endFaults?.();
		await this.#server?.close();
		await Promise.all([this.#fleet.close(), this.#endCommands(), this.#chipViews.close()]);
	}
}

function runFact({ rig, broker }: DashboardOptions): RunFact {
	const at = Date.now();
	if (!rig) {
		const none = "no device runs here: this page listens to a broker";
		const absent: Absent = {
			frames: none,
			sources: none,
			chip: none,
			spi: none,
			broker: none,
			wifi: none,
			camera: none,
		};
		const nothing = { device: "", chip: "", app: "" as const, model: "", labels: [], engine: "" as const };
		return { kind: "run", at, ...nothing, seed: 0, broker, events: false, absent };
	}
	const { device, engine, seed, events } = rig.options;
	const { outfit } = rig;
	const model = outfit.kind === "letters" ? parseModel(outfit.modelFile) : parseNetwork(outfit.modelFile);
	const absent: Absent = {};
	if (!rig.isOpen) {
		const inside = `it is inside the engine ${engine}: start with --engine node`;
		absent.sources = `the camera of engine ${engine} is told once what it looks at: start with --engine node to change it`;
		absent.chip = `the chip cannot be seen: ${inside}`;
		absent.spi = `the SPI wire cannot be reached: ${inside}`;
	}
	if (!rig.broker) absent.broker = "the broker is somebody else's: only the embedded one can be switched off";
	return {
		...{ kind: "run", at, device, engine, seed, broker, events, absent },
		chip: outfit.profile.name,
		app: outfit.kind,
		model: model.name,
		labels: [...model.labels],
	};
}
