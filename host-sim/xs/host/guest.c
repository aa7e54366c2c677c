// The object `host` (types: host-sim/xs/guest/host.ts). Its functions allocate nothing in the machine's heap, so that
// measuring and talking do not change what is measured; `buffer` makes a small object for memory outside the heap.
#include "xsmc.h"

#include "channel.h"
#include "guest.h"
#include "machine.h"
#include "system.h"

#include <string.h>

/** The public header and the engine's own have two names for one thing. */
static struct sxMachine* inside(xsMachine* the)
{
	return (struct sxMachine*)the;
}

/** call(kind, subject, buffer, length): sends `length` bytes of the buffer; the reply replaces them. Returns its length. */
static void guest_call(xsMachine* the)
{
	uint8_t nothing[1];
	void* bytes = nothing;
	xsUnsignedValue capacity = 0;
	xsIntegerValue length = 0;
	xsIntegerValue kind = xsmcToInteger(xsArg(0));
	xsIntegerValue subject = xsmcArgc > 1 ? xsmcToInteger(xsArg(1)) : 0;
	if (xsmcArgc > 2) {
		xsmcGetBufferWritable(xsArg(2), &bytes, &capacity);
		length = xsmcArgc > 3 ? xsmcToInteger(xsArg(3)) : (xsIntegerValue)capacity;
		if (length < 0 || (xsUnsignedValue)length > capacity) xsRangeError("call: %d bytes of %d", (int)length, (int)capacity);
	}
	uint32_t replied;
	enum channel_status status = channel_call(kind, subject, bytes, length, bytes, capacity, &replied);
	if (status == CHANNEL_LOST) die(EXIT_LOST_BRIDGE, "lost bridge: whoever started this machine is gone");
	if (status == CHANNEL_REFUSED) xsUnknownError("%s", channel_refusal);
	if (replied > capacity) xsRangeError("call: a reply of %d bytes, room for %d", (int)replied, (int)capacity);
	xsmcSetInteger(xsResult, replied);
}

/** buffer(length): memory outside the heap, as a driver's frame buffer or a file in flash is. It is never given back. */
static void guest_buffer(xsMachine* the)
{
	xsIntegerValue length = xsmcToInteger(xsArg(0));
	void* bytes = length > 0 ? system_memory(length) : NULL;
	if (!bytes) xsRangeError("buffer: %d bytes", (int)length);
	xsResult = xsNewHostObject(NULL);
	xsmcSetHostBuffer(xsResult, bytes, length);
}

/** memory(into): fills an Int32Array with the figures of struct machine_figures. */
static void guest_memory(xsMachine* the)
{
	struct machine_figures figures;
	const uint32_t* field = (const uint32_t*)&figures;
	machine_figures(inside(the), &figures);
	for (xsIntegerValue i = 0; i < (xsIntegerValue)(sizeof(figures) / sizeof(*field)); i++) {
		xsmcSetInteger(xsResult, (xsIntegerValue)field[i]);
		xsmcSetIndex(xsArg(0), i, xsResult);
	}
}

static void guest_reset_peaks(xsMachine* the)
{
	machine_reset_peaks(inside(the));
}

static void guest_collect(xsMachine* the)
{
	machine_collect(inside(the));
}

static void guest_steps(xsMachine* the)
{
	xsmcSetNumber(xsResult, machine_steps(inside(the)));
}

/** microseconds(): for measuring only, nothing that is computed depends on it. */
static void guest_microseconds(xsMachine* the)
{
	xsmcSetNumber(xsResult, system_microseconds());
}

static void guest_log(xsMachine* the)
{
	system_log(xsmcToString(xsArg(0)));
}

/** resetReason(into): puts the words into a Uint8Array, as many as fit; returns their length, 0 after power-on. */
static void guest_reset_reason(xsMachine* the)
{
	void* bytes;
	xsUnsignedValue capacity;
	const char* words = system_reset_reason();
	size_t length = strlen(words);
	xsmcGetBufferWritable(xsArg(0), &bytes, &capacity);
	if (length > capacity) length = capacity;
	memcpy(bytes, words, length);
	xsmcSetInteger(xsResult, length);
}

static void add(xsMachine* the, const char* name, xsCallback callback, int length)
{
	xsVar(1) = xsNewHostFunction(callback, length);
	xsmcSet(xsVar(0), xsID(name), xsVar(1));
}

void guest_install(struct sxMachine* created)
{
	xsMachine* machine = (xsMachine*)created;
	xsBeginHost(machine);
	xsmcVars(2);
	xsVar(0) = xsNewObject();
	add(the, "call", guest_call, 4);
	add(the, "buffer", guest_buffer, 1);
	add(the, "memory", guest_memory, 1);
	add(the, "resetPeaks", guest_reset_peaks, 0);
	add(the, "collect", guest_collect, 0);
	add(the, "steps", guest_steps, 0);
	add(the, "microseconds", guest_microseconds, 0);
	add(the, "log", guest_log, 1);
	add(the, "resetReason", guest_reset_reason, 1);
	xsmcSet(xsGlobal, xsID("host"), xsVar(0));
	xsEndHost(machine);
}
