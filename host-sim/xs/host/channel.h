// The one way out of the machine: a request goes out, the reply comes back, nothing else happens in between.
//
//   request  length of the rest (4 bytes, little-endian), kind (1 byte), payload
//   reply    length of the rest (4 bytes, little-endian), status (1 byte), payload
//
// What kinds there are and what is in the payloads is for the two ends to know (host-sim/xs/protocol.ts).
#ifndef CIM_CHANNEL_H
#define CIM_CHANNEL_H

#include <stdint.h>

enum { CHANNEL_DONE = 0, CHANNEL_REFUSED = 1 };

/**
 * Sends a request and waits for its reply.
 * Up to `capacity` bytes of the reply's payload are put into `reply`; its whole length is stored in `replied`.
 * Returns the reply's status, or -1 when the other end is gone.
 */
int channel_call(uint8_t kind, const uint8_t* payload, uint32_t length, uint8_t* reply, uint32_t capacity, uint32_t* replied);

/** Microseconds of this process's life that were not spent waiting for replies. */
double channel_busy_microseconds(void);

#endif
