"""The page itself: what the dataset is, the one chart, and the sections under it."""

from __future__ import annotations

from typing import Any

from whosefaces.report import charts
from whosefaces.report.charts import Figure
from whosefaces.report.published import Published, Row
from whosefaces.report.story import way_out
from whosefaces.report.story.blocks import Block, Bullets, Chart, Command, Linked, Paragraph, Quote, Section, paragraph
from whosefaces.report.story.changes import changed
from whosefaces.report.words.catalogue import Words
from whosefaces.report.words.facts import Facts
from whosefaces.report.words.finding import Share, label, licence, say_share, say_untold, share_of
from whosefaces.report.words.headline import Headline, capital
from whosefaces.report.words.unasked import say_unasked

USES = ("commercial", "derivatives", "attributed", "shared_alike")


def dataset(words: Words, published: Published, facts: Facts) -> list[Block]:
    """Who made it, when, how big, what for, each fact with its source; what is not established is said to be so."""
    said = published.about["dataset"]
    size = {"photos": _units(words, "photo", facts.photos)}
    key = "dataset.named" if facts.dataset else "dataset.unnamed"
    if facts.accounts:
        key, size = (
            f"{key}_accounts" if facts.photos else f"{key}_accounts_only",
            size | {"accounts": _units(words, "account", facts.accounts)},
        )
    if facts.part:
        key = "dataset.listed_accounts" if facts.accounts else "dataset.listed"
    sentences = [words.say(key, name=facts.dataset or "", **size)]
    if facts.part and "size" in said:
        sentences += [words.say("dataset.size", size=str(said["size"]["is"])), words.say("dataset.part")]
    if facts.accounts and not facts.photos:
        sentences.append(words.say("dataset.no_photos"))
    if facts.holder:
        sentences.append(words.say("dataset.holder", holder=facts.holder))
    else:
        sentences.append(words.say("dataset.no_holder"))
    for fact in ("made", "published"):
        if fact in said:
            sentences.append(words.say(f"dataset.{fact}", when=_when(words, str(said[fact]["is"]))))
    if "purpose" in said:
        sentences.append(words.say("dataset.purpose", purpose=said["purpose"]["is"]))
    public = {"yes": "dataset.public", "no": "dataset.not_public"}.get(str(said.get("list_public", {}).get("is")))
    if public:
        sentences.append(words.say(public))
    sources = {str(fact["source"]): fact for fact in said.values() if fact.get("source")}
    links = [Linked(*((_host(each), each) if each.startswith("https://") else (each, ""))) for each in sources]
    invented = [words.say("dataset.invented")] if facts.demonstration else []
    of_it = paragraph(*sentences, *invented, words.say("dataset.sources") if links else "", links=links)
    return [*of_it, *lost(words, facts)]


def lost(words: Words, facts: Facts) -> list[Block]:
    """What could not be read, why, and why the list is used all the same: a paragraph of its own under the headline."""
    why = facts.losses_accepted.strip()
    accepted = [words.say("lost.accepted", why=why if why.endswith((".", "!", "?")) else f"{why}.")] if why else []
    if not facts.lost_rows:
        return paragraph(*accepted) if accepted else []
    because = words.listed([words.say(f"lost.{cause.replace(' ', '_')}") for cause in facts.lost_rows])
    rows = sum(facts.lost_rows.values())
    by_who = [words.say("lost.by_who")] if "encoding" in facts.lost_rows else []
    return paragraph(
        words.say("lost.rows", n=rows, of=facts.rows, because=because), *by_who, words.say("lost.unknown"), *accepted
    )


