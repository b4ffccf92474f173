// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>

#include "names.h"
#include "parse.h"
#include "report.h"

const char *next_word(struct args *a)
{
	if (!a->left)
		return NULL;
	a->left--;
	return *a->word++;
}

bool is_help(const struct args *a)
{
	return a->left && !strcmp(a->word[0], "help");
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/**
 * number_u32() - read a number
 * @word: decimal digits, or hexadecimal ones after 0x
 * @max: the greatest it may be
 * @value: result
 *
 * Return: whether the word is one
 */
bool number_u32(const char *word, uint32_t max, uint32_t *value)
{
	unsigned int base = 10;
	uint64_t v = 0;
	int d;

	if (word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
		base = 16;
		word += 2;
	}
	if (!*word)
		return false;
	for (; *word; word++) {
		d = hex_digit(*word);
		if (d < 0 || (unsigned int)d >= base)
			return false;
		v = v * base + d;
		if (v > max)
			return false;
	}
	*value = v;
	return true;
}

/* Read two hexadecimal digits. */
static bool hex_byte(const char *s, uint8_t *byte)
{
	int high = hex_digit(s[0]), low;

	if (high < 0)
		return false;
	low = hex_digit(s[1]);
	if (low < 0)
		return false;
	*byte = high << 4 | low;
	return true;
}

/* aa:bb:cc:dd:ee:ff, aa-bb-cc-dd-ee-ff or aabbccddeeff */
static bool mac_address(const char *s, uint8_t *mac)
{
	char separator = 0;
	int i;

	for (i = 0; i < 6; i++) {
		if (!hex_byte(s, &mac[i]))
			return false;
		s += 2;
		if (i == 0 && (*s == ':' || *s == '-'))
			separator = *s;
		if (i < 5 && separator && *s++ != separator)
			return false;
	}
	return !*s;
}

/* 0f8fad5b-d9cb-469f-a165-70867728950e, with or without braces around it */
static bool guid(const char *s, uint8_t *g)
{
	bool braces = *s == '{';
	int i;

	s += braces;
	for (i = 0; i < NVGRE_RDID_LEN; i++) {
		if ((i == 4 || i == 6 || i == 8 || i == 10) && *s++ != '-')
			return false;
		if (!hex_byte(s, &g[i]))
			return false;
		s += 2;
	}
	if (braces && *s++ != '}')
		return false;
	return !*s;
}

int parse_addr(const struct args *a, struct req *r, uint16_t attr,
	       const char *what, const char *word)
{
	uint8_t addr[16];

	if (inet_pton(AF_INET, word, addr) == 1)
		req_put(r, attr, addr, 4);
	else if (inet_pton(AF_INET6, word, addr) == 1)
		req_put(r, attr, addr, 16);
	else
		return bad_words(a, "\"%s\" is not an IPv4 or IPv6 address for %s",
				 word, what);
	return 0;
}

/* ADDR/LEN, or ADDR for a host */
int parse_prefix(struct args *a, struct req *r, const char *word)
{
	const char *slash = strchrnul(word, '/');
	char addr[INET6_ADDRSTRLEN];
	uint8_t bytes[16];
	uint32_t max, len;
	size_t n = slash - word;

	if (n >= sizeof(addr))
		goto bad;
	memcpy(addr, word, n);
	addr[n] = '\0';
	if (inet_pton(AF_INET, addr, bytes) == 1)
		max = 32;
	else if (inet_pton(AF_INET6, addr, bytes) == 1)
		max = 128;
	else
		goto bad;
	len = max;
	if (*slash && !number_u32(slash + 1, max, &len))
		return bad_words(a, "\"%s\" has not a prefix length of 0 to %u",
				 word, max);
	req_put(r, NVGRE_A_PREFIX, bytes, max / 8);
	req_put_u8(r, NVGRE_A_PREFIX_LEN, len);
	return 0;
bad:
	return bad_words(a, "\"%s\" is not an IPv4 or IPv6 prefix", word);
}

/* --- values ---------------------------------------------------------------- */

static int parse_u32(const struct args *a, struct req *r,
		     const struct keyword *k, const char *word)
{
	uint32_t value;

	if (!number_u32(word, UINT32_MAX, &value))
		return bad_words(a, "\"%s\" is not a number for \"%s\"", word,
				 k->word);
	req_put_u32(r, k->attr, value);
	return 0;
}

static int parse_s32(const struct args *a, struct req *r,
		     const struct keyword *k, const char *word)
{
	uint32_t value;

	if (!number_u32(word, INT32_MAX, &value))
		return bad_words(a, "\"%s\" is not a number for \"%s\"", word,
				 k->word);
	req_put_u32(r, k->attr, value);
	return 0;
}

static int parse_string(const struct args *a, struct req *r,
			const struct keyword *k, const char *word)
{
	if (strlen(word) > REQ_STRING_MAX)
		return bad_words(a, "the value of \"%s\" is longer than %d bytes",
				 k->word, REQ_STRING_MAX);
	req_put_str(r, k->attr, word);
	return 0;
}

static int parse_mac(const struct args *a, struct req *r,
		     const struct keyword *k, const char *word)
{
	uint8_t mac[6];

	if (!mac_address(word, mac))
		return bad_words(a, "\"%s\" is not a MAC address for \"%s\"",
				 word, k->word);
	req_put(r, k->attr, mac, sizeof(mac));
	return 0;
}

static int parse_rdid(const struct args *a, struct req *r,
		      const struct keyword *k, const char *word)
{
	uint8_t g[NVGRE_RDID_LEN];

	if (!guid(word, g))
		return bad_words(a, "\"%s\" is not a GUID for \"%s\"", word,
				 k->word);
	req_put(r, k->attr, g, sizeof(g));
	return 0;
}

/* "dev rdid GUID" and "dev ifindex N" are other ways to name a device. */
static int parse_dev(struct args *a, struct req *r, const struct keyword *k,
		     const char *word)
{
	static const struct keyword rdid = {
		"rdid", NVGRE_A_RDID, FORM_RDID, IN_ALL
	};
	static const struct keyword ifindex = {
		"ifindex", NVGRE_A_IFINDEX, FORM_U32, IN_ALL
	};

	if (!strcmp(word, "rdid") && a->left)
		return parse_rdid(a, r, &rdid, next_word(a));
	if (!strcmp(word, "ifindex") && a->left)
		return parse_u32(a, r, &ifindex, next_word(a));
	return parse_string(a, r, k, word);
}

/* An underlay device, by name. */
static int parse_oif(const struct args *a, struct req *r,
		     const struct keyword *k, const char *word)
{
	unsigned int index = if_nametoindex(word);

	if (!index)
		return bad_words(a, "there is no device \"%s\"", word);
	req_put_u32(r, k->attr, index);
	return 0;
}

static int parse_onoff(const struct args *a, struct req *r,
		       const struct keyword *k, const char *word)
{
	bool on = !strcmp(word, "on");

	if (!on && strcmp(word, "off"))
		return bad_words(a, "\"%s\" is neither \"on\" nor \"off\" for \"%s\"",
				 word, k->word);
	req_put_u8(r, k->attr, on);
	return 0;
}

static int parse_dscp(const struct args *a, struct req *r,
		      const struct keyword *k, const char *word)
{
	uint32_t value = NVGRE_DSCP_INHERIT;

	if (strcmp(word, "inherit") && !number_u32(word, 63, &value))
		return bad_words(a, "\"%s\" is not a number from 0 to 63, nor \"inherit\"",
				 word);
	req_put_u8(r, k->attr, value);
	return 0;
}

static int parse_ttl(const struct args *a, struct req *r,
		     const struct keyword *k, const char *word)
{
	uint32_t value = 0;

	if (strcmp(word, "inherit") && !number_u32(word, 255, &value))
		return bad_words(a, "\"%s\" is not a number from 0 to 255, nor \"inherit\"",
				 word);
	req_put_u8(r, k->attr, value);
	return 0;
}

static int parse_record_type(const struct args *a, struct req *r,
			     const struct keyword *k, const char *word)
{
	size_t i;

	/* System Center's word for it */
	if (!strcmp(word, "dhcp"))
		word = "dynamic";
	for (i = 0; i < record_type_count; i++) {
		if (strcmp(word, record_type_names[i]))
			continue;
		req_put_u8(r, k->attr, i);
		return 0;
	}
	return bad_words(a, "\"%s\" is not a type of record", word);
}

static int parse_value(struct args *a, struct req *r, const struct keyword *k,
		       const char *word)
{
	switch (k->form) {
	case FORM_U32:
		return parse_u32(a, r, k, word);
	case FORM_S32:
		return parse_s32(a, r, k, word);
	case FORM_ADDR:
		return parse_addr(a, r, k->attr, k->word, word);
	case FORM_MAC:
		return parse_mac(a, r, k, word);
	case FORM_RDID:
		return parse_rdid(a, r, k, word);
	case FORM_DEV:
		return parse_dev(a, r, k, word);
	case FORM_STRING:
		return parse_string(a, r, k, word);
	case FORM_ONOFF:
		return parse_onoff(a, r, k, word);
	case FORM_DSCP:
		return parse_dscp(a, r, k, word);
	case FORM_TTL:
		return parse_ttl(a, r, k, word);
	case FORM_RECORD_TYPE:
		return parse_record_type(a, r, k, word);
	case FORM_OIF:
		return parse_oif(a, r, k, word);
	}
	return 0;
}

/* --- keywords -------------------------------------------------------------- */

static const struct keyword *find_keyword(const struct keyword *words,
					  const char *word, uint8_t in)
{
	for (; words->word; words++)
		if (words->in & in && !strcmp(words->word, word))
			return words;
	return NULL;
}

bool is_keyword(const struct keyword *words, const char *word, uint8_t in)
{
	return find_keyword(words, word, in);
}

int parse_words(struct args *a, struct req *r, const struct keyword *words,
		uint8_t in)
{
	const struct keyword *k;
	const char *word;
	uint64_t seen;
	int rc;

	while ((word = next_word(a))) {
		k = find_keyword(words, word, in);
		if (!k)
			return bad_words(a, "\"%s\" is not a word of this command",
					 word);
		if (k->form == FORM_IGNORED_FLAG)
			continue;
		seen = r->seen;
		if (k->form == FORM_NONE) {
			req_put(r, k->attr, NULL, 0);
		} else {
			word = next_word(a);
			if (!word)
				return bad_words(a, "\"%s\" needs a value",
						 k->word);
			rc = parse_value(a, r, k, word);
			if (rc)
				return rc;
		}
		if (k->form != FORM_IGNORED && seen == r->seen)
			return bad_words(a, "\"%s\" is there twice", k->word);
	}
	return 0;
}
