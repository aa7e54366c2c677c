import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { grouped } from "../../../terminal/quantity";
import type { LogLine } from "../../protocol";
import { useAsk } from "../ask";
import { html } from "../html";
import { Missing, Panel } from "../panel";
import { useFact, type ViewProps } from "../store";

const SECONDS = [3, 10, 30];
const RATES = [
	["none", 0],
	["1 in 10 000", 1e-4],
	["1 in 1 000", 1e-3],
] as const;

/** Breaks things on purpose, and shows what the device does about it. */
export function Faults({ store }: ViewProps) {
	const run = useFact(store, "run");
	const faults = useFact(store, "faults");
	const link = useFact(store, "link");
	const verdict = useFact(store, "verdict");
	const { ask, isBusy, refusal } = useAsk(store);
	const [seconds, setSeconds] = useState(SECONDS[0]);
	if (!run) return html`<${Missing} words="Waiting for the host." />`;
	if (!run.device)
		return html`<${Missing} words="No device runs in this process." more="npm start runs one that can be broken." />`;
	const { absent } = run;
	const result = verdict?.result;
	return html`<div class="faults-view">
		<div class="breakers">
			<p class="refusal bad" role="alert">${refusal}</p>
			<${Breaker} title="Broker" about="gone, and with it all connections and retained messages" absent=${absent.broker} broken=${faults?.broker ?? false}>
				<button type="button" aria-pressed=${faults?.broker ?? false} disabled=${isBusy || !!absent.broker}
					onClick=${() => ask({ action: "break-broker", broken: !faults?.broker })}>${faults?.broker ? "Switch it on" : "Switch it off"}</button>
			<//>
			<${Breaker} title="Wi-Fi" about="sockets end, and new ones fail, for a while" absent=${absent.wifi} broken=${faults?.wifi ?? false}>
				<select aria-label="For how long" value=${seconds} onChange=${(event: Event) => setSeconds(Number((event.target as HTMLSelectElement).value))}>
					${SECONDS.map(choice => html`<option value=${choice}>${choice} s</option>`)}
				</select>
				<button type="button" aria-pressed=${faults?.wifi ?? false} disabled=${isBusy || !!absent.wifi}
					onClick=${() => ask({ action: "break-wifi", seconds: faults?.wifi ? 0 : seconds })}>${faults?.wifi ? "Mend it now" : "Cut it"}</button>
			<//>
			<${Breaker} title="SPI wire" about="bits are flipped on the way to the chip and back" absent=${absent.spi} broken=${(faults?.bitErrorRate ?? 0) > 0}
				note=${faults && faults.damaged > 0 ? `${grouped(faults.damaged)} damaged transactions so far` : ""}>
				<span class="choice" role="group" aria-label="Flipped bits">${RATES.map(
					([
						words,
						rate,
					]) => html`<button type="button" key=${words} aria-pressed=${(faults?.bitErrorRate ?? 0) === rate} disabled=${isBusy || !!absent.spi}
						onClick=${() => ask({ action: "break-spi", rate })}>${words}</button>`,
				)}</span>
			<//>
			<${Breaker} title="Camera" about="unplugged while it runs" absent=${absent.camera} broken=${faults?.camera ?? false}>
				<button type="button" aria-pressed=${faults?.camera ?? false} disabled=${isBusy || !!absent.camera}
					onClick=${() => ask({ action: "break-camera", broken: !faults?.camera })}>${faults?.camera ? "Plug it in" : "Unplug it"}</button>
			<//>
			<${Panel} title="The device now" at=${verdict?.at} class="device-now">
				<p><i class=${`lamp ${link?.online ? "good" : "bad"}`}></i> <b class="link-words">${link?.words ?? "not connected yet"}</b></p>
				<p class="quiet">${result ? html`result ${grouped(result.sequence)}: ${result.text || result.fault?.message || result.kind}` : "no result yet"}</p>
			<//>
		</div>
		<${Log} store=${store} />
	</div>`;
}

interface BreakerProps {
	title: string;
	about: string;
	absent: string | undefined;
	broken: boolean;
	note?: string;
	children: ComponentChildren;
}

function Breaker({ title, about, absent, broken, note, children }: BreakerProps) {
	return html`<section class=${`panel breaker${broken ? " broken" : ""}`} aria-label=${title}>
		<div><h2>${title}</h2><p class="quiet">${absent ?? about}${note && html`<br /><span class="bad">${note}</span>`}</p></div>
		<div class="controls">${children}</div>
	</section>`;
}

/** The newest line last; it stays in view unless somebody has scrolled up. */
function Log({ store }: ViewProps) {
	const log = useFact(store, "log");
	const list = useRef<HTMLDivElement>(null);
	const isAtEnd = useRef(true);
	useEffect(() => {
		if (isAtEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
	}, [log]);
	const onScroll = () => {
		const { scrollTop, scrollHeight, clientHeight } = list.current!;
		isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
	};
	return html`<${Panel} title="What happened" at=${log?.lines[log.lines.length - 1]?.at} class="log-panel">
		<div class="log" role="log" tabindex="0" aria-label="What happened" ref=${list} onScroll=${onScroll}><ol>
			${log?.lines.map(line => html`<${Line} key=${line.number} line=${line} />`)}
			${!log?.lines.length && html`<li class="quiet">Nothing yet. Break something.</li>`}
		</ol></div>
	<//>`;
}

const WHO = { you: "you", device: "device", run: "run" } as const;

function Line({ line }: { line: LogLine }) {
	const { at, by, mood, words } = line;
	const time = new Date(at).toTimeString().slice(0, 8);
	return html`<li class=${`by-${by}`}><time class="quiet">${time}</time><span class="who">${WHO[by]}</span><span class=${mood}>${words}</span></li>`;
}
