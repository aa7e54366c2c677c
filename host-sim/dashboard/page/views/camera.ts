import { useState } from "preact/hooks";
import type { CameraFact, RunFact } from "../../protocol";
import { type Asking, useAsk } from "../ask";
import { FramePicture } from "../chain/frame-picture";
import { judgement, Letters } from "../chain/letters";
import { html } from "../html";
import { icon } from "../icons";
import { Facts, Missing, Panel } from "../panel";
import { useFact, type ViewProps } from "../store";
import { isWebcamOn, startWebcam, stopWebcam } from "../webcam";

const LETTER_SCENES = [
	["letters", "Printed sheet", "sixteen letters, another view of them in each frame"],
	["covered", "Covered", "a finger lies over the letters"],
	["cut", "Cut off", "part of the sheet is out of view"],
	["empty", "No sheet", "only the table"],
	["day", "A day", "a desk over a day: people, light, now and then a sheet"],
] as const;
const DIGIT_SCENES = [
	["digits", "Drawn digits", "a sheet with a digit, another one in each frame"],
	["empty", "No sheet", "only the table"],
] as const;
/** Bytes of a picture. */
const LARGEST_PICTURE = 20 * 1024 * 1024;

/** What the camera looks at: a scene, a text of one's own, a picture, this machine's camera. */
export function Camera({ store }: ViewProps) {
	const run = useFact(store, "run");
	const camera = useFact(store, "camera");
	const asking = useAsk(store);
	if (!run) return html`<${Missing} words="Waiting for the host." />`;
	if (!run.device)
		return html`<${Missing} words="No device runs in this process." more="npm start runs one with a camera to choose." />`;
	if (run.absent.sources)
		return html`<div class="camera-view">
			<${Seen} store=${store} run=${run} />
			<${Missing} words="The camera cannot be changed here:" more=${run.absent.sources} />
		</div>`;
	const upload = async (file: File | undefined) => {
		if (!file) return;
		if (file.size > LARGEST_PICTURE) return asking.refuse(`${file.name} is larger than 20 MB: scale it down`);
		const bytes = new Uint8Array(await file.arrayBuffer());
		stopWebcam();
		await asking.ask({ action: "upload", name: file.name.slice(0, 200), bytes });
	};
	return html`<div
		class="camera-view"
		onDragOver=${(event: DragEvent) => event.preventDefault()}
		onDrop=${(event: DragEvent) => {
			event.preventDefault();
			void upload(event.dataTransfer?.files[0]);
		}}
	>
		<${Seen} store=${store} run=${run} />
		<div class="choices">
			<p class="refusal bad" role="alert">${asking.refusal}</p>
			<${TextChoice} run=${run} asking=${asking} />
			<${SceneChoice} run=${run} camera=${camera} asking=${asking} />
			<${Panel} title="A picture" aging=${false}>
				<p class="about">PNG or JPEG, a photograph of a sheet for example. Drop it anywhere here.</p>
				<label class="button">${icon("upload")}Choose a picture
					<input class="unseen" type="file" accept="image/png,image/jpeg" disabled=${asking.isBusy}
						onChange=${(event: Event) => {
							const input = event.target as HTMLInputElement;
							void upload(input.files?.[0]).then(() => {
								input.value = "";
							});
						}} />
				</label>
			<//>
			<${WebcamChoice} store=${store} camera=${camera} asking=${asking} />
		</div>
	</div>`;
}

