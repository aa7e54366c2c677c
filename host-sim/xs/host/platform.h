// What XS is told about the machine it runs on (XSPLATFORM): no threads, no debugger, modules only from the one script,
// memory from our arena. The same for the native 64-bit and 32-bit builds.
#ifndef CIM_PLATFORM_H
#define CIM_PLATFORM_H

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef mxLittleEndian
#define mxLittleEndian 1

#define mxExport extern
#define mxImport extern

// Each machine's own fields: the arena (chunks grow up, slots grow down) and whether promise jobs wait.
#define mxMachinePlatform \
	unsigned char* arenaChunks; \
	unsigned char* arenaSlots; \
	int hasPromiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultFindModule 1
#define mxUseDefaultLoadModule 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

#endif
