import type { CameraOptions, DigitalOptions, TCPOptions } from "../hardware";
import type { Hardware } from "../runtime";

/** Told what was caught; must not throw. */
export type OnFault = (error: unknown) => void;

/**
 * The same hardware with a guard around every callback: on a device an exception that leaves one is a reboot.
 * The firmware's own callbacks do not throw; this is for the day when one does.
 */
export function guardHardware(hardware: Hardware, onFault: OnFault): Hardware {
	const { Digital, TCP, Camera, resolver, timers } = hardware;
	return {
		...hardware,
		Digital: class extends Digital {
			constructor(options: DigitalOptions) {
				const { onReadable } = options;
				super(onReadable ? { ...options, onReadable: guard(onReadable, onFault) } : options);
			}
		},
		TCP: class extends TCP {
			constructor(options: TCPOptions) {
				const { onReadable, onWritable, onError } = options;
				super({
					...options,
					onReadable: onReadable && guarded(onReadable, onFault),
					onWritable: onWritable && guarded(onWritable, onFault),
					onError: onError && guarded(onError, onFault),
				});
			}
		},
		Camera: class extends Camera {
			constructor(options: CameraOptions) {
				const { onReadable } = options;
				super({ ...options, onReadable: onReadable && guarded(onReadable, onFault) });
			}
		},
		resolver: {
			resolve(host, onResolved) {
				resolver.resolve(host, (name, address) => {
					try {
						onResolved(name, address);
					} catch (error) {
						onFault(error);
					}
				});
			},
		},
		timers: {
			set: (callback, milliseconds = 0) => timers.set(guard(callback, onFault), milliseconds),
			repeat: (callback, milliseconds) => timers.repeat(guard(callback, onFault), milliseconds),
			clear: timer => timers.clear(timer),
		},
	};
}

function guard(callback: () => void, onFault: OnFault): () => void {
	return () => {
		try {
			callback();
		} catch (error) {
			onFault(error);
		}
	};
}

function guarded<T>(callback: (told: T) => void, onFault: OnFault): (told: T) => void {
	return told => {
		try {
			callback(told);
		} catch (error) {
			onFault(error);
		}
	};
}
