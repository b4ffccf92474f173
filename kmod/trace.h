/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM nvgre

#if !defined(_NVGRE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NVGRE_TRACE_H

#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#include "nvgre.h"
#include "nvgre_compat.h"
#include "record.h"
#include "remote.h"
#include "resolve.h"

TRACE_EVENT(nvgre_decap,
	TP_PROTO(const struct nvgre_vsid *v, const struct sk_buff *skb,
		 const struct in6_addr *pa),
	TP_ARGS(v, skb, pa),
	TP_STRUCT__entry(
		__string(dev, v->nvgre->dev->name)
		__field(u32, vsid)
		__field(const void *, skb)
		__field(unsigned int, len)
		__array(u8, pa, 16)
	),
	TP_fast_assign(
		nvgre_assign_str(dev, v->nvgre->dev->name);
		__entry->vsid = v->id;
		__entry->skb = skb;
		__entry->len = skb->len;
		memcpy(__entry->pa, pa, 16);
	),
	TP_printk("dev=%s vsid=%u skb=%p len=%u from=%pI6c", __get_str(dev),
		  __entry->vsid, __entry->skb, __entry->len, __entry->pa)
);

TRACE_EVENT(nvgre_resolve,
	TP_PROTO(const struct nvgre_vsid *from, const struct in6_addr *addr,
		 const struct nvgre_hop *hop),
	TP_ARGS(from, addr, hop),
	TP_STRUCT__entry(
		__string(dev, from->nvgre->dev->name)
		__field(u32, from)
		__field(u32, vsid)
		__array(u8, addr, 16)
		__field(u8, verdict)
		__field(u8, reason)
	),
	TP_fast_assign(
		nvgre_assign_str(dev, from->nvgre->dev->name);
		__entry->from = from->id;
		__entry->vsid = hop->vsid->id;
		memcpy(__entry->addr, addr, 16);
		__entry->verdict = hop->verdict;
		__entry->reason = hop->reason;
	),
	TP_printk("dev=%s from=%u addr=%pI6c vsid=%u verdict=%u reason=%u",
		  __get_str(dev), __entry->from, __entry->addr, __entry->vsid,
		  __entry->verdict, __entry->reason)
);

TRACE_EVENT(nvgre_encap,
	TP_PROTO(const struct nvgre_vsid *v, const struct sk_buff *skb,
		 const struct in6_addr *pa, u8 flow_id),
	TP_ARGS(v, skb, pa, flow_id),
	TP_STRUCT__entry(
		__string(dev, v->nvgre->dev->name)
		__field(u32, vsid)
		__field(const void *, skb)
		__field(unsigned int, len)
		__array(u8, pa, 16)
		__field(u8, flow_id)
	),
	TP_fast_assign(
		nvgre_assign_str(dev, v->nvgre->dev->name);
		__entry->vsid = v->id;
		__entry->skb = skb;
		__entry->len = skb->len;
		memcpy(__entry->pa, pa, 16);
		__entry->flow_id = flow_id;
	),
	TP_printk("dev=%s vsid=%u skb=%p len=%u to=%pI6c flow_id=%u",
		  __get_str(dev), __entry->vsid, __entry->skb, __entry->len,
		  __entry->pa, __entry->flow_id)
);

TRACE_EVENT(nvgre_drop,
	TP_PROTO(const struct net_device *dev, const struct sk_buff *skb,
		 unsigned int reason),
	TP_ARGS(dev, skb, reason),
	TP_STRUCT__entry(
		__string(dev, dev ? dev->name : "-")
		__field(const void *, skb)
		__field(unsigned int, len)
		__field(unsigned int, reason)
	),
	TP_fast_assign(
		nvgre_assign_str(dev, dev ? dev->name : "-");
		__entry->skb = skb;
		__entry->len = skb->len;
		__entry->reason = reason;
	),
	TP_printk("dev=%s skb=%p len=%u reason=%u", __get_str(dev),
		  __entry->skb, __entry->len, __entry->reason)
);

#endif /* _NVGRE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
