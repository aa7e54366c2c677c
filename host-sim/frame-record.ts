import type { Result } from "../firmware/messaging/messages";
import type { FrameReport } from "../firmware/report";

/** One frame as a subscriber saw it, joined with what the device measured on itself. */
export interface FrameRecord {
	/** The result decoded from the received bytes. */
	result: Result;
	topic: string;
	/** Bytes of the received message. */
	messageBytes: number;
	/** SHA-256 of the received message, lower-case hex. */
	sha256: string;
	/** The broker acknowledged the device's PUBLISH. */
	acknowledged: boolean;
	/** Measured on the device's own clock, microseconds; here that is the host's time. */
	stages: FrameReport["stages"];
	/** Microseconds the frame's SPI bytes need at the bus clock. */
	wireMicroseconds: number;
	informationBytes: number;
	/** What the camera was shown, where that is known. */
	expected?: string;
	/** What a network was given: ink, side x side. */
	picture?: Uint8Array;
}
