"""The file of a sales process: JSON with a format and a version. Plain Python.

``{"format": "sales_process", "version": 1, "process": {…}}``: the process has its fields by name,
its stages, and in these their goals and tasks. A text is an object of languages, a record of the
database an object of model, XML id and name.
"""

import json

FORMAT = "sales_process"
#: Raised when an older version could not read what is written now.
VERSION = 1
#: Nobody writes a process of this size by hand.
LARGEST_FILE = 2_000_000  # bytes
MOST_LINES = 200  # stages of a process, goals or tasks of a stage
#: What a value has to be, by the type of its field.
TYPES = {
    "boolean": (bool,),
    "integer": (int,),
    "float": (int, float),
    "char": (str,),
    "text": (str,),
    "html": (str,),
    "selection": (str,),
    "many2one": (dict,),
    "many2many": (list,),
    "one2many": (list,),
}


class ProcessFileError(Exception):
    """Why a file cannot be taken.

    :param code: *unreadable*, *format*, *newer*, *size*, *value*, *field*, *model* or *record*
    :param where: the place in the file, for people
    :param value: what stands there, or is missing
    """

    def __init__(self, code, where="", value=""):
        super().__init__(code, where, value)
        self.code, self.where, self.value = code, where, str(value)[:80]


def write(process):
    """The content of a file, as bytes."""
    content = {"format": FORMAT, "version": VERSION, "process": process}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def read(content):
    """The process in a file.

    :param content: bytes
    :raise ProcessFileError: where it is none, or of a newer version
    """
    if len(content) > LARGEST_FILE:
        raise ProcessFileError("size", value=len(content))
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ProcessFileError("unreadable", value=error) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ProcessFileError("format")
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ProcessFileError("value", "version", version)
    if version > VERSION:
        raise ProcessFileError("newer", value=version)
    process = data.get("process")
    if not isinstance(process, dict):
        raise ProcessFileError("value", "process", process)
    return process


def _refuse_constant(name):
    raise ValueError(f"{name} is no number")


def has_nul(value):
    """Whether a text has a character that no database can keep."""
    return isinstance(value, str) and "\0" in value


def check_value(kind, value, where):
    """Refuse a value that a field of this type cannot have.

    :raise ProcessFileError: names the place
    """
    types = TYPES.get(kind, ())
    is_wrong_bool = isinstance(value, bool) and bool not in types
    if not isinstance(value, types) or is_wrong_bool or has_nul(value):
        raise ProcessFileError("value", where, value)
    if isinstance(value, list):
        if len(value) > MOST_LINES:
            raise ProcessFileError("value", where, f"{len(value)} > {MOST_LINES}")
        for place, line in enumerate(value, 1):
            if not isinstance(line, dict):
                raise ProcessFileError("value", f"{where} {place}", line)


def check_texts(value, where):
    """A text in its languages, the one without a translation first.

    :param value: a text, or an object of languages
    :return: ``(text, {language: text})``
    """
    if isinstance(value, str) and not has_nul(value):
        return value, {}
    if not isinstance(value, dict) or not value:
        raise ProcessFileError("value", where, value)
    for lang, text in value.items():
        if not isinstance(text, str) or has_nul(text):
            raise ProcessFileError("value", f"{where} {lang}", text)
    return value.get("en_US") or next(iter(value.values())), value
