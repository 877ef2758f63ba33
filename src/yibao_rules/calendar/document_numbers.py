"""Document numbers (发文字号) in one form: 国办发明电〔2026〕9号, however the brackets, widths and spaces came."""

import re

from yibao_rules.text import normalise

NUMBER = r"国办?(?:发明电|明电|发|函)[〔\[(【〖﹝{]\d{4}[〕\])】〗﹞}]第?\d{1,5}号"
"""A number of the State Council or its General Office inside a text without spaces."""

_ANY = r"([^\W\d]{2,20})[〔\[(【〖﹝{](\d{4})[〕\])}】〗﹞}]第?0{0,4}(\d{1,5})[号號]"


def document_number(text: str) -> str:
    """Write a document number in the one form; text that is no such number is given back as it came.

    >>> document_number("国办发明电［2025］第 7 号"), document_number("2027年部分节假日安排")
    ('国办发明电〔2025〕7号', '2027年部分节假日安排')
    """
    if not text or _in_form(text):
        return text
    found = re.fullmatch(_ANY, "".join(normalise(text[:60]).split()))
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else text


def _in_form(text: str) -> bool:
    # Without an expression to compile: the record's numbers are looked at before a first answer.
    head, bracket, tail = text.partition("〔")
    year, close, number = tail[:4], tail[4:5], tail[5:-1]
    digits = year + number
    return bool(
        head
        and bracket
        and close == "〕"
        and text[-1] == "号"
        and number
        and number[0] != "0"
        and digits.isascii()
        and digits.isdigit()
        and not any(map(str.isspace, head))
    )
