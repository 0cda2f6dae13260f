import io
import json
import re
from dataclasses import replace

import pikepdf
import pypdf
import pytest
import segno
from PIL import Image

from literacy.credentials import pdf
from literacy.credentials.lettering import DESIGN, name_size

LARGEST_FILE = 60_000
QR_TOP_POINTS = (9 + 33) / 25.4 * 72


@pytest.fixture(scope="module")
def drawn(facts, signed_bytes):
    return pdf.render(facts, signed_bytes)


@pytest.fixture(scope="module", params=["long", "longest"])
def widest(request, borderline):
    longest = {"holder_name_uk": "Щ" * 39 + " " + "Ж" * 40, "holder_name_latin": "W" * 39 + " " + "M" * 40}
    return replace(borderline, **(longest if request.param == "longest" else {}))


@pytest.fixture(scope="module")
def drawn_widest(widest, signed_bytes):
    return pdf.render(widest, signed_bytes)


def pages_of(data):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("lang", ["uk", "en"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"simulated": True, "replaces_earlier": True, "identity_check": "known_to_staff"},
        {"supervised": False, "identity_check": "not_checked", "open_bank": False, "provisional": False},
        {"level": "advanced", "gauge_estimate": 3.5, "gauge_high": 3.9, "role": "civil_servant"},
        {
            "top_merged": False,
            "level": "highly_specialised",
            "firm": False,
            "other_level": "advanced",
            "other_probability": 0.41,
            "gauge_estimate": 4.1,
            "gauge_high": 4.9,
        },
    ],
    ids=["plain", "specimen", "closed", "merged", "five levels"],
)
def test_the_paper_prints_every_field_in_order(make_facts, signed_bytes, changes, lang):
    facts = make_facts(**changes)
    text, place = squeezed("".join(pages_of(pdf.render(facts, signed_bytes)))), 0
    for name, value in facts.printed_fields(lang).items():
        found = text.find(squeezed(value), place)
        assert found >= 0, (name, value)
        place = found + (len(squeezed(value)) if name not in ("Ім’я", "Name") else 0)


def test_the_widest_certificate_loses_nothing(widest, drawn_widest):
    text = squeezed("".join(pages_of(drawn_widest)))
    for lang in ("uk", "en"):
        assert not [v for v in widest.printed_fields(lang).values() if squeezed(v) not in text]
    assert len(pages_of(drawn_widest)) == 2


def test_the_front_alone_is_complete(widest, drawn_widest):
    front = squeezed(pages_of(drawn_widest)[0])
    on_the_back = {"release", "scale_version", "does"}
    for name, value in widest.printed_values("uk").items():
        assert (squeezed(value) in front) or name in on_the_back, name


def test_nothing_on_the_widest_front_reaches_into_the_foot(drawn_widest):
    heights = []

    def note(text, matrix, text_matrix, *_):
        if text.strip():
            heights.append((text.strip(), matrix[3] * text_matrix[5] + matrix[5]))

    pypdf.PdfReader(io.BytesIO(drawn_widest)).pages[0].extract_text(visitor_text=note)
    scale = [height for text, height in heights if "QR-код" in text or "QR code" in text][:2]
    foot = [height for text, height in heights if text in ("Видано", "Перевірити:")]
    assert (len(scale), len(foot)) == (2, 2)
    assert min(scale) > max(*foot, QR_TOP_POINTS) + 12, heights


def test_words_are_apart_and_apostrophes_are_right(facts, drawn):
    front = pages_of(drawn)[0]
    assert facts.holder_name_uk in front
    assert "Тест складено під наглядом у бібліотеці; особу перевірено" in front.replace("\xa0", " ").replace("\n", " ")
    assert not re.search(r"\w['`ʼ]\w", front)


def test_a_name_cannot_smuggle_markup_in(make_facts, signed_bytes, monkeypatch):
    asked = []
    fetch = pdf.DesignFetcher.fetch
    monkeypatch.setattr(
        pdf.DesignFetcher, "fetch", lambda self, url, *rest: (asked.append(url), fetch(self, url, *rest))[1]
    )
    smuggled = "<img src=file:///etc/passwd>{{ 7*7 }}"
    text = "".join(pages_of(pdf.render(make_facts(holder_name_uk=smuggled), signed_bytes)))
    assert squeezed(smuggled) in squeezed(text)
    assert asked
    assert all(url.startswith(DESIGN.as_uri() + "/") for url in asked)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "file:///etc/ssl/certs/cert.css",
        "{design}/../../contexts/credentials-v2.jsonld",
        "{design}/%2e%2e/other/certificate.css",
        "{design}/certificate.html",
        "{design}/band.svg?x",
        "file://localhost{path}/band.svg",
        "http://127.0.0.1/band.svg",
        "https://literacy.example/band.svg",
        "ftp://literacy.example/band.svg",
        "data:image/svg+xml,<svg/>",
        "band.svg",
    ],
)
def test_nothing_outside_the_design_is_read(address):
    fetcher = pdf.DesignFetcher(DESIGN, {})
    with pytest.raises(pdf.ForbiddenResource):
        fetcher.fetch(address.format(design=DESIGN.as_uri(), path=DESIGN))


