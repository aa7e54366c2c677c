import { useState } from "preact/hooks";
import type { Tile } from "../../protocol";
import { CommandBar } from "../fleet/command-bar";
import { DeviceTile } from "../fleet/device-tile";
import { html } from "../html";
import { Missing, Panel } from "../panel";
import { useFact, type ViewProps } from "../store";

/** A tile for each device that the broker knows of; select some, send them a command. */
export function Fleet({ store }: ViewProps) {
	const fleet = useFact(store, "fleet");
	const run = useFact(store, "run");
	const [wanted, setWanted] = useState("");
	const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
	if (!fleet) return html`<${Missing} words="Waiting for the first messages." />`;
	const tiles = fleet.tiles.filter(tile => matches(tile, wanted)).sort((a, b) => (a.device < b.device ? -1 : 1));
	const chosen = tiles.filter(({ device }) => selected.has(device)).map(({ device }) => device);
	const online = fleet.tiles.filter(({ status }) => status === "online").length;
	const select = (device: string, isSelected: boolean) => {
		const next = new Set(selected);
		if (isSelected) next.add(device);
		else next.delete(device);
		setSelected(next);
	};
	const areAll = tiles.length > 0 && chosen.length === tiles.length;
	return html`<div class="fleet-view">
		<div class="fleet-top">
			<${Panel} title="Devices" at=${fleet.at} class="fleet-counts">
				<p><b>${fleet.tiles.length}</b> known, <b class="good">${online}</b> online, <b>${fleet.tiles.length - online}</b> not
					${fleet.beyond > 0 && html`<span class="weak">, ${fleet.beyond} more than can be shown</span>`}</p>
				<p class="quiet mono">${run?.broker}</p>
				${fleet.trouble && html`<p class="bad">broker: ${fleet.trouble}</p>`}
				${fleet.strays && html`<p class="weak strays">${fleet.strays.count} messages of topics that no device can have, the last: ${fleet.strays.last}</p>`}
				<div class="fleet-filter">
					<input type="text" aria-label="Show devices with" placeholder="name, verdict, status" value=${wanted} maxlength="40"
						onInput=${(event: Event) => setWanted((event.target as HTMLInputElement).value.toLowerCase())} />
					<button type="button" disabled=${tiles.length === 0} onClick=${() =>
						setSelected(
							areAll ? new Set() : new Set(tiles.map(({ device }) => device)),
						)}>${areAll ? "Select none" : "Select all"}</button>
				</div>
			<//>
			<${CommandBar} store=${store} devices=${chosen} />
		</div>
		${tiles.length === 0 && html`<${Missing} words=${fleet.tiles.length > 0 ? "No device matches." : "No device has said anything on this broker yet."} />`}
		<ul class="tiles" aria-label="Devices">${tiles.map(
			tile =>
				html`<${DeviceTile} key=${tile.device} tile=${tile} isSelected=${selected.has(tile.device)} isOurs=${tile.device === run?.device} select=${select} />`,
		)}</ul>
	</div>`;
}

function matches({ device, status, text = "" }: Tile, wanted: string): boolean {
	return wanted === "" || device.includes(wanted) || status.includes(wanted) || text.toLowerCase().includes(wanted);
}