def opening(words: Words, facts: Facts) -> Figure:
    """The one chart: could find out, could get out, could be contacted, likely to read it."""
    rule = Share("rule", 0.0, 0.0, 0.0, size=facts.accounts)
    everyone = Share("exact", 1.0, 1.0, 1.0, size=facts.accounts)
    find = {"no": rule, "yes": everyone, "unknown": Share("unknown")}.get(facts.find_out, Share("unestablished"))
    if find.kind == "unknown" and facts.knowing.counted and facts.knowing.low > 0:
        find = Share("range", facts.knowing.low, 1.0, size=facts.accounts)  # whoever gets out knowingly could find out
    out = rule if facts.out.kind == "not estimable" and "no" in (facts.find_out, facts.admitted) else facts.out
    rows = [(words.say("chart.could_find_out"), find), (words.say("chart.could_get_out"), out)]
    if out.kind == "rule" and facts.blind.counted and facts.blind.high > 0:
        rows.append((words.say("chart.could_ask_blind"), facts.blind))
    rows.append((words.say("chart.could_be_contacted"), facts.contact))
    rows.append((words.say("chart.likely_to_read"), facts.active))
    key = "opening_supposed" if facts.supposed else "opening_photos" if facts.by_photo else "opening"
    title = words.say(f"chart.{key}")
    return charts.shares(words, "opening", title, rows)


def sections(words: Words, published: Published, facts: Facts, lead: Headline, by: str) -> list[Section]:
    """Everything under the chart."""
    made = [
        changed(words, published),
        rule(words, published, facts),
        how(words, published, facts),
        people(words, published, facts) if facts.photos else None,
        licences(words, published) if facts.photos else None,
        check(words, published, lead, by),
    ]
    return [section for section in made if section is not None]


# -- the rule


def rule(words: Words, published: Published, facts: Facts) -> Section:
    """What the holder laid down, where that can be read, and what the holder says to this report."""
    way = facts.way
    blocks: list[Block] = []
    if way is None:
        blocks += paragraph(words.say("rule.not_established"))
    else:
        blocks += paragraph(*_rule(words, facts, way, tried=bool(way_out.requests_of(published))))
        blocks += paragraph(*_out(words, facts), *_copies(words, facts, way), words.say("rule.others_looked"))
        links = [Linked(str(each["title"]), str(each["address"])) for each in way["source"] if each["address"]]
        blocks += paragraph(words.say("dataset.sources"), links=links) if links else []
    blocks += paragraph(*way_out.in_short(words, published))
    replies = published.about["replies"]
    if not replies and facts.holder:
        blocks += paragraph(words.say("rule.not_asked"))
    for reply in replies:
        blocks += _reply(words, reply)
    blocks += _look_up(words, published)
    heading = "rule.heading" if facts.holder or replies else "rule.heading_unnamed"
    return Section("rule", words.say(heading), blocks)


def _rule(words: Words, facts: Facts, way: dict[str, Any] | Any, *, tried: bool) -> list[str]:
    found = {
        "nothing": None,
        "list of photo addresses": "rule.list",
        "look-up by photo address": "rule.search_photo",
        "look-up by username": "rule.search_username",
        "look-up by NSID": "rule.search_nsid",
    }[way["discovery"]["by"]]
    sentences = [words.say("rule.of", title=way["title"], day=words.day(way["day"]))]
    if facts.supposed:
        sentences.append(words.say("rule.supposed"))
    sentences.append(words.say(found) if found else words.named("rule.no_list", facts.holder, "holder"))
    if way["admits"]["photographers"] == way["admits"]["people_pictured"] == "no":
        return [*sentences, words.say("rule.admits_nobody")]
    asked = {"photo links": "rule.request_links", "NSID": "rule.request_nsid", "username": "rule.request_username"}
    requests = [words.say(asked[name]) for name in way["request"]["identifiers"]]
    sentences.append(words.say("rule.blind_request", request=words.listed(requests, "or")))
    admitted = (way["admits"]["photographers"], way["admits"]["people_pictured"])
    who = {("yes", "yes"): "both", ("yes", "no"): "photographers", ("no", "yes"): "pictured"}
    if admitted in who or set(admitted) == {"unknown"}:
        sentences.append(words.say(f"rule.admits_{who.get(admitted, 'unknown')}"))
    else:  # of one group it is known, of the other not
        of_each = zip(("photographers", "pictured"), admitted, strict=True)
        sentences += [words.say(f"rule.admits_{group}_{may}") for group, may in of_each]
    actions = {
        "tag no_cv": "rule.action_tag",
        "change licence": "rule.action_licence",
        "make private": "rule.action_private",
        "delete": "rule.action_delete",
    }
    at_source = [words.say(actions[name]) for name in way["at_source"]["actions"]]
    if at_source:
        sentences.append(words.say("rule.at_source", actions=words.listed(at_source, "or")))
    answers = way["answers"]["holder_answers"]
    if not (tried and answers == "unknown"):  # what came of real requests is printed below, and says more
        sentences.append(words.say(f"rule.answers_{answers}"))
    return sentences


