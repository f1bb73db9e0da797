"""Refusing a foreign file as a whole, in both languages; nothing has been written then."""

from app.kernel.bilingual import Bilingual


class FileRefusedError(Exception):
    """The file is broken or hostile; `message` says what to do about it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.message = Bilingual(zh, en)


def text_of(data: bytes) -> str:
    """Return the text of a plain file: UTF-8, with or without a byte order mark; refuse anything else."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefusedError(
            f"第 {line} 行不是 UTF-8 文字。请另存为 UTF-8 再导入。",
            f"Line {line} is not UTF-8 text. Save the file as UTF-8 and import it again.",
        ) from error
    if "\0" in text:
        raise FileRefusedError("这不是文本文件。", "This is not a text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refuse_large(size: int, most: int, zh: str, en: str) -> None:
    """Refuse what holds more bytes than we read."""
    if size > most:
        limit = most // 1_000_000
        raise FileRefusedError(f"{zh}超过 {limit} MB。请拆成几个文件。", f"{en} is larger than {limit} MB. Split it.")
