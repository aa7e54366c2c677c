import type { Store } from "./store";

/** Pixels of a frame; the simulated sensor has half as many across. */
const WIDTH = 320;
const HEIGHT = 240;
/** Milliseconds between frames. */
const INTERVAL = 150;

let stop: (() => void) | undefined;

/** Whether the page's camera is at work for the device. */
export function isWebcamOn(): boolean {
	return stop !== undefined;
}

export function stopWebcam(): void {
	stop?.();
	stop = undefined;
}

/** Gives the frames of this machine's camera to the device, until `stopWebcam`. Rejects with words for people. */
export async function startWebcam(store: Store): Promise<void> {
	if (stop) return;
	if (!navigator.mediaDevices) throw new Error("the browser gives no camera to this address: open http://127.0.0.1");
	let stream: MediaStream;
	try {
		const video = { width: { ideal: 2 * WIDTH }, height: { ideal: 2 * HEIGHT }, facingMode: "environment" };
		stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
	} catch (error) {
		throw new Error(reason(error as DOMException));
	}
	const video = document.createElement("video");
	video.muted = true;
	video.playsInline = true;
	video.srcObject = stream;
	await video.play();
	const canvas = document.createElement("canvas");
	canvas.width = WIDTH;
	canvas.height = HEIGHT;
	const context = canvas.getContext("2d", { willReadFrequently: true })!;
	const timer = setInterval(() => {
		cover(context, video);
		const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
		const gray = new Uint8Array(WIDTH * HEIGHT);
		for (let i = 0, from = 0; i < gray.length; i++, from += 4)
			gray[i] = (77 * data[from] + 150 * data[from + 1] + 29 * data[from + 2]) >> 8;
		store.tell({ action: "webcam-frame", width: WIDTH, height: HEIGHT, gray });
	}, INTERVAL);
	stop = () => {
		clearInterval(timer);
		for (const track of stream.getTracks()) track.stop();
	};
}

/** The middle of the video, as large as the frame. */
function cover(context: CanvasRenderingContext2D, video: HTMLVideoElement): void {
	const { videoWidth, videoHeight } = video;
	const scale = Math.max(WIDTH / videoWidth, HEIGHT / videoHeight);
	const width = videoWidth * scale;
	const height = videoHeight * scale;
	context.drawImage(video, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
}

function reason({ name, message }: DOMException): string {
	if (name === "NotAllowedError") return "the browser was not allowed to use the camera: allow it beside the address";
	if (name === "NotFoundError") return "this machine has no camera";
	if (name === "NotReadableError") return "the camera is in use by another program";
	return `the camera did not start: ${message || name}`;
}