def _out(words: Words, facts: Facts) -> list[str]:
    """What follows: zero by rule, and who could have asked all the same; or how many could get out."""
    if facts.out.kind == "rule" or (facts.out.kind == "not estimable" and facts.find_out == "no"):
        sentences = [words.say("rule.zero")]
        if facts.blind.counted and facts.blind.high > 0:
            if facts.way and facts.way["request"]["identifiers"] == ["photo links"]:
                sentences.append(words.say("rule.nobody_says"))
            sentences.append(capital(words.say("rule.blind_share", share=say_share(words, facts.blind))))
        return sentences
    if facts.out.counted:
        untold = _untold(words, facts.out) if facts.out.central is None else ""
        return [capital(words.say("rule.could_out", share=say_share(words, facts.out))), untold]
    return [words.say("rule.could_out_unknown")]


def _copies(words: Words, facts: Facts, way: dict[str, Any] | Any) -> list[str]:
    reach = way["scope"]["recipients"]
    if reach == "no":
        return [words.say("rule.copies_no")]
    if reach == "stated by the holder":
        return [words.named("rule.copies_claimed", facts.holder, "holder")]
    return []


def _look_up(words: Words, published: Published) -> list[Block]:
    """Where anybody can ask whether an account is in the list; why nobody can, where a yes would hurt."""
    look_up = published.about["look_up"]
    if look_up is None:
        return paragraph(words.say("rule.lookup_hurts")) if published.about["membership_hurts"] else []
    if look_up["closed_on"]:
        return paragraph(words.say("rule.lookup_closed", day=words.day(look_up["closed_on"])))
    address = look_up["at"]
    links = [Linked(words.say("rule.lookup_link"), address)] if address else []
    written = words.say("rule.lookup_write", contact=published.about["contact"])
    return paragraph(
        words.say("rule.lookup_open"), words.say("rule.lookup_blind"), "" if address else written, links=links
    )


def _reply(words: Words, reply: Row) -> list[Block]:
    asked = words.day(reply["asked"])
    if not reply["date"]:
        return paragraph(words.say("rule.reply_asked", who=reply["who"], asked=asked))
    sentence = words.say("rule.reply_answered", who=reply["who"], asked=asked, day=words.day(reply["date"]))
    links = [Linked(words.say("rule.reply_full"), reply["source"])] if reply["source"] else []
    return [Paragraph(sentence), Quote(str(reply["text"])), *paragraph(links=links)]


# -- how it was done


def how(words: Words, published: Published, facts: Facts) -> Section:
    """What was checked, when, and what that cannot show."""
    photo, account = facts.photo, facts.account
    unasked = [sentence for unit in ("account", "photo") for sentence in say_unasked(words, facts, unit)]
    blocks = paragraph(_checked(words, facts), *_results(words, facts), *unasked)
    blocks += paragraph(_asked(words, published), words.say("how.not_written"))
    means = [words.say("how.contacted_means"), words.say("how.would_read"), words.say("how.likely")]
    limits = [words.say("how.gone_private"), words.say("how.not_people"), words.say("how.no_faces")]
    ranges = [share for share in (photo, account) if share.counted and not share.census and share.checked]
    uncertain = []
    if ranges:
        exact = all(
            "hypergeometric" in str(row["method"])
            for row in published.rows
            if row["id"] in ("P1", "P2") and row["status"] == "published"
        )
        uncertain = [words.say("how.uncertain_exact" if exact else "how.uncertain_about")]
    if any(share.unknown for share in (photo, account)):
        uncertain.append(words.say("how.unknowns"))
    if any(share.kind in ("range", "unknown") for share in (facts.contact, facts.out)):
        uncertain.append(words.say("how.why_range"))
    return Section(
        "how", words.say("how.heading"), [*blocks, *paragraph(*means), *paragraph(*uncertain), *paragraph(*limits)]
    )


