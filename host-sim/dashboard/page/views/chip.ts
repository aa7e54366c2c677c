import { Conditions } from "../chip/conditions";
import { ConductanceMaps } from "../chip/conductance-maps";
import { ConverterUse } from "../chip/converter-use";
import { CoreMap } from "../chip/core-map";
import { LineSpectra, NoSpectra } from "../chip/line-spectra";
import { useElsewhere } from "../elsewhere";
import { html } from "../html";
import { Missing, Panel } from "../panel";
import { useFact, type ViewProps } from "../store";

/** What the chip holds and does in the frame that is shown, and the conditions that it works under. */
export function Chip({ store }: ViewProps) {
	const run = useFact(store, "run");
	const fact = useFact(store, "chip");
	const verdict = useFact(store, "verdict");
	const elsewhere = useElsewhere(store);
	if (elsewhere) return elsewhere;
	if (fact?.chip === "none") return html`<${Missing} words="The chip cannot be seen." more=${fact.why} />`;
	const fault = verdict?.result.kind === "fault" ? verdict.result.fault : undefined;
	return html`<div class="chip-view">
		<div class=${`chip-main${fact?.chip === "network" ? " network" : ""}`}>
			<p class="fault bad" role="alert">${fault && `The device gives no verdict: ${fault.message}`}</p>
			${!fact && html`<${NoSpectra} words="Waiting for the first frame that goes through the chip." />`}
			${fact?.chip === "letters" && html`<${LineSpectra} fact=${fact} /><${ConductanceMaps} fact=${fact} />`}
			${fact?.chip === "network" && html`<${CoreMap} fact=${fact} /><${ConverterUse} fact=${fact} />`}
		</div>
		<div class="chip-side">
			<${Conditions} store=${store} />
			<${Panel} title="What is this?" aging=${false} class="what">
				<p>${
					run?.app === "network"
						? "An emulated NeuRRAM (Nature 608, 504, 2022): weights are conductances in 48 cores; voltages on the rows make each column the sum of its products, and neurons count it."
						: "An emulated frequency-multiplexed chip (Nature Nanotechnology 16, 1079, 2021): one array holds the pictures, the other the weights; tones read the first straight into the second."
				}</p>
				<p>The sliders change the simulated device at once. What they change is not the published chip, and every message says that it was simulated.</p>
			<//>
		</div>
	</div>`;
}
