import type { Result } from "./messaging/messages";

/** What the runtime tells whoever watches it (terminal, page, tests) after each frame. Reused: copy what you keep. */
export interface FrameReport {
	result: Result;
	/** The message as published. */
	message: Uint8Array;
	/** Measured on the device's own clock, microseconds. */
	stages: { capture: number; sensing: number; accelerator: number; decide: number; publish: number };
	/** Wire time of the frame's SPI bytes at the bus clock, microseconds. */
	wireMicroseconds: number;
	/** Bytes of information in those SPI bytes: pixels in, scores out. */
	informationBytes: number;
	/** What a network was given, where it is a picture: ink, side x side. */
	picture?: Uint8Array;
}
