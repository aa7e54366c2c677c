import type { TCPClass, TCPOptions } from "../hardware";

/**
 * The same TCP class for use under Moddable's TLS socket: an exception in a callback ends that connection. There it would not be
 * caught, and a broker with a wrong certificate, whose handshake throws, would restart the device again and again.
 * @param onCaught is told before the connection ends
 */
export function guardedTCP(TCP: TCPClass, onCaught?: (error: unknown) => void): TCPClass {
	return class extends TCP {
		constructor(options: TCPOptions) {
			const { onReadable, onWritable } = options;
			const onError = (error: unknown): void => {
				onCaught?.(error);
				options.onError?.(error);
			};
			super({
				...options,
				onReadable: onReadable && guard(onReadable, onError),
				onWritable: onWritable && guard(onWritable, onError),
			});
		}
	};
}

function guard(callback: (count: number) => void, onError: (error: unknown) => void): (count: number) => void {
	return count => {
		try {
			callback(count);
		} catch (error) {
			onError(error);
		}
	};
}
