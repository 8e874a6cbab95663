"""Where another implementation is known to differ from ours, and why ours is right.

Each kind has pairs of a test, given the case, our answer and whether the other accepts it, and the reason.
"""



def has_icelandic_system_number(case, answer, accepted):
    """A holder's number that begins with 8 or 9."""
    return case[:2] == "IS" and case[16] in "89" and answer.startswith("unchecked") and not accepted


DOCUMENTED = {
    "iban-national": [
        (has_icelandic_system_number, "Registers Iceland gives these numbers (kerfiskennitala) without a check digit"),
    ],
}
