import { Component } from "preact";
import { grouped, hex32 } from "../../../terminal/quantity";
import type { Tile } from "../../protocol";
import { Age } from "../age";
import { html } from "../html";

export interface DeviceTileProps {
	tile: Tile;
	isSelected: boolean;
	/** The device that runs in this process. */
	isOurs: boolean;
	select(device: string, isSelected: boolean): void;
}

/** What is known of one device. Drawn anew only when something of it has changed: there may be hundreds. */
export class DeviceTile extends Component<DeviceTileProps> {
	override shouldComponentUpdate(next: DeviceTileProps): boolean {
		const { tile, isSelected, isOurs } = this.props;
		return next.tile !== tile || next.isSelected !== isSelected || next.isOurs !== isOurs;
	}

	override render() {
		const { tile, isSelected, isOurs } = this.props;
		const {
			device,
			status,
			seen,
			rate,
			firmware,
			model,
			modelHash,
			text,
			isVerdict,
			least,
			sequence,
			metrics,
			missing,
			problem,
		} = tile;
		const mood = status === "online" ? "good" : status === "" ? "" : "bad";
		const outbox = metrics?.outbox ?? metrics?.queued ?? metrics?.waiting;
		return html`<li class=${`tile${isSelected ? " selected" : ""}`}>
			<label>
				<input type="checkbox" checked=${isSelected} aria-label=${`Select ${device}`}
					onChange=${(event: Event) => this.props.select(device, (event.target as HTMLInputElement).checked)} />
				<b>${device}</b><i class=${`lamp ${mood}`}></i><span class="status-words">${status || "no status"}</span>
			</label>
			<p class=${isVerdict ? "verdict-text mono" : "verdict-text weak"}>${text ?? "no result yet"}</p>
			<p class="line"><span>${rate >= 9.95 ? rate.toFixed(0) : rate.toFixed(1)} / s</span><span>${least === undefined ? "" : `margin ${least}`}</span><span>${sequence === undefined ? "" : `no. ${grouped(sequence)}`}</span></p>
			<p class="line quiet"><span>${firmware ? `firmware ${firmware}` : ""}</span><span>${outbox === undefined ? "" : `outbox ${outbox}`}</span></p>
			<p class="line quiet"><span class="mono">${model ?? ""} ${modelHash === undefined ? "" : hex32(modelHash)}</span><${Age} at=${seen || undefined} /></p>
			${isOurs && html`<p class="line"><a href=${`#/now?device=${encodeURIComponent(device)}`}>look inside</a></p>`}
			${missing && html`<p class="weak small">${missing}</p>`}
			${problem && html`<p class="bad small">${problem}</p>`}
		</li>`;
	}
}