def test_a_link_out_of_the_design_is_not_followed(tmp_path):
    design = tmp_path / "design"
    design.mkdir()
    (tmp_path / "secret.svg").write_text("<svg/>")
    (design / "band.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(pdf.ForbiddenResource):
        pdf.DesignFetcher(design, {}).fetch((design / "band.svg").as_uri())


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "gone.svg"])
def test_a_design_that_asks_for_more_draws_nothing(facts, signed_bytes, monkeypatch, address):
    monkeypatch.setattr(pdf, "_page", lambda _: f"<html lang=uk><img src='{address}' alt='x'>")
    with pytest.raises(pdf.ForbiddenResource):
        pdf.render(facts, signed_bytes)


def test_the_bytes_of_the_file_do_not_show_the_name(facts, drawn):
    words = {*facts.holder_name_uk.split(), *facts.holder_name_latin.split(), "Їжакевич", "Yizhakevych"}
    for word in words:
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            plain = word.encode(encoding)
            assert plain not in drawn
            assert plain.hex().encode() not in drawn.lower()


def test_the_metadata_and_the_structure_leave_the_name_out(drawn):
    with pikepdf.open(io.BytesIO(drawn)) as opened:
        assert str(opened.docinfo["/Title"]) == "Сертифікат KH26-7XQ2-RT9M-ZP4K-D8WB-3C"
        with opened.open_outline() as outline:
            assert not any("акевич" in each.title for each in outline.root)


def test_it_is_a_tagged_archive_file(drawn):
    with pikepdf.open(io.BytesIO(drawn)) as opened:
        with opened.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "uk"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_credential_is_attached_byte_for_byte(drawn, signed_bytes):
    with pikepdf.open(io.BytesIO(drawn)) as opened:
        assert list(opened.attachments) == [pdf.ATTACHMENT_NAME]
        attached = opened.attachments[pdf.ATTACHMENT_NAME]
        assert attached.get_file().read_bytes() == signed_bytes
        assert attached.get_file().mime_type == "application/json"
        assert [str(each.AFRelationship) for each in opened.Root.AF] == ["/Data"]
    assert json.loads(signed_bytes)["proof"]


def test_only_our_own_fonts_are_used(drawn, drawn_widest):
    for data in (drawn, drawn_widest):
        names = set()
        for page in pypdf.PdfReader(io.BytesIO(data)).pages:
            for font in page["/Resources"]["/Font"].values():
                descendant = font.get_object()["/DescendantFonts"][0].get_object()
                names.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
                assert any(name.startswith("/FontFile") for name in descendant["/FontDescriptor"].get_object())
        assert names == {"Book,-Semi-Bold", "Plain", "Plain-Semi-Bold"}


def test_the_file_is_small(drawn, drawn_widest):
    assert len(drawn) < LARGEST_FILE
    assert len(drawn_widest) < LARGEST_FILE


def test_the_printed_qr_code_is_the_address_and_coarse_enough(facts, drawn):
    symbol = segno.make(facts.verify_address, error="m", boost_error=False)
    assert (symbol.mode, symbol.version <= 3) == ("alphanumeric", True)
    images = [image.image for image in pypdf.PdfReader(io.BytesIO(drawn)).pages[0].images]
    codes = [image for image in images if image.width == image.height and image.width > 100]
    assert len(codes) == 1
    modules = codes[0].convert("L").resize((symbol.symbol_size(border=4)[0],) * 2, Image.Resampling.NEAREST)
    found = [[modules.getpixel((x, y)) < 128 for x in range(modules.width)] for y in range(modules.height)]
    assert found == [[bool(module) for module in row] for row in symbol.matrix_iter(border=4)]


def test_only_a_specimen_says_so_across_the_page(drawn, drawn_widest):
    assert "ЗРАЗОК" not in pages_of(drawn)[0]
    assert "ЗРАЗОК · Змодельована особа" in pages_of(drawn_widest)[0].replace("\xa0", " ")


def test_an_unsigned_line_says_who_signs_there(make_facts, signed_bytes):
    nobody = dict.fromkeys(("signatory_name_uk", "signatory_name_en", "signatory_post_uk", "signatory_post_en"), "")
    assert "Підпис уповноваженої особи" in pages_of(pdf.render(make_facts(**nobody), signed_bytes))[0]


def test_a_provisional_scale_is_said_and_promises_no_recomputation(drawn):
    front = " ".join(pages_of(drawn)[0].split())
    assert "Попередня шкала. Складність завдань визначено за попередніми оцінками" in front
    assert "проходжень тесту: 212" in front
    assert "перерах" not in front


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Олена Гай", 1),
        ("Олександра Добровольська", 1),
        ("Олександр Вишневський-Гнатюк", 2),
        ("Олександра Добровольська-Знам’янська", 3),
        ("Олександра-Вікторія Добровольська-Знам’янська", 4),
        ("Олександра-Вікторія Максиміліанівна Добровольська-Знам’янська Кропивницька", 5),
        ("Щ" * 39 + " " + "Щ" * 40, 6),
    ],
)
def test_long_names_step_down(name, size):
    assert name_size(name) == size


def test_the_same_certificate_is_drawn_the_same(facts, signed_bytes, drawn):
    assert squeezed("".join(pages_of(pdf.render(facts, signed_bytes)))) == squeezed("".join(pages_of(drawn)))
