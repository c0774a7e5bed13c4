"""PDF files good and bad, built for the tests of uploads."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

SCRIPT = {"S": Name.JavaScript, "JS": String("app.alert(1)")}


def made(change=None, pages: int = 1, **saving) -> bytes:
    """A PDF of blank pages, after `change(pdf)`."""
    pdf = pikepdf.new()
    for _page in range(pages):
        pdf.add_blank_page()
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, **saving)
    return out.getvalue()


def of_size(octets: int) -> bytes:
    """A good PDF of exactly that many octets."""
    def build(length):
        def add(pdf):
            pdf.pages[0].Contents = Stream(pdf, b"%" * length)
        return made(add, compress_streams=False)

    guess = octets - 2000
    return build(guess + octets - len(build(guess)))


def written(*objects: str | bytes) -> bytes:
    """A PDF whose objects are written by hand, the first its catalogue, with a right table of offsets."""
    out, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each if isinstance(each, bytes) else each.encode())
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    return out + (f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
                  f"startxref\n{len(out)}\n%%EOF\n").encode()


def one_page(catalogue: str = "", page: str = "", *more: bytes) -> bytes:
    """One page written by hand, with more entries in its catalogue or page, and more objects from number 4 on."""
    return written(f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                   f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} >>", *more)


def bomb(megabytes: int, layers: int) -> bytes:
    """A small page whose content is that long once inflated."""
    squeezer = zlib.compressobj(1)
    data = b"".join(squeezer.compress(bytes(1024 * 1024)) for _each in range(megabytes)) + squeezer.flush()
    for _layer in range(layers - 1):
        data = zlib.compress(data)
    stream = b"<< /Length %d /Filter [%b] >>\nstream\n%b\nendstream" % (len(data), b"/FlateDecode " * layers, data)
    return one_page("", "/Contents 4 0 R", stream)


def annotated(**entries) -> bytes:
    """A page with one annotation."""
    def add(pdf):
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 10, 10]), **entries)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
    return made(add)


def rooted(build) -> bytes:
    """A PDF whose catalogue takes what `build(pdf)` returns."""
    def add(pdf: Pdf):
        for key, value in build(pdf).items():
            pdf.Root[key] = value
    return made(add)


def with_attachment() -> bytes:
    """A PDF that carries a spreadsheet."""
    def add(pdf):
        pdf.attachments["paie.xlsx"] = b"PK\x03\x04"
    return made(add)


def picture(width: int, height: int) -> bytes:
    """A page with a picture that says it is that large."""
    def add(pdf):
        image = Stream(pdf, b"x", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
                       ColorSpace=Name.DeviceGray, BitsPerComponent=8)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=image))
    return made(add)


GOOD = made()

ACCEPTED = {
    "one page": (GOOD, 1),
    "three pages": (made(pages=3), 3),
    "written by hand": (one_page(), 1),
    "blanks after the end": (GOOD + b"\r\n\n \0", 1),
    "opens at a page": (one_page("/OpenAction [3 0 R /Fit]"), 1),
    "opens at a page, by an action": (one_page("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"), 1),
    "a link": (annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://exemple.test"))), 1),
    "a plain form": (rooted(lambda pdf: {"/AcroForm": Dictionary(Fields=Array([Dictionary(
        FT=Name.Tx, T=String("nom"), V=String("Maëlle"))]))}), 1),
    "an A3 scan at 600 points an inch": (picture(7016, 9921), 1),
    "objects in compressed streams": (made(object_stream_mode=pikepdf.ObjectStreamMode.generate), 1),
    "four MiB": (of_size(4 * 1024 * 1024), 1),
}

REFUSED = {
    "nothing": (b"", "empty"),
    "a program": (b"MZ\x90\0" * 100, "signature"),
    "a page of the web": (b"<!doctype html><script>alert(1)</script>", "signature"),
    "a zip": (b"PK\x03\x04" + bytes(100), "signature"),
    "signature after a program": (b"MZ\x90\0" + GOOD, "signature"),
    "signature after a blank": (b"\n" + GOOD, "signature"),
    "signature after a byte order mark": (b"\xef\xbb\xbf" + GOOD, "signature"),
    "signature in small letters": (GOOD.replace(b"%PDF", b"%pdf", 1), "signature"),
    "the signature alone": (b"%PDF-1.7\n", "broken"),
    "the signature and rubbish": (b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF", "broken"),
    "a password": (made(encryption=pikepdf.Encryption(user="secret", owner="secret")), "encrypted"),
    "encrypted, opens without password": (made(encryption=pikepdf.Encryption(user="", owner="secret")), "encrypted"),
    "half of it": (made(pages=20)[:1500], "broken"),
    "without its last octets": (GOOD[:-20], "broken"),
    "a zip at its end": (GOOD + b"PK\x03\x04" + bytes(200), "trailing"),
    "a page of the web at its end": (GOOD + b"<script>alert(1)</script>", "trailing"),
    "wrong offsets": (GOOD.replace(b"endobj", b"endobj  ", 1), "broken"),
    "no pages": (written("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"), "no_pages"),
    "no page tree": (written("<< /Type /Catalog >>"), "broken"),
    "pages in a loop": (written("<< /Type /Catalog /Pages 2 0 R >>",
                                "<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"), "broken"),
    "a bomb of two layers": (bomb(200, 2), "bomb"),
    "a bomb of one layer": (bomb(100, 1), "bomb"),
    "a bomb of nine layers": (bomb(1, 9), "bomb"),
    "a giant picture": (picture(65_000, 65_000), "bomb"),
    "200,000 nested arrays": (one_page("/X " + "[" * 200_000 + "]" * 200_000), "broken"),
    "JavaScript at opening, direct": (one_page("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "script"),
    "JavaScript at opening, indirect": (rooted(
        lambda pdf: {"/OpenAction": pdf.make_indirect(Dictionary(**SCRIPT))}), "script"),
    "JavaScript by name": (rooted(lambda pdf: {"/Names": Dictionary(JavaScript=Dictionary(
        Names=Array([String("x"), Dictionary(**SCRIPT)])))}), "script"),
    "JavaScript when a page opens": (one_page(page="/AA << /O << /S /JavaScript /JS (1) >> >>"), "script"),
    "JavaScript spelt in code": (one_page("/OpenAction << /S /J#61vaScript /J#53 (1) >>"), "script"),
    "JavaScript as a second action": (one_page("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next "
                                               "<< /S /JavaScript /JS (1) >> >>"), "script"),
    "JavaScript in a compressed stream": (made(lambda pdf: pdf.Root.__setitem__(
        "/OpenAction", pdf.make_indirect(Dictionary(**SCRIPT))),
        object_stream_mode=pikepdf.ObjectStreamMode.generate), "script"),
    "starts a program": (annotated(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("calc.exe"))), "launch"),
    "sends its form": (annotated(Subtype=Name.Link, A=Dictionary(
        S=Name.SubmitForm, F=String("https://exemple.test"))), "submit"),
    "an XFA form": (rooted(lambda pdf: {"/AcroForm": Dictionary(
        XFA=Stream(pdf, b"<xdp/>"), Fields=Array([]))}), "xfa"),
    "another file": (with_attachment(), "attachment"),
    "another file, pinned to a page": (annotated(Subtype=Name.FileAttachment, FS=Dictionary(
        Type=Name.Filespec, F=String("x.exe"))), "attachment"),
    "a film": (annotated(Subtype=Name.RichMedia), "media"),
}
