import type { Setting, Totals } from "../terminal/frame-view";
import type { Presenter } from "../terminal/presenter";
import type { Hub } from "./hub";
import type { PageLog } from "./page-log";
import type { TotalsFact } from "./protocol";

/** A page's share of what a run tells: the connection, the counts, and lines for the log. */
export class PagePresenter implements Presenter {
	readonly #hub: Hub;
	readonly #log: PageLog;
	readonly #setting: Setting;
	#told = "";

	constructor(hub: Hub, log: PageLog, setting: Setting) {
		this.#hub = hub;
		this.#log = log;
		this.#setting = setting;
		this.#tellLink();
	}

	frame(_record: unknown, totals: Totals): void {
		this.#tellTotals(totals);
	}

	complete(): void {}

	note(line: string): void {
		this.#log.add("run", "plain", line);
	}

	problem(line: string): void {
		// the run's own subscriber, too, tells when it cannot reach the broker
		this.#log.add(line.startsWith("broker ") ? "run" : "device", "bad", line);
	}

	state(totals: Totals): void {
		this.#tellLink();
		this.#tellTotals(totals);
	}

	end(summary: string): void {
		this.#log.add("run", "plain", `the run is over: ${summary}`);
	}

	#tellLink(): void {
		const { online, state } = this.#setting;
		const told = `${online} ${state}`;
		if (told === this.#told) return;
		this.#told = told;
		this.#hub.publish({ kind: "link", at: Date.now(), online, words: state });
	}

	#tellTotals({ frames, acknowledged, right, expected }: Totals): void {
		const fact: TotalsFact = { kind: "totals", at: Date.now(), frames, acknowledged, right, expected };
		this.#hub.publish(fact);
	}
}

/** One run told to both. */
export function both(first: Presenter, second: Presenter): Presenter {
	const tell = (to: (one: Presenter) => void): void => {
		to(first);
		to(second);
	};
	return {
		frame: (record, totals) => tell(one => one.frame(record, totals)),
		complete: record => tell(one => one.complete(record)),
		note: line => tell(one => one.note(line)),
		problem: line => tell(one => one.problem(line)),
		state: totals => tell(one => one.state(totals)),
		end: summary => tell(one => one.end(summary)),
	};
}
