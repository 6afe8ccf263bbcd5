"""What a bureau publishes reaches its own devices and those below it."""

import pytest

from app.centre.releases import publish_release
from app.errors import CentreRefused
from tests.centre.field import Centre


def test_that_a_citys_release_reaches_the_county_and_no_other_city(centre: Centre) -> None:
    content = "演练用表单".encode() * 60_000
    digest = publish_release(centre.connection, centre.city, "forms", "electronic-records", "1", content, "signed")
    county, stranger = centre.device().line(), centre.device(centre.other).line()
    (found,) = county.release_get("forms")
    assert (found.bureau, found.name, found.version, found.sha256, found.signature) == (
        centre.city, "electronic-records", "1", digest, "signed",
    )  # fmt: skip
    assert b"".join(county.blob_get(digest, n, 1) or b"" for n in range(5)) == content
    assert stranger.release_get() == ()
    assert stranger.blob_get(digest, 0, 1) is None


def test_that_only_the_newest_version_is_offered(centre: Centre) -> None:
    for version in ("1", "2"):
        publish_release(centre.connection, centre.county, "calendar", "2027", version, version.encode(), "signed")
    publish_release(centre.connection, centre.county, "legal", "archives-law", "1", b"", "signed")
    line = centre.device().line()
    assert [(one.name, one.version) for one in line.release_get("calendar")] == [("2027", "2")]
    assert len(line.release_get()) == 2


def test_that_a_version_is_published_once(centre: Centre) -> None:
    publish_release(centre.connection, centre.county, "calendar", "2027", "1", b"first", "signed")
    with pytest.raises(CentreRefused, match="release-exists"):
        publish_release(centre.connection, centre.county, "calendar", "2027", "1", b"another", "signed")


def test_that_an_attachment_of_the_city_is_no_release(centre: Centre) -> None:
    city = centre.device(centre.city).line()
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    city.blob_begin(empty, 0, [])
    assert city.blob_finish(empty)
    assert centre.device().line().blob_get(empty, 0, 1) is None
