// Memory, life and end of the XS machine.
#include "xsAll.h"
#include "xsScript.h"

#include "machine.h"
#include "system.h"

static size_t arena_size;

void die(int code, const char* format, ...)
{
	char words[240];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	system_end(code, words);
}

// Arena: chunks grow from its start, slots from its end, as Moddable does it on microcontrollers.

static void give_back_unused_chunks(txMachine* the)
{
	txBlock* block = the->firstBlock;
	the->maximumChunksSize -= (txSize)(block->limit - block->current);
	block->limit = block->current;
	the->arenaChunks = block->limit;
}

void* fxAllocateChunks(txMachine* the, txSize size)
{
	if (the->firstBlock) give_back_unused_chunks(the);
	if (the->arenaSlots - the->arenaChunks < size) return C_NULL;
	void* result = the->arenaChunks;
	the->arenaChunks += size;
	return result;
}

void fxFreeChunks(txMachine* the, void* chunks) {}

txSlot* fxAllocateSlots(txMachine* the, txSize count)
{
	ptrdiff_t size = (ptrdiff_t)count * sizeof(txSlot);
	if (the->arenaSlots - the->arenaChunks < size && the->stack) {
		fxCollect(the, XS_COMPACT_FLAG | XS_ORGANIC_FLAG);
		give_back_unused_chunks(the);
	}
	if (the->arenaSlots - the->arenaChunks < size) return C_NULL;
	the->arenaSlots -= size;
	return (txSlot*)the->arenaSlots;
}

void fxFreeSlots(txMachine* the, void* slots) {}

void fxCreateMachinePlatform(txMachine* the)
{
	the->arenaChunks = the->context;
	the->arenaSlots = the->arenaChunks + arena_size;
}

void fxDeleteMachinePlatform(txMachine* the) {}

void fxQueuePromiseJobs(txMachine* the)
{
	the->hasPromiseJobs = 1;
}

static const char* exception_text(txMachine* the)
{
	const char* volatile text = "an exception that cannot be shown";
	mxTry(the) {
		mxPush(mxException);
		text = fxToString(the, the->stack);
	}
	mxCatch(the) {}
	return text;
}

void fxAbort(txMachine* the, int status)
{
	char here;
	switch (status) {
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		die(EXIT_MEMORY_FULL, "memory full: %ld bytes of chunks and %ld slots of %d bytes are used, the arena has %ld bytes",
			(long)the->currentChunksSize, (long)the->currentHeapCount, (int)sizeof(txSlot), (long)arena_size);
	case XS_STACK_OVERFLOW_EXIT:
		if (&here < the->stackLimit) die(EXIT_STACK_OVERFLOW, "stack overflow: the engine's own, in C");
		die(EXIT_STACK_OVERFLOW, "stack overflow: the stack has %ld slots", (long)(the->stackTop - the->stackBottom));
	case XS_NO_MORE_KEYS_EXIT:
		die(EXIT_KEYS_FULL, "not enough keys: there is room for %ld names", (long)the->keyCount);
	case XS_UNHANDLED_EXCEPTION_EXIT:
		die(EXIT_UNCAUGHT_EXCEPTION, "uncaught exception: %s", exception_text(the));
	case XS_UNHANDLED_REJECTION_EXIT:
		die(EXIT_UNHANDLED_REJECTION, "unhandled rejection: %s", exception_text(the));
	default:
		die(EXIT_ENGINE_ABORT, "the engine gave up (status %d)", status);
	}
}

txMachine* machine_create(const struct machine_sizes* sizes, void* arena, txMachine* preloaded)
{
	txCreation creation = {
		.initialChunkSize = sizes->chunks,
		.incrementalChunkSize = sizes->chunk_increment,
		.initialHeapCount = sizes->slots,
		.incrementalHeapCount = sizes->slot_increment,
		.stackCount = sizes->stack,
		.initialKeyCount = sizes->keys,
		.incrementalKeyCount = 0,
		.nameModulo = sizes->name_lists,
		.symbolModulo = sizes->symbol_lists,
		.parserBufferSize = 64 * 1024,
		.parserTableModulo = 1993,
	};
	arena_size = sizes->arena & ~(sizeof(txSlot) - 1);
	txMachine* the = preloaded ? fxCloneMachine(&creation, preloaded, "cim", arena) : fxCreateMachine(&creation, "cim", arena, XS_NO_ID);
	if (!the) die(EXIT_MEMORY_FULL, "memory full: the machine does not start in an arena of %ld bytes", (long)arena_size);
	return the;
}

struct source {
	const unsigned char* at;
	const unsigned char* end;
};

static int next_byte(void* stream)
{
	struct source* source = stream;
	return source->at < source->end ? *source->at++ : C_EOF;
}

static void run_promise_jobs(txMachine* the)
{
	while (the->hasPromiseJobs) {
		the->hasPromiseJobs = 0;
		fxRunPromiseJobs(the);
		fxEndJob(the);
	}
	fxCheckUnhandledRejections(the, 1);
}

void* machine_compile(txMachine* the, char* text, size_t length, bool is_program)
{
	struct source source = { (unsigned char*)text, (unsigned char*)text + length };
	return fxParseScript(the, &source, next_byte, is_program ? mxProgramFlag : 0);
}

void machine_run(txMachine* the, char* text, size_t length)
{
	fxBeginHost(the);
	mxTry(the) {
		txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
		txScript* script = machine_compile(the, text, length, true);
		fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL,
			mxProgram.value.reference);
		mxPullSlot(mxResult);
	}
	mxCatch(the) {
		fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
	}
	fxEndHost(the);
	run_promise_jobs(the);
}

void machine_import(txMachine* the, const char* path)
{
	fxBeginHost(the);
	mxTry(the) {
		mxPushStringX((txString)path);
		fxAwaitImport(the, XS_IMPORT_NAMESPACE);
		mxPop();
	}
	mxCatch(the) {
		fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
	}
	fxEndHost(the);
	run_promise_jobs(the);
}

void machine_collect(txMachine* the)
{
	fxCollect(the, XS_COMPACT_FLAG);
}

void machine_figures(txMachine* the, struct machine_figures* figures)
{
	figures->slot_bytes = sizeof(txSlot);
	figures->chunk_bytes = the->currentChunksSize;
	figures->chunk_bytes_peak = the->peakChunksSize;
	figures->chunk_bytes_reserved = the->maximumChunksSize;
	figures->slots = the->currentHeapCount;
	figures->slots_peak = the->peakHeapCount;
	figures->slots_reserved = the->maximumHeapCount;
	figures->stack_peak = (uint32_t)(the->stackTop - the->stackPeak);
	figures->stack_reserved = (uint32_t)(the->stackTop - the->stackBottom);
	figures->collections = the->garbageCollectionCount;
	figures->keys = the->keyIndex - the->keyOffset;
	system_use(&figures->c_stack_peak, &figures->c_heap);
}

void machine_reset_peaks(txMachine* the)
{
	the->peakChunksSize = the->currentChunksSize;
	the->peakHeapCount = the->currentHeapCount;
	the->stackPeak = the->stack;
	the->garbageCollectionCount = 0;
}
