// The channel over two inherited pipes: replies are read from descriptor 3, requests written to descriptor 4.
#include "channel.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

enum { REPLIES = 3, REQUESTS = 4, HEADER = 5 };

static double waited;

static double now_microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static bool write_all(const uint8_t* bytes, size_t length)
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

static bool read_all(uint8_t* bytes, size_t length)
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

static bool skip(size_t length)
{
	uint8_t nowhere[256];
	while (length > 0) {
		size_t part = length < sizeof(nowhere) ? length : sizeof(nowhere);
		if (!read_all(nowhere, part)) return false;
		length -= part;
	}
	return true;
}

static void put_length(uint8_t* at, uint32_t length)
{
	at[0] = length;
	at[1] = length >> 8;
	at[2] = length >> 16;
	at[3] = length >> 24;
}

static uint32_t get_length(const uint8_t* at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static int exchange(uint8_t kind, const uint8_t* payload, uint32_t length, uint8_t* reply, uint32_t capacity, uint32_t* replied)
{
	uint8_t header[HEADER];
	put_length(header, length + 1);
	header[4] = kind;
	if (!write_all(header, HEADER) || !write_all(payload, length)) return -1;
	if (!read_all(header, HEADER)) return -1;
	uint32_t whole = get_length(header);
	if (whole < 1) return -1;
	*replied = whole - 1;
	uint32_t kept = *replied < capacity ? *replied : capacity;
	if (!read_all(reply, kept) || !skip(*replied - kept)) return -1;
	return header[4];
}

int channel_call(uint8_t kind, const uint8_t* payload, uint32_t length, uint8_t* reply, uint32_t capacity, uint32_t* replied)
{
	double left = now_microseconds();
	int status = exchange(kind, payload, length, reply, capacity, replied);
	waited += now_microseconds() - left;
	return status;
}

double channel_busy_microseconds(void)
{
	return now_microseconds() - waited;
}
