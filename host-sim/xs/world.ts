import type {
	Camera,
	CameraClass,
	CameraFrame,
	DigitalClass,
	DigitalPin,
	Resolver,
	SPIBus,
	SPIClass,
	TCPClass,
	TCPSocket,
	TimerHandle,
	Timers,
} from "../../firmware/hardware";
import type { EventQueue } from "./event-queue";
import { Event, Request, StoredKind } from "./protocol";

/** The classes that a guest's hardware is made of on this side. */
export interface WorldHardware {
	timers: Timers;
	SPI?: SPIClass;
	Digital?: DigitalClass;
	Camera: CameraClass;
	TCP: TCPClass;
	resolver: Resolver;
	/** Kept by whoever runs the machine, so that it outlives it. */
	store?: Map<string, string | Uint8Array>;
}

const NO_VALUE = 255;
const TCP_EVENTS = [Event.TCP_READABLE, Event.TCP_WRITABLE, Event.TCP_ERROR];

/** The guest's hardware on this side of the bridge: a request becomes a call, a callback an event. */
export class World {
	readonly #hardware: WorldHardware;
	readonly #events: EventQueue;
	readonly #timers = new Map<number, TimerHandle>();
	readonly #pins = new Map<number, DigitalPin>();
	readonly #sockets = new Map<number, TCPSocket>();
	readonly #frames = new Map<number, CameraFrame>();
	#bus: SPIBus | undefined;
	#camera: Camera | undefined;

	constructor(hardware: WorldHardware, events: EventQueue) {
		this.#hardware = hardware;
		this.#events = events;
	}

