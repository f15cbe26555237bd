"""A client that is not ours runs against the double whole.

It asks as the Flickr Foundation's flickr-photos-api does (read at commits 3182136, 19673c1 and 101ceb6 of
Flickr-Foundation/flickr-photos-api; written anew): XML, the key in the address, HTTP 200 for failures, five tries, every
attribute that it reads there, and a KeyError where one is missing.
"""

import xml.etree.ElementTree as ElementTree
from datetime import datetime

import pytest
from whosefaces.double.faults import first
from whosefaces.double.server import Double, reach

REST = "https://api.flickr.com/services/rest/"
EXTRAS = (
    "license,date_upload,date_taken,media,original_format,owner_name,url_sq,url_t,url_s,url_m,url_o,tags,geo,url_q,url_l,"
    "description,safety_level,realname,path_alias,count_comments,count_views"
)
KEY = "0123456789abcdef" * 2


class FlickrError(Exception):
    """``stat="fail"``; its text is the code."""


class Client:
    """Speaks as that client does; what it returns is what it would keep."""

    def __init__(self, double, key=KEY):
        self.session, self.key = reach(double), key
        self.licences = None

    def call(self, method, **parameters):
        for trial in range(5):
            response = self.session.get(
                REST, params={"api_key": self.key, "method": method, **parameters}, headers={"User-Agent": "another/1"}
            )
            if response.status_code >= 500 and trial < 4:
                continue
            response.raise_for_status()
            try:
                root = ElementTree.fromstring(response.text)
            except ElementTree.ParseError:
                if trial < 4:
                    continue
                raise
            if root.attrib["stat"] == "ok":
                return root
            error = root.find(".//err").attrib
            if "not currently available" not in error["msg"] or trial == 4:
                raise FlickrError(error["code"])
        raise AssertionError("five tries")

    def licence(self, number):
        if self.licences is None:
            table = self.call("flickr.photos.licenses.getInfo").findall(".//license")
            self.licences = {one.attrib["id"]: (one.attrib["name"], one.attrib["url"]) for one in table}
        return self.licences[number]

    def photo(self, photo_id):
        photo = self.call("flickr.photos.getInfo", photo_id=photo_id).find(".//photo")
        owner, dates, usage = photo.find("owner").attrib, photo.find("dates").attrib, photo.find("usage").attrib
        datetime.strptime(dates["taken"], "%Y-%m-%d %H:%M:%S")
        assert {dates["takengranularity"], dates["takenunknown"]} <= {"0", "1"}
        assert photo.attrib["media"] in ("photo", "video")
        assert photo.attrib["safety_level"] in ("0", "1", "2")
        assert {usage["candownload"], usage["canblog"], usage["canprint"], usage["canshare"]} <= {"0", "1"}
        int(photo.find("comments").text), int(photo.attrib["views"]), int(photo.attrib["rotation"])
        tags = [
            (one.attrib["author"], one.attrib["authorname"], one.attrib["raw"], one.attrib["machine_tag"], one.text)
            for one in photo.find("tags").findall("tag")
        ]
        return {
            "owner": owner["nsid"],
            "alias": owner["path_alias"] or None,
            "names": (owner["username"], owner["realname"]),
            "file": (photo.attrib["secret"], photo.attrib["server"], photo.attrib["farm"]),
            "licence": self.licence(photo.attrib["license"]),
            "posted": int(dates["posted"]),
            "media": photo.attrib["media"],
            "public": photo.find("visibility").attrib["ispublic"] == "1",
            "page": photo.find('.//urls/url[@type="photopage"]').text,
            "tags": tags,
        }

    def sizes(self, photo_id):
        sizes = self.call("flickr.photos.getSizes", photo_id=photo_id).findall(".//size")
        pictures = {one.attrib["label"]: one for one in sizes if one.attrib["media"] == "photo"}
        for one in pictures.values():
            int(one.attrib["width"]), int(one.attrib["height"])
        return pictures, {one.attrib["label"] for one in sizes if one.attrib["media"] == "video"}

    def comments(self, photo_id):
        comments = self.call("flickr.photos.comments.getList", photo_id=photo_id).findall(".//comment")
        names = ("id", "author", "authorname", "realname", "path_alias", "author_is_deleted", "permalink")
        return [{name: one.attrib[name] for name in names} | {"day": int(one.attrib["datecreate"])} for one in comments]

    def people(self, photo_id):
        people = self.call("flickr.photos.people.getList", photo_id=photo_id).findall(".//person")
        return [(one.attrib["nsid"], one.attrib["is_deleted"], one.attrib["path_alias"]) for one in people]

    def history(self, photo_id):
        steps = self.call("flickr.photos.licenses.getLicenseHistory", photo_id=photo_id).findall(".//license_history")
        return [
            (int(one.attrib["date_change"]), one.attrib["old_license_url"], one.attrib["new_license"]) for one in steps
        ]

    def user(self, nsid):
        person = self.call("flickr.people.getInfo", user_id=nsid).find("person")
        pro = person.attrib["ispro"] == "1"
        return {
            "alias": person.attrib["path_alias"] or None,
            "username": person.find("username").text,
            "photos": int(person.find("photos").find("count").text),
            "pages": (person.find("photosurl").text, person.find("profileurl").text),
            "icon": (int(person.attrib["iconserver"]), int(person.attrib["iconfarm"])),
            "expires": int(person.attrib["expire"]) if pro else None,
        }

    def stream(self, nsid, per_page=10):
        page, pages, photos = 1, 1, []
        while page <= pages:
            root = self.call(
                "flickr.people.getPublicPhotos", user_id=nsid, extras=EXTRAS, page=str(page), per_page=str(per_page)
            )
            listing = root.find("photos")
            pages = int(listing.attrib["pages"])
            for one in listing.findall("photo"):
                of = one.attrib
                assert of["owner"] == nsid
                for name in ("ownername", "title", "tags", "secret", "server", "farm", "safety_level", "datetaken"):
                    of[name]
                int(of["count_comments"]), int(of["count_views"]), int(of["dateupload"])
                assert of["datetakenunknown"] in ("0", "1")
                assert of["url_sq"].startswith("https://")
                assert one.find("description").text
                photos.append((of["id"], self.licence(of["license"])))
            page += 1
        return photos


