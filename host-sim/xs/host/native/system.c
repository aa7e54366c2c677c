// A process: the bridge is two inherited pipes, replies are read from descriptor 3 and requests written to descriptor 4.
#include "system.h"
#include "native.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { REPLIES = 3, REQUESTS = 4 };

const char* reset_reason = "";

/** For the address sanitizer: all memory is given back by the end of the process. */
const char* __asan_default_options(void)
{
	return "detect_leaks=0";
}

bool system_send(const uint8_t* bytes, size_t length)
{
	while (length > 0) {
		ssize_t count = write(REQUESTS, bytes, length);
		if (count < 0 && errno == EINTR) continue;
		if (count <= 0) return false;
		bytes += count;
		length -= count;
	}
	return true;
}

bool system_receive(uint8_t* bytes, size_t length)
{
	while (length > 0) {
		ssize_t count = read(REPLIES, bytes, length);
		if (count < 0 && errno == EINTR) continue;
		if (count <= 0) return false;
		bytes += count;
		length -= count;
	}
	return true;
}

void* system_memory(size_t length)
{
	return calloc(1, length);
}

double system_microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1000;
}

void system_use(uint32_t* stack_peak, uint32_t* heap)
{
	*stack_peak = *heap = 0;
}

void system_log(const char* line)
{
	fprintf(stderr, "%s\n", line);
}

const char* system_reset_reason(void)
{
	return reset_reason;
}

void system_end(int code, const char* words)
{
	fprintf(stderr, "xs: %s\n", words);
	exit(code);
}
