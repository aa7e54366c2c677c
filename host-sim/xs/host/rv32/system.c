// A microcontroller: the bridge is two pipes of the computer that emulates it; a reset keeps the words of its reason.
#include "system.h"

#include <stdio.h>
#include <string.h>

#include "layout.h"
#include "semihosting.h"

/** QEMU's virt board: writing here ends the emulator or resets the board. */
#define FINISHER (*(volatile uint32_t*)0x100000)
enum { FINISHER_FAIL = 0x3333, FINISHER_PASS = 0x5555, FINISHER_RESET = 0x7777 };

/** The board's timer, 10 MHz of virtual time. */
#define TIMER_LOW (*(volatile uint32_t*)0x0200bff8)
#define TIMER_HIGH (*(volatile uint32_t*)0x0200bffc)
enum { TICKS_A_MICROSECOND = 10 };

/** Anything else in its place means that power was off. */
enum { RETAINED = 0x52535421 };

static struct {
	uint32_t mark;
	int32_t replies, requests;
	uint32_t restarts;
	char words[240];
} retained __attribute__((section(".retained")));

uint32_t stack_deepest(void);
uint32_t heap_used(void);

static char reset_reason[240];
static unsigned char* external_next = external_start;

static void open_bridge(void)
{
	retained.replies = semihosting_open("replies", SEMIHOSTING_READ);
	retained.requests = semihosting_open("requests", SEMIHOSTING_WRITE);
	if (retained.replies < 0 || retained.requests < 0) system_end(EXIT_LOST_BRIDGE, "lost bridge: its pipes are not there");
}

void system_begin(void)
{
	if (retained.mark == RETAINED) {
		memcpy(reset_reason, retained.words, sizeof(reset_reason) - 1);
		semihosting_close(retained.replies);
		semihosting_close(retained.requests);
	}
	uint32_t restarts = retained.mark == RETAINED ? retained.restarts : 0;
	memset(&retained, 0, sizeof(retained));
	retained.restarts = restarts;
	if (parameters.mode == MODE_RUN) open_bridge();
}

bool system_send(const uint8_t* bytes, size_t length)
{
	return semihosting_write(retained.requests, bytes, length);
}

bool system_receive(uint8_t* bytes, size_t length)
{
	return semihosting_read(retained.replies, bytes, length);
}

void* system_memory(size_t length)
{
	unsigned char* memory = external_next;
	length = (length + 15) & ~15;
	if (length > (size_t)(external_end - external_next)) return NULL;
	external_next += length;
	memset(memory, 0, length);
	return memory;
}

double system_microseconds(void)
{
	uint32_t high = TIMER_HIGH, low = TIMER_LOW;
	if (TIMER_HIGH != high) {
		high = TIMER_HIGH;
		low = TIMER_LOW;
	}
	return (double)((uint64_t)high << 32 | low) / TICKS_A_MICROSECOND;
}

/** Instructions since power-on: the emulator counts one a nanosecond of virtual time. */
double machine_steps(struct sxMachine* the)
{
	uint32_t high, low, again;
	do
		__asm__ volatile("csrr %0, minstreth\ncsrr %1, minstret\ncsrr %2, minstreth" : "=r"(high), "=r"(low), "=r"(again));
	while (high != again);
	return (double)((uint64_t)high << 32 | low);
}

void system_use(uint32_t* stack_peak, uint32_t* heap)
{
	*stack_peak = stack_deepest();
	*heap = heap_used();
}

void system_log(const char* line)
{
	semihosting_print(line);
	semihosting_print("\n");
}

const char* system_reset_reason(void)
{
	return reset_reason;
}

void system_end(int code, const char* words)
{
	if (code != 0) {
		semihosting_print("xs: ");
		system_log(words);
	}
	if (code != 0 && retained.restarts < parameters.restarts) {
		retained.restarts++;
		retained.mark = RETAINED;
		strncpy(retained.words, words, sizeof(retained.words) - 1);
		FINISHER = FINISHER_RESET;
	} else
		FINISHER = code == 0 ? FINISHER_PASS : (uint32_t)code << 16 | FINISHER_FAIL;
	for (;;) {}
}