def _checked(words: Words, facts: Facts) -> str:
    """How many of how many, chosen at random or every one."""
    photo, account = facts.photo, facts.account
    if facts.small:
        return words.say("how.small", n=facts.min_cell)
    slots: dict[str, str] = {}
    kinds = []
    for unit, share in (("photo", photo), ("account", account)):
        if share.checked and share.size:
            census = share.checked == share.size
            kinds.append((unit, census))
            slots |= {f"{unit}s": _units(words, unit, share.checked), f"all_{unit}s": words.count(share.size)}
    if not kinds:
        return words.say("how.nothing")
    if len(kinds) == 1:
        unit, census = kinds[0]
        return words.say(f"how.{'census' if census else 'sample'}_{unit}s", **slots)
    key = {(True, True): "census_both", (False, False): "sample_both", (False, True): "census_sample"}
    return words.say(f"how.{key.get((kinds[0][1], kinds[1][1]), 'sample_census')}", **slots)


def _results(words: Words, facts: Facts) -> list[str]:
    lines = []
    for unit, share in (("photo", facts.photo), ("account", facts.account)):
        if share.counted and share.yes is not None and share.checked:
            checked = _units(words, unit, share.checked)
            slots = {"checked": checked, "yes": share.yes, "unknown": share.unknown}
            ending = "_untold" if share.unknown else "" if share.yes else "_none"
            key = f"how.{unit}_result{ending}"
            lines.append(capital(words.say(key, **slots)))
    if facts.gone_alive.counted and facts.gone_alive.high > 0:
        lines.append(capital(words.say("how.alive_gone", share=say_share(words, facts.gone_alive))))
    return lines


def _asked(words: Words, published: Published) -> str:
    first, last = published.said["asked_from"], published.said["asked_to"]
    if not first or not last:
        return words.say("how.nothing")
    if first == last:
        return words.say("how.asked_on", day=words.day(first))
    return words.say("how.asked_between", first=words.day(first), last=words.day(last))


# -- the people pictured


def people(words: Words, published: Published, facts: Facts) -> Section:
    """What can be said of the people in the pictures, and that they cannot be counted."""
    if facts.faces:
        sentences = [
            words.say("people.cannot_count"),
            words.say("people.faces", faces=_units(words, "depiction", facts.faces)),
        ]
    else:
        sentences = [words.say("people.no_faces"), words.say("people.cannot_count")]
    sentences += [words.say("people.who"), words.say("people.cannot_know")]
    blocks = paragraph(*sentences)
    route: list[str] = []
    if facts.way is not None:
        if facts.pictured_admitted == "no":
            route.append(words.named("people.route_no", facts.holder, "holder"))
        elif facts.pictured_admitted == "yes":
            route.append(words.say("people.route_blind" if facts.find_out == "no" else "people.route_list"))
        else:
            route.append(words.say("people.route_unknown"))
    told = (
        share_of(published.by_id["pictured-told-or-tagged"]) if "pictured-told-or-tagged" in published.by_id else None
    )
    if told is not None and told.counted and facts.faces:
        route.append(capital(words.say("people.contactable", share=say_share(words, told))))
    return Section("people", words.say("people.heading"), [*blocks, *paragraph(*route)])


# -- licences


def licences(words: Words, published: Published) -> Section:
    """What was listed, what the stated use was, and whose licence excludes it."""
    by_id = published.by_id
    blocks: list[Block] = []
    listed = [row for row in published.rows if str(row["id"]).startswith("licence-listed-")]
    if not listed:
        blocks += paragraph(words.say("licences.no_listed"))
        return Section("licences", words.say("licences.heading"), blocks)
    uses = _uses(words, published)
    stated = words.say("licences.use_stated", uses=words.listed(uses)) if uses else words.say("licences.use_unknown")
    excluded = []
    for use in ("any", "commercial", "attributed"):
        share = share_of(by_id[f"conflict-listed-{use}"]) if f"conflict-listed-{use}" in by_id else None
        first = use == "any" or len(uses) > 1  # of one stated use, the second sentence would say the first again
        if share is not None and share.counted and share.high > 0 and first:
            excluded.append(capital(words.say(f"licences.exclude_{use}", share=say_share(words, share))))
    blocks += paragraph(stated, *excluded, words.say("licences.no_conclusion"))
    if unlicensed(published):
        blocks += paragraph(words.say("licences.contested"))
    rows = [
        (label(words, by_id[name]), share_of(by_id[name]))
        for name in ("licence-unchanged", "licence-version-bump", "licence-changed")
        if name in by_id
    ]
    if any(share.counted for _, share in rows):
        blocks.append(Chart(charts.shares(words, "licence-now", words.say("chart.licence_now"), rows)))
    dated = [] if published.about["listed_on"] else [words.say("licences.listed_on_unknown")]
    blocks += paragraph(words.say("licences.no_revoke"), *dated)
    links = _texts(published)
    blocks += paragraph(words.say("licences.read"), links=links) if links else []
    return Section("licences", words.say("licences.heading"), blocks)