@pytest.fixture(scope="module")
def flickr(population, now):
    with Double(population, now, key=KEY) as listening:
        yield listening


@pytest.fixture(scope="module")
def client(flickr):
    return Client(flickr)


def test_another_client_reads_every_photo_that_can_be_seen(client, population, now):
    shown = [photo for photo in population.photos.values() if population.visible(photo, now)]
    films = [photo for photo in shown if photo.media == "video"]
    assert films, "the population holds videos"
    for photo in [*shown[:25], *films[:3], next(one for one in shown if one.tagged)]:
        owner = population.accounts[photo.nsid]
        read = client.photo(photo.photo_id)
        assert (read["owner"], read["alias"], read["media"]) == (photo.nsid, owner.alias, photo.media)
        assert read["posted"] == int(photo.posted.timestamp())
        assert read["page"].endswith(f"/{photo.photo_id}/")
        pictures, players = client.sizes(photo.photo_id)
        assert pictures["Medium"].attrib["source"].endswith(f"{photo.photo_id}_{photo.secret}.jpg")
        assert bool(players) == (photo.media == "video")
        assert [one[0] for one in client.people(photo.photo_id)] == list(photo.tagged)
        assert client.history(photo.photo_id)
        assert all(one["author"] in population.accounts for one in client.comments(photo.photo_id))
        client.call("flickr.photos.getAllContexts", photo_id=photo.photo_id)


def test_another_client_reads_every_kind_of_account_and_walks_its_photos(client, population, now):
    alive = [one for one in population.accounts.values() if one.exists(now)]
    kinds = [next(one for one in alive if one.pro), next(one for one in alive if not one.pro)]
    for account in [*kinds, *alive[:5]]:
        read = client.user(account.nsid)
        shown = population.public_photos(account.nsid, now)
        assert (read["alias"], read["username"], read["photos"]) == (account.alias, account.username, len(shown))
        assert (read["expires"] is not None) == account.pro
        assert [photo_id for photo_id, _ in client.stream(account.nsid)] == [photo.photo_id for photo in shown]
        account_read = client.call(
            "flickr.urls.lookupUser", url=f"https://www.flickr.com/photos/{account.alias or account.nsid}/"
        )
        assert account_read.find(".//user").attrib["id"] == account.nsid


def test_another_client_is_refused_with_the_codes_that_it_expects(client, flickr, population, now):
    hidden = next(one for one in population.photos.values() if not population.visible(one, now))
    deleted = next(
        one for one in population.accounts.values() if one.gone and one.gone <= now and not one.gone_says_not_found
    )
    calls = {
        "1": [
            ("flickr.photos.getInfo", {"photo_id": hidden.photo_id}),
            ("flickr.photos.getSizes", {"photo_id": hidden.photo_id}),
            ("flickr.photos.comments.getList", {"photo_id": "1"}),
            ("flickr.urls.lookupUser", {"url": "https://www.flickr.com/photos/nobody-here/"}),
        ],
        "5": [("flickr.people.getInfo", {"user_id": deleted.nsid})],
    }
    for code, wanted in calls.items():
        for method, parameters in wanted:
            with pytest.raises(FlickrError, match=f"^{code}$"):
                client.call(method, **parameters)
    with pytest.raises(FlickrError, match="^100$"):
        Client(flickr, "wrong").call("flickr.photos.getInfo", photo_id=hidden.photo_id)


@pytest.mark.parametrize("fault", ["unavailable", "json in xml", "502 html", "control characters", "garbage"])
def test_another_client_comes_through_what_it_knows_to_try_again(population, now, fault):
    with Double(population, now, key=KEY, faults=first(fault, 2)) as flaky:
        shown = next(photo for photo in population.photos.values() if population.visible(photo, now))
        assert Client(flaky).photo(shown.photo_id)["owner"] == shown.nsid


def test_a_suspended_account_is_there_while_nobody_sees_its_photos(client, population, now):
    """Flickr's help, 6184781339924: the photos are seen by nobody, the profile is found, and it can be written to."""
    suspended = [
        one for one in population.accounts.values() if one.suspended and one.suspended <= now and one.exists(now)
    ]
    assert suspended, "the population holds suspended accounts"
    for account in suspended:
        assert client.user(account.nsid)["photos"] == 0
        photo = next(one for one in population.photos.values() if one.nsid == account.nsid)
        with pytest.raises(FlickrError, match="^1$"):
            client.photo(photo.photo_id)
