/* SPDX-License-Identifier: GPL-2.0 */
#ifndef LPM_TEST_H
#define LPM_TEST_H

#include "shim.h"

extern u32 shim_seed;		/* of the self-test; 0: at random */
extern long shim_allocs;	/* kzalloc() fails after as many; -1: never */

#endif