def unlicensed(published: Published) -> bool:
    """Whether some listed photos carry no licence: whether the use needed one is argued."""
    return any(row["verdict"] == "contested" for row in published.table("licence_conflicts"))


def _uses(words: Words, published: Published) -> list[str]:
    lines = []
    for use in USES:
        fact = published.about["use"].get(use, {}).get("is")
        if fact in (True, "yes"):
            lines.append(words.say(f"use.{use}"))
        elif fact in (False, "no"):
            lines.append(words.say(f"use.not_{use}"))
    return lines


def _texts(published: Published) -> list[Linked]:
    found = {
        str(row["licence"]): str(row["address"])
        for row in published.table("licence_conflicts")
        if row["clause"] and row["address"]
    }
    return [Linked(licence(Words("en"), name), address) for name, address in found.items()]


# -- check


def check(words: Words, published: Published, lead: Headline, by: str) -> Section:
    """Where everything behind the page lies, how to check and cite it, what was corrected, whom to write to."""
    files = [
        Linked(words.say(f"check.{name}"), address)
        for name, address in (
            ("pdf", "report.pdf"),
            ("appendix", "appendix.html"),
            ("findings", "findings.json"),
            ("table", "tables/findings.csv"),
            ("changelog", "CHANGELOG.md"),
        )
    ]
    blocks: list[Block] = [
        *paragraph(words.say("check.appendix_more")),
        *paragraph(words.say("check.download"), links=files),
    ]
    blocks += [Paragraph(words.say("check.command")), Command("whosefaces verify .")]
    blocks += [Paragraph(words.say("check.sums")), Command("sha256sum --check SHA256SUMS")]
    blocks += paragraph(words.say("byline.cite", by=by, title=lead.headline, day=published.as_of))
    corrections = published.about["corrections"]
    if not corrections:
        blocks += paragraph(words.say("check.corrections_none"))
    else:
        blocks.append(Bullets([_correction(words, each) for each in corrections]))
    if published.about["look_up"]:
        blocks += paragraph(*_look_up_codes(words, published.about["look_up"]))
    contact = str(published.about["contact"])
    address = contact if contact.startswith("https://") else f"mailto:{contact}"
    blocks += paragraph(words.say("check.mistake"), links=[Linked(contact, address)])
    return Section("check", words.say("check.heading"), blocks)


def _look_up_codes(words: Words, look_up: Row) -> list[str]:
    """The key that every answer is proved against, and the commitment to the list."""
    held = {name: words.say(f"unit.{name}", n=look_up[f"{name}s"]) for name in ("account", "row")}
    return [
        words.say("check.lookup_list", accounts=held["account"], rows=held["row"]),
        words.say("check.lookup_key", keys=words.listed(look_up["public_keys"])),
        words.say("check.lookup_code", code=look_up["list_commitment"]),
    ]


def _correction(words: Words, each: Row) -> str:
    days = {"day": words.day(each["date"]), "edition": words.day(each["edition"])}
    sentence = words.say("check.correction", was=each["was"], now=each["now"], **days)
    return f"{sentence} {words.say('check.correction_why', why=each['why'])}"


def _units(words: Words, unit: str, units: int | None) -> str:
    return words.say(f"unit.{unit}", n=units or 0)


def _untold(words: Words, share: Share) -> str:
    said = say_untold(words, share)
    return f"{capital(said)}." if said else ""


def _when(words: Words, text: str) -> str:
    """A day as the language writes it; a year, or anything less sure, as it stands."""
    try:
        return words.day(text)
    except ValueError:
        return text


def _host(address: str) -> str:
    return address.removeprefix("https://").partition("/")[0].removeprefix("www.")