/** The frame, what was read in it, and what it is called. */
function Seen({ store, run }: ViewProps & { run: RunFact }) {
	const frame = useFact(store, "frame");
	const verdict = useFact(store, "verdict");
	const camera = useFact(store, "camera");
	const judged = verdict && judgement(verdict);
	const { kind, text, fault } = verdict?.result ?? {};
	const failure = camera?.missing || frame?.failure || fault?.message;
	return html`<${Panel} title="What it sees" at=${frame?.at} class="seen">
		<${FramePicture} frame=${frame} />
		<p class=${`caption ${failure ? "weak" : ""}`}>${failure || "the sheet is found"}</p>
		<div class="read">
			${kind === "letters" && html`<${Letters} verdict=${verdict} />`}
			${kind === "network" && html`<p class=${`digit ${judged?.mood}`}>${text || "–"}</p>`}
			${kind !== "letters" && kind !== "network" && html`<p class="reason quiet">${verdict ? "Nothing to read." : "No verdict yet."}</p>`}
		</div>
		<p class=${`caption judgement ${judged?.mood ?? ""}`} data-text=${text}>${judged?.words}</p>
		<${Facts} facts=${[
			["source", html`<span class="mono">${camera?.source ?? "–"}</span>`],
			["replay", camera?.replay ?? "–"],
			["model", `${run.model}, ${run.labels.length} classes`],
		]} />
	<//>`;
}

function TextChoice({ run, asking }: { run: RunFact; asking: Asking }) {
	const [text, setText] = useState("");
	const isNetwork = run.app === "network";
	const length = text.replaceAll(" ", "").length;
	const send = (event: Event) => {
		event.preventDefault();
		stopWebcam();
		void asking.ask({ action: "scene", scene: isNetwork ? "digits" : "letters", text });
	};
	return html`<${Panel} title=${isNetwork ? "Digits of yours" : "A text of yours"} aging=${false}>
		<p class="about" id="text-about">${
			isNetwork
				? "1 to 64 digits, drawn one a frame."
				: "Sixteen letters A to Z, printed on the sheet. Letters beyond the paper's nine start the device anew with the chip of 26 classes."
		}</p>
		<form class="text-form" onSubmit=${send}>
			<input type="text" aria-label=${isNetwork ? "Digits" : "Sixteen letters"} aria-describedby="text-about" autocomplete="off" spellcheck=${false}
				placeholder=${isNetwork ? "31415926" : "HELLOANALOGWORLD"} maxlength=${64} value=${text}
				onInput=${(event: Event) => setText((event.target as HTMLInputElement).value)} />
			<span class="count quiet">${length}${!isNetwork && " of 16"}</span>
			<button class="primary" type="submit" disabled=${asking.isBusy || length === 0}>Show it</button>
		</form>
	<//>`;
}

function SceneChoice({ run, camera, asking }: { run: RunFact; camera: CameraFact | undefined; asking: Asking }) {
	const scenes = run.app === "network" ? DIGIT_SCENES : LETTER_SCENES;
	return html`<${Panel} title="A scene" aging=${false}>
		<div class="scenes">${scenes.map(
			([scene, title, about]) => html`<button type="button" key=${scene} title=${about} disabled=${asking.isBusy}
				aria-pressed=${camera?.source.startsWith(`scene:${scene}`) ?? false}
				onClick=${() => {
					stopWebcam();
					void asking.ask({ action: "scene", scene });
				}}>${title}</button>`,
		)}</div>
	<//>`;
}

function WebcamChoice({ store, camera, asking }: ViewProps & { camera: CameraFact | undefined; asking: Asking }) {
	const isOn = isWebcamOn();
	const toggle = async () => {
		if (isOn) {
			stopWebcam();
			await asking.ask({ action: "scene", scene: "letters" });
			return;
		}
		try {
			await startWebcam(store);
			await asking.ask({ action: "webcam" });
		} catch (error) {
			asking.refuse((error as Error).message);
		}
	};
	return html`<${Panel} title="This machine's camera" aging=${false}>
		<p class="about">Its frames go to the device on this machine and nowhere else, small and gray, and are not kept.</p>
		<button type="button" aria-pressed=${isOn} disabled=${asking.isBusy} onClick=${toggle}>
			${icon("camera")}${isOn ? "Stop the webcam" : "Use the webcam"}
		</button>
		${camera?.missing && html`<p class="caption weak">${camera.missing}</p>`}
	<//>`;
}
