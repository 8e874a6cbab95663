"""Made-up cases at the edges of every rule, the same on every machine."""

from random import Random

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
ALPHABETS = {"n": DIGITS, "a": LETTERS, "c": DIGITS + LETTERS}


def sort_code_ranges(table):
    """The first and last sort code of each range of the weight table, in order."""
    ranges = dict.fromkeys(tuple(map(int, line.split()[:2])) for line in table.read_text().splitlines() if line.strip())
    return list(ranges)


def uk(ranges):
    """Sort codes at both ends of, within and beside every range; account numbers at the edges of every exception."""
    random = Random(1)
    lines = []
    # What exceptions look at: a and b (2, 6, 10), c (3), g (2, 5, 7, 10), g with h (4, 6), h (5, 14).
    starts = ["0", "1", "9", "09", "99", "4", "8", "006", "129", "000000", "999999"]
    for index, (first, last) in enumerate(ranges):
        sort_codes = [first, last, random.randint(first, last)]
        for turn, sort_code in enumerate(sort_codes[: 2 if first == last else 3]):
            # All endings of one number: wherever a check digit is, some of them pass.
            start = starts[(index + turn) % len(starts)]
            number = start + digits(random, 6 - len(start))
            lines += [f"{sort_code:06},{number}{ending:02}" for ending in range(100)]
            lines += [f"{sort_code:06},{start}{digits(random, 8 - len(start))}" for start in starts * 8]
        # No rule covers these, unless the next range begins there.
        lines += [f"{max(first - 1, 0):06},{digits(random, 8)}", f"{min(last + 1, 999999):06},{digits(random, 8)}"]
    return lines


def countries(table):
    """Country code and structure of the national part, a list of (width, alphabet)."""
    rows = [line.split(",") for line in table.read_text().splitlines()[1:]]
    return {row[0]: structure(row[-1]) for row in rows}


def structure(text):
    parts = []
    while text:
        width, text = text.split("!", 1)
        parts.append((int(width), ALPHABETS[text[0]]))
        text = text[1:]
    return parts


def ibans(countries, rounds=200):
    """Right ones of every country, and each kind of mistake."""
    random = Random(2)
    lines = []
    for country, parts in countries.items():
        alphabets = [alphabet for width, alphabet in parts for _ in range(width)]
        for turn in range(rounds):
            national = [random.choice(alphabet) for alphabet in alphabets]
            iban = with_check_digits(country, "".join(national))
            lines += [iban, iban.lower(), grouped(iban)]
            lines += mistyped(random, iban)
            # Each of these has check digits that fit: the mistake alone must be found.
            place = random.randrange(len(alphabets))
            wrong = random.choice(LETTERS if alphabets[place] == DIGITS else DIGITS)
            lines.append(with_check_digits(country, "".join(national[:place] + [wrong] + national[place + 1 :])))
            lines.append(with_check_digits(country, "".join(national[:-1])))
            lines.append(with_check_digits(country, "".join(national) + alphabets[-1][turn % len(alphabets[-1])]))
            lines.append(with_check_digits(random.choice(["XX", "QQ", "ZZ", "AA", "US", "CA"]), "".join(national)))
            lines += [country + digits + iban[4:] for digits in ("00", "01", "99", "0A")]
            lines += congruent(random, country, alphabets)
    return lines


def mistyped(random, iban):
    """Digits changed, neighbours swapped, a character lost or doubled."""
    place = random.randrange(2, len(iban))
    changed = [
        iban[:at] + random.choice(DIGITS.replace(iban[at], "")) + iban[at + 1 :]
        for at in (random.randrange(4, len(iban)) for _ in range(6))
    ]
    at = random.randrange(4, len(iban) - 1)
    swapped = iban[:at] + iban[at + 1] + iban[at] + iban[at + 2 :]
    return [*changed, swapped, iban[:place] + iban[place + 1 :], iban[:place] + iban[place] + iban[place:]]


def congruent(random, country, alphabets):
    """Check digits 00, 01 and 99 where the remainder would let them pass."""
    for _ in range(40):
        national = "".join(random.choice(alphabet) for alphabet in alphabets)
        for right, forged in (("97", "00"), ("98", "01"), ("02", "99")):
            if with_check_digits(country, national)[2:4] == right:
                return [country + forged + national]
    return []


def national(countries, rounds=60):
    """IBANs whose check digits fit, with every value of the national check digits around them."""
    import schwifty
    from schwifty.checksum import algorithms
    from schwifty.domain import Component

    random = Random(3)
    lines = []
    for country, parts in countries.items():
        # Germany has a method for each bank; nobody else in its registry has one without a method for all.
        if f"{country}:default" not in algorithms:
            continue
        alphabets = [alphabet for width, alphabet in parts for _ in range(width)]
        place = schwifty.BBAN(country, "0" * len(alphabets)).spec.positions.get(Component.NATIONAL_CHECKSUM_DIGITS)
        start, end = (place.start, place.end) if place and not place.is_empty else (len(alphabets) - 2, len(alphabets))
        for turn in range(rounds):
            text = [random.choice(alphabet) for alphabet in alphabets]
            if turn % 3 == 0:
                # Leading zeros: no prefix, short account numbers.
                width = random.randrange(2, len(alphabets) - 2)
                text[:width] = [zero if zero in alphabet else "A" for zero, alphabet in zip("0" * width, alphabets)]
            for value in combinations(alphabets[start:end]):
                lines.append(with_check_digits(country, "".join([*text[:start], *value, *text[end:]])))
    return lines


def combinations(alphabets):
    if not alphabets:
        return [[]]
    return [[first, *rest] for first in alphabets[0] for rest in combinations(alphabets[1:])]


def with_check_digits(country, national):
    value = int("".join(str(int(character, 36)) for character in f"{national}{country}00"))
    return f"{country}{98 - value % 97:02}{national}"


def grouped(iban):
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def digits(random, count):
    return "".join(random.choice(DIGITS) for _ in range(count))
