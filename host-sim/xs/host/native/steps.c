// Steps of a native machine: what the engine meters.
#include "xsAll.h"

#include "machine.h"

double machine_steps(txMachine* the)
{
	// the engine's own counter has 32 bits
	static uint64_t total;
	total += (uint32_t)(the->meterIndex - (uint32_t)total);
	return (double)total;
}