	/** What a machine had is gone when it begins anew; the chip and what is stored stay. */
	reset(): void {
		for (const handle of this.#timers.values()) this.#hardware.timers.clear(handle);
		for (const socket of this.#sockets.values()) socket.close();
		for (const pin of this.#pins.values()) pin.close();
		this.#camera?.close();
		this.#bus?.close();
		for (const things of [this.#timers, this.#sockets, this.#pins, this.#frames]) things.clear();
		this.#camera = this.#bus = undefined;
		this.#events.clear();
	}

	/** The reply to a request about hardware. Throws what the hardware throws. */
	serve(kind: number, subject: number, payload: Buffer): Uint8Array | undefined {
		switch (kind) {
			case Request.TIMER_SET:
				return this.#setTimer(subject, payload.readDoubleLE(0), payload[8] === 1);
			case Request.TIMER_CLEAR:
				return this.#clearTimer(subject);
			case Request.SPI_OPEN:
				return this.#openSPI(payload.readUInt32LE(0));
			case Request.SPI_TRANSFER:
				this.#bus!.transfer(payload);
				return payload;
			case Request.SPI_WRITE:
				this.#bus!.write(payload);
				return;
			case Request.SPI_CLOSE:
				return this.#bus?.close() as undefined;
			case Request.PIN_OPEN:
				return this.#openPin(subject, payload[0], payload[1], payload[2], payload[3]);
			case Request.PIN_READ:
				return Uint8Array.of(this.#pins.get(subject)!.read());
			case Request.PIN_WRITE:
				return this.#pins.get(subject)!.write(payload[0]) as undefined;
			case Request.PIN_CLOSE:
				this.#pins.get(subject)?.close();
				this.#events.drop([Event.PIN], subject);
				return;
			case Request.CAMERA_OPEN:
				return this.#openCamera(payload.readUInt16LE(0), payload.readUInt16LE(2), payload.readUInt16LE(4));
			case Request.CAMERA_START:
				return this.#camera!.start() as undefined;
			case Request.CAMERA_STOP:
				return this.#camera!.stop() as undefined;
			case Request.CAMERA_CONFIGURE:
				this.#camera!.configure?.({ brightness: payload.readInt8(0), testPattern: payload[1] === 1 });
				return Buffer.from(this.#camera!.identification?.model ?? "camera");
			case Request.CAMERA_CLOSE:
				this.#events.drop([Event.CAMERA], 0);
				return this.#camera!.close() as undefined;
			case Request.CAMERA_READ:
				return this.#readFrame(subject);
			case Request.CAMERA_RELEASE:
				this.#frames.get(subject)?.close?.();
				this.#frames.delete(subject);
				return;
			case Request.TCP_OPEN:
				return this.#openSocket(subject, payload);
			case Request.TCP_READ: {
				const received = this.#sockets.get(subject)?.read(payload.readUInt32LE(0));
				return received && new Uint8Array(received);
			}
			case Request.TCP_WRITE:
				return this.#sockets.get(subject)!.write(Uint8Array.from(payload)) as undefined;
			case Request.TCP_CLOSE:
				return this.#closeSocket(subject);
			case Request.RESOLVE:
				this.#hardware.resolver.resolve(payload.toString(), (_, address) =>
					this.#events.push(Event.RESOLVED, subject, 0, address),
				);
				return;
			case Request.STORE_READ:
				return this.#readStored(payload.toString());
			case Request.STORE_WRITE:
				return this.#writeStored(payload);
			case Request.STORE_DELETE:
				this.#hardware.store?.delete(payload.toString());
				return;
			default:
				throw new Error(`request ${kind} is unknown`);
		}
	}

	#setTimer(id: number, milliseconds: number, repeats: boolean): undefined {
		const tell = () => this.#events.push(Event.TIMER, id, 0);
		const { timers } = this.#hardware;
		this.#timers.set(id, repeats ? timers.repeat(tell, milliseconds) : timers.set(tell, milliseconds));
	}

	#clearTimer(id: number): undefined {
		this.#hardware.timers.clear(this.#timers.get(id));
		this.#timers.delete(id);
		this.#events.drop([Event.TIMER], id);
	}

	#openSPI(hz: number): undefined {
		const { SPI } = this.#hardware;
		if (!SPI) throw new Error("there is no accelerator on this side of the bridge");
		this.#bus = new SPI({ clock: 0, hz });
	}

	#openPin(id: number, pin: number, mode: number, edge: number, value: number): undefined {
		const { Digital } = this.#hardware;
		if (!Digital) throw new Error("there are no pins on this side of the bridge");
		const initialValue = value === NO_VALUE ? undefined : value;
		const onReadable = () => this.#events.push(Event.PIN, id, 0);
		this.#pins.set(id, new Digital({ pin, mode, edge, initialValue, onReadable: edge ? onReadable : undefined }));
	}

	#openCamera(width: number, height: number, imageType: number): Uint8Array {
		const camera = new this.#hardware.Camera({
			...{ width, height, imageType },
			format: "buffer/disposable",
			onReadable: count => this.#events.push(Event.CAMERA, 0, count),
		});
		this.#camera = camera;
		this.#frames.clear();
		const model = Buffer.from(camera.identification?.model ?? "camera");
		const reply = Buffer.alloc(6 + model.length);
		reply.writeUInt16LE(camera.width, 0);
		reply.writeUInt16LE(camera.height, 2);
		reply.writeUInt16LE(camera.imageType, 4);
		model.copy(reply, 6);
		return reply;
	}

	#readFrame(id: number): Uint8Array | undefined {
		const frame = this.#camera!.read();
		if (!frame) return;
		this.#frames.set(id, frame);
		return new Uint8Array(frame);
	}

	#openSocket(id: number, payload: Buffer): undefined {
		const tell = (kind: number) => (count?: number) => this.#events.push(kind, id, count ?? 0);
		const socket = new this.#hardware.TCP({
			port: payload.readUInt16LE(0),
			nodelay: payload[2] === 1,
			address: payload.toString("utf8", 3),
			onReadable: tell(Event.TCP_READABLE),
			onWritable: tell(Event.TCP_WRITABLE),
			onError: tell(Event.TCP_ERROR),
		});
		this.#sockets.set(id, socket);
	}

	#closeSocket(id: number): undefined {
		this.#sockets.get(id)?.close();
		this.#sockets.delete(id);
		this.#events.drop(TCP_EVENTS, id);
	}

	#readStored(key: string): Uint8Array {
		const value = this.#hardware.store?.get(key);
		if (value === undefined) return Uint8Array.of(StoredKind.NOTHING);
		if (typeof value === "string") return Buffer.concat([Uint8Array.of(StoredKind.TEXT), Buffer.from(value)]);
		return Buffer.concat([Uint8Array.of(StoredKind.BYTES), value]);
	}

	#writeStored(payload: Buffer): undefined {
		const end = 1 + payload[0];
		const value = payload.subarray(end + 1);
		const isText = payload[end] === StoredKind.TEXT;
		this.#hardware.store?.set(payload.toString("utf8", 1, end), isText ? value.toString() : Uint8Array.from(value));
	}
}
